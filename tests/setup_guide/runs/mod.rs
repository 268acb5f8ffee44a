//! The script in tenants as they are: what it looks at before it changes anything, what it does, and that a second run continues.

mod later;
mod refusals;

use outlook_connector::{contract::Setup, setup_guide};
use outlook_emulator::{Emulator, ExchangePointer, ManagementScope, Scope, Tenant, World, demo};

use crate::{
    injection::HOSTILE,
    powershell::{machine::Machine, run},
};

const GROUP: &str = "Mail senders";

/// The script for the app and the mailbox of the demo.
fn script(change: impl FnOnce(&mut Setup)) -> String {
    let mut setup = Setup {
        tenant_id: Some(demo::TENANT_ID.to_string()),
        client_id: Some(demo::CLIENT_ID.to_string()),
        enterprise_object_id: Some(demo::SERVICE_PRINCIPAL_ID.to_string()),
        group_name: Some(GROUP.to_owned()),
        mailboxes: vec![demo::MAILBOX.to_owned()],
        out_of_scope_mailbox: Some(demo::OTHER_MAILBOX.to_owned()),
        needs_drafts: true,
        ..Setup::default()
    };
    change(&mut setup);
    setup_guide(&setup).unwrap().script
}

/// A tenant in which nothing was done in Exchange yet.
fn empty_tenant(change: impl FnOnce(&mut Tenant)) -> Emulator {
    let mut world = World::demo();
    let tenant = &mut world.tenants[0];
    tenant.groups.clear();
    tenant.management_scopes.clear();
    for app in &mut tenant.applications {
        app.exchange_roles.clear();
        app.exchange_pointer = ExchangePointer::Missing;
    }
    tenant.applications[0].entra_permissions.clear();
    change(tenant);
    Emulator::in_process(world)
}

/// The tenant of the demo, in which all was done by hand: the scope and the app have other names than the script would give them.
fn tenant_of_an_older_guide(change: impl FnOnce(&mut Tenant)) -> Emulator {
    let mut world = World::demo();
    change(&mut world.tenants[0]);
    Emulator::in_process(world)
}

fn roles(emulator: &Emulator) -> Vec<String> {
    emulator.update(|world| {
        let assignments = world.tenants[0].applications[0].exchange_roles.iter();
        assignments
            .map(|assignment| format!("{} {:?}", assignment.role, assignment.scope))
            .collect()
    })
}

const ALL: [&str; 6] = [
    "New-DistributionGroup",
    "Add-DistributionGroupMember",
    "New-ServicePrincipal",
    "New-ManagementScope",
    "New-ManagementRoleAssignment",
    "New-ManagementRoleAssignment",
];

#[test]
fn an_empty_tenant_is_set_up_once() {
    let emulator = empty_tenant(|_| {});
    let mut machine = Machine::new(&emulator);
    assert_eq!(run(&script(|_| {}), &[], &mut machine), 0, "{}", machine.text());
    assert_eq!(machine.changes, ALL);
    assert_eq!(machine.questions(), 1);
    let text = machine.text();
    // The plan comes before the first change, and the proof after the last.
    let at = |line: &str| text.find(line).unwrap_or_else(|| panic!("{line}: {text}"));
    let lines = [
        "To change\n  - create the mail-enabled security group Mail senders",
        "done      mail-enabled security group Mail senders is created",
        "done      Application Mail.ReadWrite within the scope Mail senders is given",
        "in scope  sender@contoso.com",
        "refused   megan@contoso.com",
        "do not use the connection for 35 minutes",
    ];
    assert!(lines.map(at).is_sorted(), "{text}");
    let scope = Scope::ManagementScope(GROUP.to_owned());
    assert_eq!(
        roles(&emulator),
        [
            format!("Application Mail.Send {scope:?}"),
            format!("Application Mail.ReadWrite {scope:?}"),
        ]
    );

    let mut again = Machine::new(&emulator);
    assert_eq!(run(&script(|_| {}), &[], &mut again), 0, "{}", again.text());
    assert_eq!((again.changes.len(), again.questions()), (0, 0), "{}", again.text());
    assert!(again.text().contains("Nothing to change."));
}

#[test]
fn nothing_changes_without_a_yes() {
    for (parameters, answer) in [(&[("WhatIf", "")][..], true), (&[][..], false)] {
        let emulator = empty_tenant(|_| {});
        let mut machine = Machine::new(&emulator);
        machine.answer = answer;
        assert_eq!(run(&script(|_| {}), parameters, &mut machine), 0, "{}", machine.text());
        assert!(machine.changes.is_empty());
        assert!(
            machine
                .text()
                .contains("  - give the app the role Application Mail.Send within the scope Mail senders")
        );
        assert!(machine.text().ends_with("Nothing was changed."), "{}", machine.text());
    }
}

#[test]
fn what_was_made_is_listed_when_a_later_step_fails_and_a_second_run_continues() {
    for (place, failing) in ALL.iter().enumerate() {
        let emulator = empty_tenant(|_| {});
        let mut machine = Machine::new(&emulator);
        machine.faults = vec![(failing, "The server is busy.")];
        assert_eq!(run(&script(|_| {}), &[], &mut machine), 1, "{failing}");
        let text = machine.text();
        // The fault hits the first command of that name.
        let before = ALL.iter().position(|name| name == failing).unwrap();
        assert_eq!(machine.changes, ALL[..before], "{text}");
        assert!(text.contains("Stopped: Exchange is busy. Wait some minutes."), "{text}");
        assert!(text.contains("PowerShell says: The server is busy."), "{text}");
        match before {
            0 => assert!(text.ends_with("Nothing was changed."), "{text}"),
            _ => {
                let listed = text.split("Changed before that:").nth(1).unwrap();
                assert_eq!(listed.matches("\n  - ").count(), before, "{text}");
                assert!(text.ends_with("it keeps these changes and continues."), "{text}");
            }
        }
        let mut again = Machine::new(&emulator);
        assert_eq!(run(&script(|_| {}), &[], &mut again), 0, "{place}: {}", again.text());
        assert_eq!(again.changes, ALL[before..], "{}", again.text());
    }
}

/// Exchange's servers do not have a new object at once.
#[test]
fn a_new_object_that_is_not_found_yet_is_tried_again() {
    let emulator = empty_tenant(|_| {});
    let mut machine = Machine::new(&emulator);
    let missing = "The operation couldn't be performed because object 'x' couldn't be found on 'y'.";
    machine.faults = vec![
        ("New-ManagementRoleAssignment", missing),
        ("Add-DistributionGroupMember", missing),
        ("Test-ServicePrincipalAuthorization", missing),
    ];
    assert_eq!(run(&script(|_| {}), &[], &mut machine), 0, "{}", machine.text());
    assert_eq!(machine.changes, ALL);
    assert_eq!(machine.pauses, [20, 20, 20]);

    let emulator = empty_tenant(|_| {});
    let mut machine = Machine::new(&emulator);
    machine.faults = vec![("New-ManagementRoleAssignment", missing); 3];
    assert_eq!(run(&script(|_| {}), &[], &mut machine), 1);
    assert_eq!(machine.pauses, [20, 40]);
    assert!(machine.text().contains("wait 10 minutes"), "{}", machine.text());
}

/// IsDehydrated is False at once after Enable-OrganizationCustomization, and Exchange is not ready for up to an hour.
#[test]
fn an_organization_that_was_customized_a_moment_ago() {
    for (failing, says, advice) in [
        (
            "New-ManagementScope",
            "The command you tried to run isn't currently allowed in your organization. To run this command, you first need to \
             run the command: Enable-OrganizationCustomization.",
            "less than an hour ago",
        ),
        (
            "New-ManagementRoleAssignment",
            "You must be assigned a delegating role assignment for the management role.",
            "Add-RoleGroupMember -Identity 'Organization Management'",
        ),
    ] {
        let emulator = empty_tenant(|_| {});
        let mut machine = Machine::new(&emulator);
        machine.faults = vec![(failing, says)];
        assert_eq!(run(&script(|_| {}), &[], &mut machine), 1, "{failing}");
        let text = machine.text();
        for expected in ["Exchange is not ready for role assignments yet", advice, says] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
        assert!(text.ends_with("it keeps these changes and continues."), "{text}");
        assert_eq!(run(&script(|_| {}), &[], &mut machine), 0, "{}", machine.text());
    }
}

#[test]
fn what_an_older_guide_made_is_kept() {
    let by_group = |tenant: &mut Tenant| {
        for assignment in &mut tenant.applications[0].exchange_roles {
            assignment.scope = Scope::Group(demo::SENDERS_GROUP.to_owned());
        }
    };
    let changes: [fn(&mut Tenant); 2] = [|_| {}, by_group];
    for change in changes {
        let emulator = tenant_of_an_older_guide(change);
        let mut machine = Machine::new(&emulator);
        let script = script(|setup| setup.group_name = Some(demo::SENDERS_GROUP_NAME.to_owned()));
        assert_eq!(run(&script, &[], &mut machine), 0, "{}", machine.text());
        assert!(machine.changes.is_empty(), "{}", machine.text());
        assert!(
            machine.text().contains("unchanged Application Mail.ReadWrite for the "),
            "{}",
            machine.text()
        );
    }
    // Mail.ReadWrite was forgotten, as in the older guide.
    let emulator = tenant_of_an_older_guide(|tenant| tenant.applications[0].exchange_roles.truncate(1));
    let mut machine = Machine::new(&emulator);
    let script = script(|setup| setup.group_name = Some(demo::SENDERS_GROUP_NAME.to_owned()));
    assert_eq!(run(&script, &[], &mut machine), 0, "{}", machine.text());
    assert_eq!(machine.changes, ["New-ManagementScope", "New-ManagementRoleAssignment"]);
}

#[test]
fn a_group_that_was_made_again_gets_its_scope_back() {
    let emulator = empty_tenant(|tenant| {
        tenant.management_scopes.push(ManagementScope {
            name: GROUP.to_owned(),
            recipient_restriction_filter: "MemberOfGroup -eq 'CN=Mail senders,OU=gone'".to_owned(),
        });
    });
    let mut machine = Machine::new(&emulator);
    assert_eq!(run(&script(|_| {}), &[], &mut machine), 0, "{}", machine.text());
    assert!(
        machine.changes.contains(&"Set-ManagementScope".to_owned()),
        "{:?}",
        machine.changes
    );
    assert!(
        machine
            .text()
            .contains("has another filter: MemberOfGroup -eq 'CN=Mail senders,OU=gone'")
    );
}

/// New roles work after up to 2 hours: a consent that is withdrawn before that stops the sending.
#[test]
fn a_consent_is_withdrawn_when_the_roles_are_old_enough_to_work() {
    let emulator = empty_tenant(|tenant| {
        tenant.applications[0].entra_permissions = vec!["Mail.Send".to_owned(), "User.Read.All".to_owned()];
    });
    let consents = || emulator.update(|world| world.tenants[0].applications[0].entra_permissions.clone());
    let withdraw = [("WithdrawTenantWideConsent", "")];
    let mut machine = Machine::new(&emulator);
    assert_eq!(run(&script(|_| {}), &withdraw, &mut machine), 0, "{}", machine.text());
    assert!(
        machine
            .text()
            .contains("The tenant has consented to Mail.Send for this app."),
        "{}",
        machine.text()
    );
    assert_eq!(consents(), ["Mail.Send", "User.Read.All"]);
    let mut machine = Machine::new(&emulator);
    assert_eq!(run(&script(|_| {}), &withdraw, &mut machine), 0, "{}", machine.text());
    assert_eq!(machine.changes, ["Remove-MgServicePrincipalAppRoleAssignment"]);
    assert_eq!(consents(), ["User.Read.All"]);
}

#[test]
fn consents_that_cannot_be_read_are_a_warning() {
    let refused = "Insufficient privileges to complete the operation.";
    let kinds: [fn(&mut Machine<'_>); 2] = [
        |machine| machine.modules.truncate(1),
        |machine| machine.graph_refuses = Some("Insufficient privileges to complete the operation."),
    ];
    for (change, says) in kinds
        .into_iter()
        .zip(["Install-Module Microsoft.Graph.Applications", refused])
    {
        let emulator = empty_tenant(|_| {});
        let mut machine = Machine::new(&emulator);
        change(&mut machine);
        assert_eq!(run(&script(|_| {}), &[], &mut machine), 0, "{}", machine.text());
        let text = machine.text();
        assert!(
            text.contains("WARNING: The script did not look at consents in Entra: ") && text.contains(says),
            "{text}"
        );
        let mut machine = Machine::new(&emulator);
        change(&mut machine);
        assert_eq!(
            run(&script(|_| {}), &[("WithdrawTenantWideConsent", "")], &mut machine),
            1
        );
        assert!(
            machine.text().contains("the consents in Entra cannot be withdrawn: "),
            "{}",
            machine.text()
        );
    }
}

#[test]
fn names_of_any_kind_are_set_up_once() {
    for name in HOSTILE {
        let emulator = empty_tenant(|_| {});
        let script = script(|setup| setup.group_name = Some(name.to_owned()));
        let mut machine = Machine::new(&emulator);
        assert_eq!(run(&script, &[], &mut machine), 0, "{name:?}: {}", machine.text());
        assert_eq!(machine.changes, ALL, "{name:?}");
        let mut again = Machine::new(&emulator);
        assert_eq!(run(&script, &[], &mut again), 0, "{name:?}: {}", again.text());
        assert!(again.changes.is_empty(), "{name:?}: {}", again.text());
    }
}
