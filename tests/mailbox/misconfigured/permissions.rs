//! 403: what the app may do.

use outlook_connector::contract::{Mail, Recipient};
use outlook_emulator::{
    AccessPolicy, AccessRight, ClientAccess, ClientAccessPolicy, ExchangePointer, Group, GroupKind, RightsCache, Scope,
    World, demo,
};
use time::OffsetDateTime;

use super::scenario::Scenario;
use crate::support::{MailKind, MailboxHost, send};

#[test]
fn no_grant_at_all() {
    Scenario::app(|app| app.exchange_roles.clear()).first_cause_after_checks_is("no-grant-for-mailbox");
}

#[test]
fn nothing_set_up_in_exchange() {
    Scenario::app(|app| {
        app.exchange_roles.clear();
        app.exchange_pointer = ExchangePointer::Missing;
    })
    .first_cause_after_checks_is("exchange-service-principal-missing");
}

#[test]
fn delegated_instead_of_application_permission() {
    Scenario::app(|app| {
        app.exchange_roles.clear();
        app.exchange_pointer = ExchangePointer::Missing;
        app.delegated_permissions = vec!["Mail.Send".to_owned(), "User.Read".to_owned()];
    })
    .first_cause_after_checks_is("delegated-permission");
}

#[test]
fn mailbox_outside_the_scope() {
    Scenario::new(|_| {})
        .of_mailbox(demo::OTHER_MAILBOX)
        .first_cause_after_checks_is("mailbox-outside-scope");
}

#[test]
fn group_made_again_so_that_the_scope_is_empty() {
    // Another distinguished name: the mailbox is a member of the new group, and of no scope.
    Scenario::new(|tenant| {
        tenant.groups[0].distinguished_name = Some("CN=Contoso Email Senders2,DC=OUTLOOK,DC=COM".to_owned());
    })
    .first_cause_after_checks_is("mailbox-outside-scope");
}

#[test]
fn member_of_a_nested_group() {
    Scenario::new(|tenant| {
        let members = std::mem::replace(&mut tenant.groups[0].members, vec!["inner@contoso.com".to_owned()]);
        tenant.groups.push(Group {
            id: demo::SECRET_ID,
            address: "inner@contoso.com".to_owned(),
            name: Some("Inner".to_owned()),
            distinguished_name: None,
            kind: GroupKind::Security,
            members,
            is_synchronized: false,
        });
    })
    .first_cause_after_checks_is("nested-group-member");
}

#[test]
fn filter_by_the_groups_address() {
    Scenario::new(|tenant| {
        tenant.management_scopes[0].recipient_restriction_filter =
            format!("MemberOfGroup -eq '{}'", demo::SENDERS_GROUP);
    })
    .first_cause_after_checks_is("scope-filter-by-address");
}

#[test]
fn wrong_object_id_in_new_service_principal() {
    for pointer in [
        ExchangePointer::AppRegistration,
        ExchangePointer::ObjectId(demo::SECRET_ID),
    ] {
        Scenario::app(|app| app.exchange_pointer = pointer)
            .first_cause_after_checks_is("wrong-service-principal-object");
    }
}

#[test]
fn grant_that_has_not_propagated() {
    let new = || {
        let now = OffsetDateTime::now_utc();
        let case = Scenario::app(|app| {
            app.exchange_roles
                .iter_mut()
                .for_each(|role| role.assigned_at = Some(now))
        });
        case.in_world(|world| world.exchange_propagation_seconds = 3600)
    };
    new().first_cause_after_checks_is("grant-not-propagated");
    // With the time of the grant in the connection, too.
    let mut case = new();
    case.connection.granted_at = Some(rfc3339(OffsetDateTime::now_utc() - time::Duration::MINUTE));
    case.first_cause_after_checks_is("grant-not-propagated");
}

#[test]
fn grant_that_polling_keeps_from_being_seen() {
    let mut case = Scenario::app(|app| app.exchange_roles.clear());
    case.world.exchange_rights_cache = Some(RightsCache::default());
    // A first send finds no grant; then it is made, and asked for again at once.
    case.meanwhile = |emulator| {
        let files = Default::default();
        let host = MailboxHost::new(emulator, &files, 2);
        let first = send(&host, MailKind::Plain, None);
        assert!(first.is_err());
        emulator.update(|world| {
            let roles = World::demo().tenants.remove(0).applications.remove(0).exchange_roles;
            world.application_mut(demo::CLIENT_ID).expect("the app").exchange_roles = roles;
        });
    };
    case.first_cause_after_checks_is("grant-not-propagated");
}

#[test]
fn access_policy() {
    let mut case = Scenario::new(|tenant| {
        tenant.applications[1].exchange_roles.clear();
        tenant.applications[1].access_policies.push(AccessPolicy {
            right: AccessRight::RestrictAccess,
            scope: Scope::Mailboxes(vec![demo::OTHER_MAILBOX.to_owned()]),
        });
    });
    case.connection.client_id = demo::WIDE_CLIENT_ID.to_string();
    case.first_cause_after_checks_is("access-policy");
}

#[test]
fn lists_of_client_programs() {
    let block = || ClientAccess {
        policy: Some(ClientAccessPolicy::EnforceAllowList),
        allow_list: vec!["OtherProgram/*".to_owned()],
        ..ClientAccess::default()
    };
    Scenario::new(|tenant| tenant.client_access = block()).first_cause_after_checks_is("ews-or-rest-blocked");
    Scenario::new(|tenant| tenant.mailboxes[0].client_access = block())
        .first_cause_after_checks_is("ews-or-rest-blocked");
    Scenario::new(|tenant| tenant.client_access = block())
        .of_wide_app()
        .first_cause_after_checks_is("ews-or-rest-blocked");
}

#[test]
fn ews_switched_off_is_no_reason() {
    // EWS is being retired, so that this is what any organization shows; the mailbox is outside the scope.
    let case = Scenario::new(|tenant| tenant.client_access.ews_enabled = Some(false));
    case.of_mailbox(demo::OTHER_MAILBOX)
        .first_cause_after_checks_is("mailbox-outside-scope");
}

#[test]
fn send_as_is_missing() {
    let mut case = Scenario::new(|_| {});
    let Mail::Message(message) = &mut case.mail else {
        panic!("a message")
    };
    message.from = Some(Recipient {
        address: "support@contoso.com".to_owned(),
        name: None,
    });
    case.sends_only("send-as-missing");
}

fn rfc3339(time: OffsetDateTime) -> String {
    time.format(&time::format_description::well_known::Rfc3339)
        .expect("a time")
}
