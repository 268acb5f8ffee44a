//! Tenants and machines in which the set-up cannot work: the script says why, and changes nothing.

use super::*;
use outlook_emulator::{ExchangeAssignment, Group, GroupKind, RoleGroup};

/// A set-up that stops before its first change, and says all of these texts.
#[track_caller]
fn stops(emulator: &Emulator, script: &str, change: impl FnOnce(&mut Machine<'_>), texts: &[&str]) {
    let mut machine = Machine::new(emulator);
    change(&mut machine);
    let code = run(script, &[], &mut machine);
    let text = machine.text();
    assert_eq!(code, 1, "{text}");
    assert!(machine.changes.is_empty() && machine.questions() == 0, "{text}");
    assert!(text.ends_with("Nothing was changed."), "{text}");
    for expected in texts {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn a_machine_without_the_module() {
    let emulator = empty_tenant(|_| {});
    let script = script(|_| {});
    let install = "Install-Module ExchangeOnlineManagement -Scope CurrentUser";
    stops(
        &emulator,
        &script,
        |machine| machine.modules.clear(),
        &["is missing", install],
    );
    let old = |machine: &mut Machine<'_>| machine.modules[0].1 = vec![2, 0, 5];
    stops(&emulator, &script, old, &["too old: 2.0.5", install]);
    let newer = |machine: &mut Machine<'_>| {
        machine.faults = vec![("Import-Module", "The current PowerShell version is 7.4.")];
    };
    stops(
        &emulator,
        &script,
        newer,
        &["from 3.10.0 PowerShell 7.6", "The current PowerShell version is 7.4."],
    );
}

/// Case B26: Exchange offers an account the commands of its roles only.
#[test]
fn an_account_without_the_role() {
    let emulator = empty_tenant(|_| {});
    for (role_group, lacks, names) in [
        (
            RoleGroup::RecipientManagement,
            "lacks the role Role Management",
            "New-ServicePrincipal",
        ),
        (
            RoleGroup::ViewOnlyOrganizationManagement,
            "lacks the role Role Management",
            "New-DistributionGroup",
        ),
        (RoleGroup::None, "lacks the role Role Management", "Get-Mailbox"),
    ] {
        let texts = [
            lacks,
            names,
            "Organization Management",
            "Exchange Administrator",
            "Get-ManagementRole -Cmdlet ",
        ];
        stops(
            &emulator,
            &script(|_| {}),
            |machine| machine.role_group = role_group,
            &texts,
        );
    }
}

/// Case B25.
#[test]
fn an_organization_that_is_not_enabled_for_customization() {
    let emulator = empty_tenant(|tenant| tenant.exchange_organization.is_dehydrated = true);
    let texts = [
        "Enable-OrganizationCustomization",
        "cannot be undone",
        "an hour after that",
        "IsDehydrated becomes False at once",
    ];
    stops(&emulator, &script(|_| {}), |_| {}, &texts);
}

#[test]
fn a_tenant_without_exchange_and_another_tenant() {
    let emulator = empty_tenant(|tenant| tenant.exchange_organization.has_no_exchange = true);
    stops(
        &emulator,
        &script(|_| {}),
        |_| {},
        &["This tenant has no Exchange Online", "AADSTS500014"],
    );
    let emulator = empty_tenant(|_| {});
    let other = |machine: &mut Machine<'_>| machine.other_tenant = Some("8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10");
    stops(
        &emulator,
        &script(|_| {}),
        other,
        &["signed in to another tenant", "admin@contoso.com"],
    );
    let by_domain = script(|setup| setup.tenant_id = Some("fabrikam.com".to_owned()));
    stops(
        &emulator,
        &by_domain,
        |_| {},
        &["signed in to another tenant than fabrikam.com"],
    );
}

#[test]
fn mailboxes_that_do_not_work() {
    let emulator = empty_tenant(|_| {});
    for (address, says) in [
        (
            "unlicensed@contoso.com",
            "A user without an Exchange Online licence has none",
        ),
        (
            "onprem@contoso.com",
            "is a MailUser: its mailbox is not in Exchange Online",
        ),
        ("contact@contoso.com", "is a MailContact, and not a mailbox"),
        ("left@contoso.com", "Exchange Online has no mailbox left@contoso.com"),
        ("nobody@contoso.com", "Exchange says: "),
        (
            demo::OTHER_MAILBOX,
            "the out-of-scope mailbox megan@contoso.com is another address",
        ),
    ] {
        // The checks of input know addresses, and not mailboxes: an alias of the out-of-scope mailbox passes them.
        let script = match address {
            demo::OTHER_MAILBOX => script(|setup| {
                setup.mailboxes = vec!["megan.bowen@contoso.com".to_owned()];
            }),
            _ => script(|setup| setup.mailboxes = vec![address.to_owned()]),
        };
        if address == demo::OTHER_MAILBOX {
            emulator.update(|world| {
                let megan = world.tenants[0].mailbox_mut(demo::OTHER_MAILBOX).unwrap();
                megan.aliases.push("megan.bowen@contoso.com".to_owned());
            });
        }
        stops(&emulator, &script, |_| {}, &[says]);
    }
    let twice = script(|setup| setup.mailboxes.push(demo::MAILBOX_ALIAS.to_owned()));
    stops(
        &emulator,
        &twice,
        |_| {},
        &["another address of a mailbox that is already named"],
    );
}

#[test]
fn names_that_are_taken() {
    let emulator = empty_tenant(|_| {});
    let of_a_user = script(|setup| setup.group_name = Some("Alex Wilber".to_owned()));
    stops(
        &emulator,
        &of_a_user,
        |_| {},
        &["the name Alex Wilber is taken by a UserMailbox"],
    );
    let group = |kind, is_synchronized| Group {
        id: demo::SECRET_ID,
        address: "list@contoso.com".to_owned(),
        name: Some(GROUP.to_owned()),
        distinguished_name: None,
        kind,
        members: Vec::new(),
        is_synchronized,
    };
    let emulator = empty_tenant(|tenant| tenant.groups.push(group(GroupKind::Distribution, false)));
    stops(
        &emulator,
        &script(|_| {}),
        |_| {},
        &["is taken by a MailUniversalDistributionGroup"],
    );
    let emulator = empty_tenant(|tenant| tenant.groups.push(group(GroupKind::Security, true)));
    stops(
        &emulator,
        &script(|_| {}),
        |_| {},
        &["synchronized from an on-premises directory"],
    );
    // The other app of the demo uses the scope.
    let emulator = tenant_of_an_older_guide(|tenant| tenant.applications[0].exchange_roles.clear());
    let of_a_scope = script(|setup| setup.group_name = Some(demo::SENDERS_SCOPE.to_owned()));
    stops(
        &emulator,
        &of_a_scope,
        |_| {},
        &["other assignments use the scope Contoso Email Senders Scope"],
    );
}

#[test]
fn ids_of_another_object() {
    let registration = World::demo().tenants[0].applications[0].registration_object_id();
    let of_registration = script(|setup| setup.enterprise_object_id = Some(registration.to_string()));
    let says = [
        "Entra has no enterprise application with the object ID",
        "The app registration shows another Object ID",
    ];
    stops(&empty_tenant(|_| {}), &of_registration, |_| {}, &says);
    let other = World::demo().tenants[0].applications[1]
        .service_principal
        .as_ref()
        .unwrap()
        .object_id;
    let of_other = script(|setup| setup.enterprise_object_id = Some(other.to_string()));
    let says = ["belongs to another app", &demo::WIDE_CLIENT_ID.to_string()];
    stops(&empty_tenant(|_| {}), &of_other, |_| {}, &says);
    let stale = empty_tenant(|tenant| tenant.applications[0].exchange_pointer = ExchangePointer::AppRegistration);
    stops(
        &stale,
        &script(|_| {}),
        |_| {},
        &[
            "Exchange has the object ID",
            "run this script with -Remove, then without",
        ],
    );
}

/// Assignments add up: a wider one would make the scope void.
#[test]
fn a_role_that_covers_more_than_the_group() {
    for (scope, reach) in [
        (Scope::Organization, "every mailbox of the organization"),
        (
            Scope::ManagementScope("Everybody".to_owned()),
            "the scope Everybody (Alias -ne '')",
        ),
        (
            Scope::Mailboxes(vec![demo::OTHER_MAILBOX.to_owned()]),
            "the scope or administrative unit",
        ),
    ] {
        let emulator = empty_tenant(|tenant| {
            tenant.management_scopes.push(ManagementScope {
                name: "Everybody".to_owned(),
                recipient_restriction_filter: "Alias -ne ''".to_owned(),
            });
            let app = &mut tenant.applications[0];
            app.exchange_pointer = ExchangePointer::EnterpriseApplication;
            app.exchange_roles.push(ExchangeAssignment {
                role: "Application Mail.Send".to_owned(),
                scope,
                assigned_at: None,
            });
        });
        let remove = "Remove-ManagementRoleAssignment -Identity 'Application Mail.Send-Contoso Email Automation'";
        stops(&emulator, &script(|_| {}), |_| {}, &[reach, remove]);
    }
    // Exchange names apps by their display names. Here two have the same one, and Exchange tells them apart by their IDs.
    let emulator = tenant_of_an_older_guide(|tenant| {
        let name = tenant.applications[0].display_name.clone();
        tenant.applications[1].display_name = name;
        tenant.applications[0].exchange_roles.clear();
    });
    let mut machine = Machine::new(&emulator);
    let script = script(|setup| setup.group_name = Some(demo::SENDERS_GROUP_NAME.to_owned()));
    assert_eq!(run(&script, &[], &mut machine), 0, "{}", machine.text());
    assert_eq!(
        machine.changes,
        [
            "New-ManagementScope",
            "New-ManagementRoleAssignment",
            "New-ManagementRoleAssignment"
        ]
    );
}

#[test]
fn values_that_are_not_known_yet_are_asked_for() {
    let script = setup_guide(&Setup::default()).unwrap().script;
    let texts = [
        "open this file in an editor",
        "$TenantId, the Directory (tenant) ID",
        "$ClientId, the Application (client) ID",
        "$EnterpriseObjectId, the Object ID",
        "$GroupName",
        "$Mailboxes",
    ];
    stops(&empty_tenant(|_| {}), &script, |_| {}, &texts);
    // Somebody filled in what does not fit.
    let filled = super::script(|_| {}).replace(&demo::SERVICE_PRINCIPAL_ID.to_string(), &demo::CLIENT_ID.to_string());
    stops(
        &empty_tenant(|_| {}),
        &filled,
        |_| {},
        &["the object ID is the client ID"],
    );
}
