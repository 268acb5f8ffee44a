//! What the scripts do, in which order, and what they never do.

use super::{
    instructions, programs,
    reading::{command_names, read},
    setup,
};
use outlook_connector::setup_guide;

/// Each of the texts stands in the script, one after the other.
fn in_order(script: &str, commands: &[&str]) {
    let mut from = 0;
    for command in commands {
        let at = script[from..]
            .find(command)
            .unwrap_or_else(|| panic!("{command} is missing, or too early"));
        from += at;
    }
}

/// The order that keeps the app from having more than it should at any moment, and the proof at the end.
#[test]
fn the_script_does_the_guides_commands_in_their_order() {
    in_order(
        &instructions("Email senders").script,
        &[
            "Set-StrictMode ",
            "$ErrorActionPreference = 'Stop'",
            "Connect-ExchangeOnline -ExchangeEnvironmentName $ExchangeEnvironment",
            "Get-Mailbox -Identity $Address",
            "New-DistributionGroup ",
            "-Type Security",
            "Add-DistributionGroupMember ",
            "New-ServicePrincipal -AppId $ClientId -ObjectId $EnterpriseObjectId",
            ".DistinguishedName.Replace(\"'\", \"''\")",
            "\"MemberOfGroup -eq '$GroupDn'\"",
            "New-ManagementScope ",
            "Set-ManagementScope ",
            "New-ManagementRoleAssignment -App $EnterpriseObjectId -Role $Role -CustomResourceScope $ScopeName",
            "Test-ServicePrincipalAuthorization -Identity $ClientId",
            "$Role -notin $Allowed",
            "Get-Authorization $OutOfScopeMailbox",
            "if ($WithdrawTenantWideConsent)",
            "Remove-MgServicePrincipalAppRoleAssignment ",
            "35 minutes",
        ],
    );
}

#[test]
fn the_removal_script_takes_back_in_the_opposite_order() {
    let removal = instructions("Email senders").removal_script;
    in_order(
        &removal,
        &[
            "Remove-ManagementRoleAssignment ",
            "Remove-ManagementScope ",
            "Remove-ServicePrincipal ",
            "elseif ($RemoveGroup)",
            "Remove-DistributionGroup ",
        ],
    );
    for making in ["New-", "Set-Management", "Add-", "Remove-Mg", "Remove-Mailbox"] {
        assert!(!removal.contains(making), "{making}");
    }
}

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
        let (_, literals) = read(&all[0]);
        let reads = literals.iter().any(|literal| literal == "'Application Mail.ReadWrite'");
        assert_eq!(reads, drafts);
    }
}

/// A command of a module does not see the script's `$ErrorActionPreference`.
#[test]
fn every_command_of_a_module_stops_at_its_error() {
    let all = instructions("Email senders");
    let local = ["Get-ScopeOf", "Get-Sender", "Get-Authorization", "Get-Process"];
    for script in [&all.script, &all.removal_script] {
        for line in script
            .lines()
            .filter(|line| !line.trim_start().starts_with(['#', '\'', '"']))
        {
            for verb in [
                "Get-",
                "New-",
                "Set-Man",
                "Add-",
                "Remove-",
                "Test-Serv",
                "Connect-",
                "Import-",
            ] {
                for (at, _) in line.match_indices(verb) {
                    let name: String = line[at..]
                        .chars()
                        .take_while(|c| c.is_alphanumeric() || *c == '-')
                        .collect();
                    let code = line[..at].matches(['"', '\'']).count() % 2 == 0;
                    if code && !local.contains(&name.as_str()) {
                        assert!(line[at..].contains("-ErrorAction Stop"), "{name} in {line}");
                    }
                }
            }
        }
    }
}

/// All that the scripts may change, by an allow-list: whatever else they run only looks or writes to the screen.
#[test]
fn the_scripts_change_these_things_alone() {
    let all = instructions("Email senders");
    let looking = [
        "Get-", "Test-", "Connect-", "Import-", "Write-", "Stop-", "Where-", "ForEach-",
    ];
    let harmless = [
        "Out-Null",
        "Out-Host",
        "Format-List",
        "Join-Path",
        "Select-Object",
        "Set-StrictMode",
        "Sort-Object",
        "$Shell",
    ];
    let changing = |script: &str| -> Vec<String> {
        let mut names = command_names(script);
        names.retain(|name| !looking.iter().any(|verb| name.starts_with(verb)) && !harmless.contains(&name.as_str()));
        names
    };
    assert_eq!(
        changing(&all.script),
        [
            "New-DistributionGroup",
            "Add-DistributionGroupMember",
            "New-ServicePrincipal",
            "New-ManagementScope",
            "Set-ManagementScope",
            "New-ManagementRoleAssignment",
            "Remove-MgServicePrincipalAppRoleAssignment",
        ]
    );
    assert_eq!(
        changing(&all.removal_script),
        [
            "Remove-ManagementRoleAssignment",
            "Remove-ManagementScope",
            "Remove-ServicePrincipal",
            "Remove-DistributionGroup",
        ]
    );
}
