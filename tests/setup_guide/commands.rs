//! What the script may change, and what it never does. That it does it in the right tenants is in `runs`.

use super::{
    instructions, programs,
    reading::{command_names, commands, read},
    setup,
};
use outlook_connector::setup_guide;

/// Rights are given in Exchange, within the scope, and in no other place.
#[test]
fn nothing_consents_in_entra_and_nothing_reads_mail_without_drafts() {
    for (drafts, consent) in [(false, None), (true, None), (true, Some(true)), (false, Some(false))] {
        let mut setup = setup("Email senders");
        setup.needs_drafts = drafts;
        setup.tenant_wide_consent = consent;
        let all = programs(&setup_guide(&setup).unwrap());
        for program in &all {
            for giving in [
                "New-MgServicePrincipalAppRoleAssignment",
                "New-MgOauth2PermissionGrant",
                "Update-Mg",
                "Invoke-MgGraphRequest",
                "Invoke-Expression",
                "iex ",
                "New-ApplicationAccessPolicy",
                "Add-MailboxPermission",
            ] {
                assert!(!program.contains(giving), "{giving} in {program}");
            }
        }
        let roles = all[0].split("$Roles = @(\n").nth(1).unwrap().split(')').next().unwrap();
        let (_, literals) = read(roles);
        let reads = literals.iter().any(|literal| literal == "'Application Mail.ReadWrite'");
        assert_eq!(reads, drafts, "{roles}");
    }
}

/// A command of a module does not see the script's `$ErrorActionPreference`. The clean-up at the end and the questions whether a
/// command exists go on after an error.
#[test]
fn every_command_of_a_module_says_what_happens_at_its_error() {
    let script = instructions("Email senders").script;
    let own: Vec<&str> = script
        .lines()
        .filter_map(|line| line.strip_prefix("function "))
        .map(|rest| rest.split([' ', '(']).next().unwrap())
        .collect();
    for command in commands(&script) {
        let name = command.split_whitespace().next().unwrap();
        let of_module = [
            "Get-",
            "New-",
            "Set-Man",
            "Add-",
            "Remove-",
            "Test-",
            "Connect-",
            "Import-",
            "Disconnect-",
            "Out-File",
            "Start-Tr",
            "Stop-Tr",
        ];
        if own.contains(&name) || !of_module.iter().any(|verb| name.starts_with(verb)) {
            continue;
        }
        let wanted = match name {
            "Get-Command" | "Disconnect-ExchangeOnline" | "Stop-Transcript" => "-ErrorAction SilentlyContinue",
            _ => "-ErrorAction Stop",
        };
        assert!(command.contains(wanted), "{command}");
    }
}

/// The functions of the script with their programs, and what stands outside of functions under the name ``.
fn functions(script: &str) -> Vec<(String, String)> {
    let mut functions = vec![(String::new(), String::new())];
    let mut within = String::new();
    for line in script.lines() {
        if let Some(rest) = line.strip_prefix("function ") {
            within = rest.split([' ', '(']).next().unwrap().to_owned();
            functions.push((within.clone(), String::new()));
        }
        let (_, text) = functions.iter_mut().rev().find(|(name, _)| *name == within).unwrap();
        text.push_str(line);
        text.push('\n');
        // A function on one line, or the end of one on several.
        if line == "}" || line.starts_with("function ") && line.ends_with('}') {
            within.clear();
        }
    }
    functions
}

/// All that the script may change, function by function, as an allow-list: whatever else it runs only looks or writes to the
/// screen.
#[test]
fn the_script_changes_these_things_alone() {
    let looking = [
        "Get-",
        "Test-",
        "Read-",
        "Connect-",
        "Import-",
        "Write-",
        "Where-",
        "ForEach-",
        "Format-",
        "ConvertTo-",
    ];
    let harmless = [
        "Stop-Script",
        "Confirm-Plan",
        "Add-Planned",
        "Add-Line",
        "Add-Tests",
        "Add-Policies",
        "Split-Addresses",
        "Out-Null",
        "Join-Path",
        "Select-Object",
        "Set-StrictMode",
        "Sort-Object",
        "Start-Sleep",
    ];
    let script = instructions("Email senders").script;
    let changing: Vec<(String, Vec<String>)> = functions(&script)
        .into_iter()
        .map(|(function, program)| {
            let mut names = command_names(&program);
            names.retain(|name| {
                !looking.iter().any(|verb| name.starts_with(verb)) && !harmless.contains(&name.as_str())
            });
            (function, names)
        })
        .filter(|(_, names)| !names.is_empty())
        .collect();
    let changing: Vec<(&str, Vec<&str>)> = changing
        .iter()
        .map(|(function, names)| (function.as_str(), names.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(
        changing,
        [
            (
                "",
                vec![
                    "Start-Transcript",
                    "Invoke-SetUp",
                    "Invoke-AddMailbox",
                    "Invoke-RemoveMailbox",
                    "Invoke-Remove",
                    "Disconnect-ExchangeOnline",
                    "Stop-Transcript",
                ]
            ),
            (
                "Invoke-Entra",
                vec!["$Shell", "Remove-MgServicePrincipalAppRoleAssignment"]
            ),
            ("Read-Entra", vec!["Invoke-Entra"]),
            ("Remove-MailConsents", vec!["Invoke-Entra"]),
            (
                "Invoke-SetUp",
                vec![
                    "New-SenderGroup",
                    "Add-Sender",
                    "New-ServicePrincipal",
                    "New-ManagementScope",
                    "Set-ManagementScope",
                    "Add-Role",
                    "Remove-MailConsents",
                ]
            ),
            ("New-SenderGroup", vec!["New-DistributionGroup"]),
            ("Add-Sender", vec!["Invoke-Retry", "Add-DistributionGroupMember"]),
            ("Add-Role", vec!["Invoke-Retry", "New-ManagementRoleAssignment"]),
            ("Invoke-Retry", vec!["$Action"]),
            ("Test-Reach", vec!["Invoke-Retry"]),
            ("Invoke-AddMailbox", vec!["Add-Sender"]),
            ("Invoke-RemoveMailbox", vec!["Remove-DistributionGroupMember"]),
            (
                "Invoke-Remove",
                vec![
                    "Remove-ManagementRoleAssignment",
                    "Remove-ManagementScope",
                    "Remove-ServicePrincipal",
                    "Remove-DistributionGroup",
                ]
            ),
            ("Write-Report", vec!["Out-File"]),
        ]
    );
}
