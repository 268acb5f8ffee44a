//! Sessions of a script: what Exchange offers an account, what the cmdlets change, and when they refuse.

use outlook_emulator::{Emulator, ExchangeSession, RoleGroup, Scope, demo};

use super::emulator;

fn session(emulator: &Emulator) -> ExchangeSession<'_> {
    emulator
        .connect_exchange_online(RoleGroup::OrganizationManagement)
        .expect("Exchange Online")
}

fn refused(session: &ExchangeSession<'_>, cmdlet: &str, parameters: &[(&str, &str)], says: &str) {
    let error = session.invoke(cmdlet, parameters).expect_err(cmdlet);
    assert!(error.contains(says), "{says}: {error}");
}

#[test]
fn an_account_has_the_cmdlets_of_its_roles() {
    let emulator = emulator(|_| {});
    let has = |role_group, cmdlet: &str| {
        emulator
            .connect_exchange_online(role_group)
            .expect("a session")
            .has(cmdlet)
    };
    for (cmdlet, recipient_management, view_only) in [
        ("Get-Mailbox", true, true),
        ("Add-DistributionGroupMember", true, false),
        ("New-ManagementRoleAssignment", false, false),
        ("New-ServicePrincipal", false, false),
        ("Test-ServicePrincipalAuthorization", false, false),
        ("Get-ManagementRoleAssignment", false, true),
    ] {
        assert!(has(RoleGroup::OrganizationManagement, cmdlet), "{cmdlet}");
        assert_eq!(
            has(RoleGroup::RecipientManagement, cmdlet),
            recipient_management,
            "{cmdlet}"
        );
        assert_eq!(
            has(RoleGroup::ViewOnlyOrganizationManagement, cmdlet),
            view_only,
            "{cmdlet}"
        );
        assert!(!has(RoleGroup::None, cmdlet), "{cmdlet}");
    }
    assert!(!has(RoleGroup::OrganizationManagement, "Get-MgServicePrincipal"));
}

#[test]
fn a_tenant_without_exchange_has_no_session() {
    let emulator = emulator(|tenant| tenant.exchange_organization.has_no_exchange = true);
    let error = emulator
        .connect_exchange_online(RoleGroup::OrganizationManagement)
        .expect_err("no Exchange");
    assert!(error.starts_with("AADSTS500014: "), "{error}");
}

#[test]
fn what_exchange_refuses() {
    let emulator = emulator(|tenant| {
        tenant.exchange_organization.is_dehydrated = true;
        tenant.groups[0].is_synchronized = true;
    });
    let session = session(&emulator);
    let app = demo::SERVICE_PRINCIPAL_ID.to_string();
    let role = [("App", app.as_str()), ("Role", "Application Mail.Send")];
    refused(
        &session,
        "New-ManagementRoleAssignment",
        &role,
        "Enable-OrganizationCustomization",
    );
    let member = [("Identity", demo::SENDERS_GROUP), ("Member", "CN=nobody")];
    refused(&session, "Add-DistributionGroupMember", &member, "couldn't be found");
    refused(&session, "Remove-DistributionGroup", &member[..1], "on-premises");
    let scope = [("Identity", demo::SENDERS_SCOPE)];
    refused(&session, "Remove-ManagementScope", &scope, "in use");
    refused(
        &session,
        "Remove-ServicePrincipal",
        &[("Identity", &app)],
        "has role assignments",
    );
    refused(
        &session,
        "New-DistributionGroup",
        &[("Name", "Megan Bowen")],
        "already being used",
    );
    let id = demo::CLIENT_ID.to_string();
    let principal = [("AppId", id.as_str()), ("ObjectId", app.as_str())];
    refused(&session, "New-ServicePrincipal", &principal, "already exists");
    refused(
        &session,
        "Get-Mailbox",
        &[("Name", "x")],
        "matches parameter name 'Name'",
    );
    refused(&session, "Get-MgServicePrincipal", &[], "is not recognized");
}

#[test]
fn an_assignment_that_a_script_makes_has_its_effect() {
    let emulator = emulator(|tenant| {
        tenant.applications[0].exchange_roles.clear();
        tenant.groups[0].members.clear();
    });
    let session = session(&emulator);
    let app = demo::SERVICE_PRINCIPAL_ID.to_string();
    let role = [
        ("App", app.as_str()),
        ("Role", "Application Mail.Send"),
        ("CustomResourceScope", demo::SENDERS_SCOPE),
        ("ErrorAction", "Stop"),
    ];
    assert!(
        session
            .invoke("New-ManagementRoleAssignment", &role)
            .expect("an assignment")
            .is_empty()
    );
    refused(&session, "New-ManagementRoleAssignment", &role, "already exists");
    let mailbox = session
        .invoke("Get-Mailbox", &[("Identity", demo::MAILBOX)])
        .expect("a mailbox")
        .remove(0);
    let (_, dn) = mailbox
        .into_iter()
        .find(|(name, _)| *name == "DistinguishedName")
        .expect("a name");
    let member = [("Identity", demo::SENDERS_GROUP), ("Member", dn.as_str())];
    session
        .invoke("Add-DistributionGroupMember", &member)
        .expect("a member");
    let granted = emulator.update(|world| {
        let tenant = &world.tenants[0];
        let scope = &tenant.applications[0].exchange_roles[0].scope;
        (
            matches!(scope, Scope::ManagementScope(name) if name == demo::SENDERS_SCOPE),
            tenant.groups[0].members.clone(),
        )
    });
    assert_eq!(granted, (true, vec![demo::MAILBOX.to_owned()]));
    let test = [("Identity", app.as_str()), ("Resource", demo::MAILBOX)];
    let rows = session
        .invoke("Test-ServicePrincipalAuthorization", &test)
        .expect("a test");
    assert!(rows[0].contains(&("InScope", "True".to_owned())), "{rows:?}");
}
