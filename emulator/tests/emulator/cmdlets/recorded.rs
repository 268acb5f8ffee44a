//! Printed output, held against output that others recorded.

use std::path::Path;

use outlook_emulator::{AccessPolicy, AccessRight, ClientAccessPolicy, ExchangeAssignment, Scope, demo};

use super::{console, emulator};

/// Returns recorded output without its head, which names source and command.
fn recorded(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cmdlets");
    let text = std::fs::read_to_string(folder.join(name)).expect("a fixture");
    assert!(text.starts_with("# Source: "), "{name} names no source");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.collect::<Vec<_>>().join("\n")
}

/// Asserts that the names of properties and their order are as recorded, with the columns. `absent` are names that the emulator
/// does not print.
fn assert_names_as_recorded(printed: &str, fixture: &str, absent: &[&str]) {
    let name_of = |line: &str| line.split(" :").next().unwrap_or_default().to_owned();
    let recorded = recorded(fixture);
    let expected: Vec<String> = recorded.lines().map(name_of).collect();
    let expected: Vec<&String> = expected
        .iter()
        .filter(|name| !absent.contains(&name.trim_end()))
        .collect();
    let printed: Vec<String> = printed.lines().map(name_of).collect();
    assert_eq!(printed.iter().collect::<Vec<_>>(), expected, "{fixture}");
}

/// One line in which runs of blanks count as one.
fn one_blank(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn columns_of_the_authorization_test_are_as_documented() {
    let emulator = emulator(|tenant| {
        let assignment = |role: &str, scope| ExchangeAssignment {
            role: role.to_owned(),
            scope,
            assigned_at: None,
        };
        tenant.applications[0].exchange_roles = vec![
            assignment(
                "Application Mail.Read",
                Scope::ManagementScope(tenant.management_scopes[0].name.clone()),
            ),
            assignment("Application Calendars.Read", Scope::Mailboxes(Vec::new())),
            assignment("Application Contacts.Read", Scope::Organization),
        ];
    });
    let command = format!(
        "Test-ServicePrincipalAuthorization -Identity '{}' -Resource '{}' | Format-List",
        demo::CLIENT_ID,
        demo::MAILBOX
    );
    let printed = console(&emulator, &command);
    let table = recorded("authorization-table.txt");
    let mut rows = table.lines();
    let head = rows.next().expect("the names of the columns");
    let names: Vec<&str> = head.split_whitespace().collect();
    let starts: Vec<usize> = names.iter().map(|name| head.find(name).expect("a column")).collect();
    let cells = |row: &str| -> Vec<String> {
        let ends = starts.iter().skip(1).copied().chain([row.len()]);
        let bounds = starts.iter().copied().zip(ends);
        bounds.map(|(start, end)| row[start..end].trim().to_owned()).collect()
    };
    for (object, row) in printed.split("\n\n").zip(rows.skip(1).map(cells)) {
        let (own_names, own_values): (Vec<&str>, Vec<&str>) =
            object.lines().filter_map(|line| line.split_once(" : ")).unzip();
        assert_eq!(own_names.iter().map(|name| name.trim_end()).collect::<Vec<_>>(), names);
        for (column, (own, documented)) in own_values.iter().zip(&row).enumerate() {
            // The name of the scope is the tenant's own.
            if names[column] != "AllowedResourceScope" {
                assert_eq!(own, documented, "{}", names[column]);
            }
        }
    }
    assert_eq!(printed.split("\n\n").count(), 3);
}

#[test]
fn lists_are_printed_as_recorded() {
    let emulator = emulator(|tenant| {
        tenant.applications[0].access_policies.push(AccessPolicy {
            right: AccessRight::RestrictAccess,
            scope: Scope::Group(demo::SENDERS_GROUP.to_owned()),
        });
        tenant.applications[0].delegated_permissions = vec!["Group.Read.All".to_owned()];
    });
    for (mailbox, fixture) in [
        (demo::MAILBOX, "access-policy-granted.txt"),
        (demo::OTHER_MAILBOX, "access-policy-denied.txt"),
    ] {
        let app = demo::CLIENT_ID;
        let command = format!("Test-ApplicationAccessPolicy -Identity '{mailbox}' -AppId '{app}' | Format-List");
        let printed = console(&emulator, &command);
        assert_names_as_recorded(&printed, fixture, &["MailboxSid"]);
        assert_eq!(printed.lines().last(), recorded(fixture).lines().last(), "{fixture}");
    }
    let command = format!(
        "Get-MgOauth2PermissionGrant -Filter \"clientId eq '{}'\" | Format-List Id,ClientId,ConsentType,ExpiryTime,PrincipalId,\
         ResourceId,Scope",
        demo::SERVICE_PRINCIPAL_ID
    );
    let printed = console(&emulator, &command);
    assert_names_as_recorded(&printed, "permission-grant.txt", &[]);
    for line in [
        "ConsentType : AllPrincipals",
        "PrincipalId :",
        "Scope       : Group.Read.All",
    ] {
        assert!(printed.lines().any(|own| own == line), "{line}: {printed}");
        assert!(
            recorded("permission-grant.txt").lines().any(|own| own == line),
            "{line}"
        );
    }
    // Properties come in the order of the command, spelt as the object spells them.
    let command = format!(
        "Get-Mailbox -Identity '{}' | Format-List name,externalDirectoryObjectID",
        demo::MAILBOX
    );
    assert_names_as_recorded(&console(&emulator, &command), "mailbox-properties.txt", &[]);
}

#[test]
fn lists_of_client_programs_are_printed_as_recorded() {
    let emulator = emulator(|tenant| {
        for access in [&mut tenant.client_access, &mut tenant.mailboxes[0].client_access] {
            access.policy = Some(ClientAccessPolicy::EnforceAllowList);
            access.allow_list = vec!["*SchedulingService*".to_owned()];
        }
    });
    for (command, fixture) in [
        (
            "Get-OrganizationConfig | Format-List Ews*".to_owned(),
            "organization-ews.txt",
        ),
        (
            format!("Get-CASMailbox -Identity '{}' | Format-List Ews*", demo::MAILBOX),
            "mailbox-ews.txt",
        ),
    ] {
        let printed: Vec<String> = console(&emulator, &command).lines().map(one_blank).collect();
        let recorded: Vec<String> = recorded(fixture).lines().map(one_blank).collect();
        assert_eq!(printed, recorded, "{command}");
    }
}

#[test]
fn the_error_for_a_name_of_nobody_is_the_recorded_one() {
    let printed = console(
        &emulator(|_| {}),
        "Get-Mailbox -Identity 'nobody@contoso.com' | Format-List",
    );
    let recorded = recorded("not-found.txt");
    assert_eq!(printed.lines().count(), 2);
    for line in printed.lines() {
        assert!(recorded.lines().any(|own| own == line), "{line}");
    }
}
