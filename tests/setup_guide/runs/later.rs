//! What an administrator does after the set-up: mailboxes that come and go, evidence, and the end.

use super::*;
use outlook_emulator::RoleGroup;

/// A tenant after the set-up.
fn set_up(change: impl FnOnce(&mut Tenant)) -> Emulator {
    let emulator = empty_tenant(|_| {});
    {
        let mut machine = Machine::new(&emulator);
        assert_eq!(run(&script(|_| {}), &[], &mut machine), 0, "{}", machine.text());
    }
    emulator.update(|world| change(&mut world.tenants[0]));
    emulator
}

fn members(emulator: &Emulator) -> Vec<String> {
    emulator.update(|world| world.tenants[0].groups[0].members.clone())
}

/// With `powershell -File`, a list arrives as one text.
#[test]
fn mailboxes_come_and_go() {
    let emulator = set_up(|_| {});
    let added = [("AddMailbox", "alex@contoso.com, support@contoso.com,sender@contoso.com")];
    let mut machine = Machine::new(&emulator);
    assert_eq!(run(&script(|_| {}), &added, &mut machine), 0, "{}", machine.text());
    assert_eq!(
        machine.changes,
        ["Add-DistributionGroupMember", "Add-DistributionGroupMember"]
    );
    assert_eq!(
        members(&emulator),
        [demo::MAILBOX, "alex@contoso.com", "support@contoso.com"]
    );
    assert!(
        machine.text().contains("in scope  alex@contoso.com"),
        "{}",
        machine.text()
    );

    // The set-up names members that it does not know.
    let mut machine = Machine::new(&emulator);
    assert_eq!(run(&script(|_| {}), &[], &mut machine), 0);
    assert!(
        machine.text().contains("-RemoveMailbox alex@contoso.com"),
        "{}",
        machine.text()
    );

    let removed = [("RemoveMailbox", "alex@contoso.com,nobody@contoso.com")];
    let mut machine = Machine::new(&emulator);
    assert_eq!(run(&script(|_| {}), &removed, &mut machine), 0, "{}", machine.text());
    assert_eq!(machine.changes, ["Remove-DistributionGroupMember"]);
    assert_eq!(members(&emulator), [demo::MAILBOX, "support@contoso.com"]);
    assert!(
        machine.text().contains("nobody@contoso.com is not a member"),
        "{}",
        machine.text()
    );
    assert!(machine.text().contains("up to 2 hours more"));
}

#[test]
fn a_group_that_is_not_there_or_not_ours_is_not_changed() {
    for (emulator, says) in [
        (empty_tenant(|_| {}), "there is no group Mail senders"),
        (
            set_up(|tenant| tenant.groups[0].is_synchronized = true),
            "synchronized from an on-premises directory",
        ),
    ] {
        for parameter in ["AddMailbox", "RemoveMailbox"] {
            let mut machine = Machine::new(&emulator);
            assert_eq!(
                run(&script(|_| {}), &[(parameter, "alex@contoso.com")], &mut machine),
                1
            );
            assert!(
                machine.changes.is_empty() && machine.text().contains(says),
                "{}",
                machine.text()
            );
        }
    }
}

fn report(emulator: &Emulator, role_group: RoleGroup) -> String {
    let mut machine = Machine::new(emulator);
    machine.role_group = role_group;
    let code = run(&script(|_| {}), &[("Report", "evidence.txt")], &mut machine);
    assert_eq!((code, machine.changes.len()), (0, 0), "{}", machine.text());
    let (file, text) = machine.files.remove(0);
    assert_eq!(file, "evidence.txt");
    text
}

#[test]
fn evidence_says_what_the_app_can_reach() {
    let emulator = set_up(|_| {});
    for role_group in [
        RoleGroup::OrganizationManagement,
        RoleGroup::ViewOnlyOrganizationManagement,
    ] {
        let text = report(&emulator, role_group);
        for line in [
            "Read by: admin@contoso.com",
            "Application Mail.Send: the scope Mail senders (MemberOfGroup -eq 'CN=Mail senders,",
            "member: sender@contoso.com (UserMailbox)",
            "Mailboxes that the listed scopes cover: 1\n   - sender@contoso.com\n",
            "No consent in Entra reaches mail.",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        let tested = text.contains("megan@contoso.com (must be refused): refused");
        assert_eq!(tested, role_group == RoleGroup::OrganizationManagement, "{text}");
    }
}

#[test]
fn evidence_hides_nothing() {
    let wide = set_up(|tenant| {
        tenant.applications[0].entra_permissions = vec!["Mail.Read".to_owned(), "User.Read.All".to_owned()];
        tenant.applications[0].exchange_roles[1].scope = Scope::Organization;
        tenant.groups[0].members.push(demo::OTHER_MAILBOX.to_owned());
    });
    let text = report(&wide, RoleGroup::OrganizationManagement);
    for line in [
        "   Mail.Read: reaches mail\n   User.Read.All\n",
        "A consent in Entra lets the app reach every mailbox",
        "Application Mail.ReadWrite: every mailbox of the organization",
        "A role in Exchange lets the app reach every mailbox.",
        "cover: 2\n",
        "megan@contoso.com (must be refused): NOT refused",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    // A scope that the script did not make, and one that it cannot resolve.
    let other = set_up(|tenant| {
        tenant.management_scopes[0].recipient_restriction_filter =
            "PrimarySmtpAddress -eq 'alex@contoso.com'".to_owned();
        tenant.applications[0].exchange_roles[1].scope = Scope::Mailboxes(vec![demo::OTHER_MAILBOX.to_owned()]);
    });
    let text = report(&other, RoleGroup::OrganizationManagement);
    assert!(text.contains("cover: 1\n   - alex@contoso.com\n"), "{text}");
    assert!(text.contains("whose mailboxes this script cannot list"), "{text}");
    let nothing = report(&empty_tenant(|_| {}), RoleGroup::OrganizationManagement);
    assert!(
        nothing.contains("Exchange has no record of this app") && nothing.contains("cover: 0\n"),
        "{nothing}"
    );
}

#[test]
fn the_set_up_is_taken_back_in_the_opposite_order() {
    let emulator = set_up(|_| {});
    let mut machine = Machine::new(&emulator);
    let remove = [("Remove", ""), ("RemoveGroup", "")];
    assert_eq!(run(&script(|_| {}), &remove, &mut machine), 0, "{}", machine.text());
    assert_eq!(
        machine.changes,
        [
            "Remove-ManagementRoleAssignment",
            "Remove-ManagementRoleAssignment",
            "Remove-ManagementScope",
            "Remove-ServicePrincipal",
            "Remove-DistributionGroup",
        ]
    );
    assert_eq!(machine.questions(), 1);
    let mut again = Machine::new(&emulator);
    assert_eq!(run(&script(|_| {}), &remove, &mut again), 0, "{}", again.text());
    assert!(again.changes.is_empty() && again.text().contains("Nothing to change."));
}

#[test]
fn what_has_another_use_stays() {
    // The other app of the demo uses the same scope.
    let emulator = tenant_of_an_older_guide(|tenant| {
        let name = tenant.management_scopes[0].name.clone();
        tenant.groups[0].distinguished_name = Some(tenant.distinguished_name(&tenant.groups[0]));
        tenant.groups[0].name = Some(name);
    });
    let mut machine = Machine::new(&emulator);
    let script = script(|setup| setup.group_name = Some(demo::SENDERS_SCOPE.to_owned()));
    assert_eq!(
        run(&script, &[("Remove", ""), ("RemoveGroup", "")], &mut machine),
        0,
        "{}",
        machine.text()
    );
    assert_eq!(
        machine.changes,
        [
            "Remove-ManagementRoleAssignment",
            "Remove-ManagementRoleAssignment",
            "Remove-ServicePrincipal",
        ]
    );
    assert!(
        machine.text().contains("stays: other assignments use it."),
        "{}",
        machine.text()
    );
    // Its scope has another name, and names the same group.
    let emulator = tenant_of_an_older_guide(|_| {});
    let mut machine = Machine::new(&emulator);
    let script = super::script(|setup| setup.group_name = Some(demo::SENDERS_GROUP_NAME.to_owned()));
    assert_eq!(
        run(&script, &[("Remove", ""), ("RemoveGroup", "")], &mut machine),
        0,
        "{}",
        machine.text()
    );
    assert!(
        !machine.changes.contains(&"Remove-DistributionGroup".to_owned()),
        "{:?}",
        machine.changes
    );
}
