//! The world of the demo, with ids that never change.
//!
//! One tenant, Contoso, in the global cloud. [`CLIENT_ID`] is set up as it should be: nothing consented in Entra, two Exchange
//! roles scoped to a group. [`WIDE_CLIENT_ID`] shows the trap: the same roles, defeated by a tenant-wide consent.

use uuid::{Uuid, uuid};

use super::application::{AppSecret, Application, SecretValue, ServicePrincipal};
use super::exchange::{ExchangeAssignment, ExchangePointer, ManagementScope, Scope};
use super::mailbox::{Group, GroupKind, Mailbox, MailboxKind};
use super::{Tenant, World};

/// Directory (tenant) ID.
pub const TENANT_ID: Uuid = uuid!("7d3a1c52-9f0e-4b6a-8c41-2e5f60a7b910");
/// A verified domain of the tenant.
pub const DOMAIN: &str = "contoso.com";
/// The tenant's first domain.
pub const INITIAL_DOMAIN: &str = "contoso.onmicrosoft.com";
/// Application (client) ID of the app whose rights are scoped in Exchange.
pub const CLIENT_ID: Uuid = uuid!("c1e4b7f2-3a5d-4c68-9e07-51d2f8a6b304");
/// Object ID of its enterprise application.
pub const SERVICE_PRINCIPAL_ID: Uuid = uuid!("5e8f0d17-6b2c-4a93-b4d1-90c7e3f2a615");
/// Secret ID of its client secret: what must not be sent.
pub const SECRET_ID: Uuid = uuid!("0b9d6e43-7c1f-4f58-a2e6-d38514c7f926");
/// Value of its client secret. It opens nothing but this emulator.
pub const SECRET_VALUE: &str = "demo-secret-value-of-the-outlook-emulator";
/// Application (client) ID of the app that has a tenant-wide consent as well. It has the same secret.
pub const WIDE_CLIENT_ID: Uuid = uuid!("e9a2c6d8-1f4b-4e73-8d50-b67f02c9a81e");
/// Primary address and user principal name of the mailbox that the apps may send from.
pub const MAILBOX: &str = "sender@contoso.com";
/// Object ID of that mailbox.
pub const MAILBOX_ID: Uuid = uuid!("2f6b8d91-4e0a-4c37-95f8-a1d3c5e7b042");
/// An alias of that mailbox: it receives mail, but does not address the user in Graph.
pub const MAILBOX_ALIAS: &str = "no-reply@contoso.com";
/// A mailbox outside the scope of [`CLIENT_ID`].
pub const OTHER_MAILBOX: &str = "megan@contoso.com";
/// Mail-enabled security group whose direct members the scoped app may use.
pub const SENDERS_GROUP: &str = "email-senders@contoso.com";
/// Name of that group.
pub const SENDERS_GROUP_NAME: &str = "Contoso Email Senders";
/// Management scope of the roles: a filter by the group's distinguished name.
pub const SENDERS_SCOPE: &str = "Contoso Email Senders Scope";

pub(super) fn world() -> World {
    let mut sender = Mailbox::user(MAILBOX, "Contoso Automation");
    sender.id = MAILBOX_ID;
    sender.aliases.push(MAILBOX_ALIAS.to_owned());
    let mut tenant = Tenant {
        id: TENANT_ID,
        domains: vec![DOMAIN.to_owned(), INITIAL_DOMAIN.to_owned()],
        cloud: Default::default(),
        applications: vec![
            application(CLIENT_ID, SERVICE_PRINCIPAL_ID, "Contoso Email Automation", &[]),
            application(
                WIDE_CLIENT_ID,
                uuid!("84d0f3b6-2a7e-4195-bc08-6f1e9d5a3c72"),
                "Contoso Email Automation (tenant-wide)",
                &["Mail.Send", "Mail.ReadWrite"],
            ),
        ],
        mailboxes: vec![
            sender,
            Mailbox::user(OTHER_MAILBOX, "Megan Bowen"),
            Mailbox::user("alex@contoso.com", "Alex Wilber"),
            Mailbox::user("support@contoso.com", "Contoso Support").of_kind(MailboxKind::Shared),
            Mailbox::user("unlicensed@contoso.com", "Unlicensed User").of_kind(MailboxKind::Unlicensed),
            Mailbox::user("onprem@contoso.com", "On-premises User").of_kind(MailboxKind::OnPremises),
            Mailbox::user("left@contoso.com", "Former Employee").of_kind(MailboxKind::SoftDeleted),
            Mailbox::user("new@contoso.com", "New Employee").of_kind(MailboxKind::NotProvisioned),
            Mailbox::user("partner_fabrikam.com#EXT#@contoso.onmicrosoft.com", "Partner").of_kind(MailboxKind::Guest),
            Mailbox::user("contact@contoso.com", "Mail Contact").of_kind(MailboxKind::MailContact),
        ],
        groups: vec![Group {
            id: uuid!("d7c5a3e1-8b9f-4d26-a0e4-3b1c6f8d2975"),
            address: SENDERS_GROUP.to_owned(),
            name: Some(SENDERS_GROUP_NAME.to_owned()),
            distinguished_name: None,
            kind: GroupKind::Security,
            members: vec![MAILBOX.to_owned()],
            is_synchronized: false,
        }],
        management_scopes: Vec::new(),
        client_access: Default::default(),
        exchange_organization: Default::default(),
    };
    if let Some(group) = tenant.groups.first() {
        let filter = format!("MemberOfGroup -eq '{}'", tenant.distinguished_name(group));
        tenant.management_scopes.push(ManagementScope {
            name: SENDERS_SCOPE.to_owned(),
            recipient_restriction_filter: filter,
        });
    }
    World::new(vec![tenant])
}

fn application(client_id: Uuid, object_id: Uuid, display_name: &str, consented: &[&str]) -> Application {
    let role = |role: &str| ExchangeAssignment {
        role: role.to_owned(),
        scope: Scope::ManagementScope(SENDERS_SCOPE.to_owned()),
        assigned_at: None,
    };
    Application {
        client_id,
        display_name: display_name.to_owned(),
        service_principal: Some(ServicePrincipal {
            object_id,
            enabled: true,
        }),
        registration_object_id: None,
        public_client: false,
        secrets: vec![AppSecret {
            secret_id: SECRET_ID,
            value: SecretValue::new(SECRET_VALUE),
            expires: None,
        }],
        certificates: Vec::new(),
        federated_credentials: Vec::new(),
        entra_permissions: consented.iter().map(|name| (*name).to_owned()).collect(),
        delegated_permissions: Vec::new(),
        exchange_pointer: ExchangePointer::EnterpriseApplication,
        exchange_roles: vec![role("Application Mail.Send"), role("Application Mail.ReadWrite")],
        access_policies: Vec::new(),
        blocked_by_conditional_access: false,
        tokens_revoked_at: None,
    }
}
