//! The scripts run as an Exchange administrator: whatever is typed, they must stay the same program. Each is read with the
//! grammar of PowerShell that editors use; outside of string literals its tree may not depend on any value, and every value must
//! stand in its literal as it was typed.
//!
//! That the commands do what they should was not tried: there is no PowerShell here, and no tenant.

use std::sync::LazyLock;

use outlook_connector::{
    contract::{Setup, SetupInstructions},
    setup_guide,
};
use tree_sitter::{Node, Parser};

const TENANT: &str = "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10";
const CLIENT: &str = "b1c5a2de-0000-4000-8000-00000000c11e";
const OBJECT: &str = "0b0b0b0b-0000-4000-8000-00000000000b";

/// What would end a string, begin an expression, a comment or a here-string, or end a block, if it got out of its literal.
const HOSTILE: [&str; 28] = [
    "'",
    "''",
    "'; Remove-Mailbox *; '",
    "\"",
    "\"$(Get-Mailbox)\"",
    "$(Get-Mailbox)",
    "$GroupName",
    "${x}",
    "`'",
    "`",
    "a`nb",
    "#",
    "<# x #>",
    "#>",
    "@'",
    "'@",
    "\u{2018}; Remove-Mailbox *; \u{2018}",
    "\u{2019}\u{201a}\u{201b}",
    "\u{201c}$(x)\u{201d}\u{201e}",
    "x) ; } ; exit",
    "{values} {group} {mailbox}",
    "日本語 ☃ e\u{301}",
    "\\u0027; exit #",
    "C:\\temp\\",
    "\u{1f4e7} \u{202e}senders",
    "Ñ’’Ñ",
    "--% & | > x",
    "$($(`\"`'",
];

fn setup(name: &str) -> Setup {
    Setup {
        cloud: None,
        tenant_id: TENANT.to_owned(),
        client_id: CLIENT.to_owned(),
        enterprise_object_id: OBJECT.to_owned(),
        app_name: Some(name.to_owned()),
        group_name: name.to_owned(),
        mailboxes: vec!["o'brien@contoso.com".to_owned(), "a`$x@contoso.com".to_owned()],
        mailbox_to_refuse: Some("ceo'$(x)@contoso.com".replace("$(x)", "$x")),
        sign_in: None,
        drafts: true,
        tenant_wide_consent: None,
    }
}

fn instructions(name: &str) -> SetupInstructions {
    setup_guide(&setup(name)).unwrap_or_else(|problems| panic!("{name:?} is refused: {problems:?}"))
}

/// How many of the programs are scripts.
const SCRIPTS: usize = 2;

/// All that is PowerShell in them: both scripts, and the commands of each step.
fn programs(instructions: &SetupInstructions) -> Vec<String> {
    let steps = instructions.steps.iter().filter_map(|step| step.commands.clone());
    [instructions.script.clone(), instructions.removal_script.clone()]
        .into_iter()
        .chain(steps)
        .collect()
}

/// Kinds of all nodes in their order, with literals as leaves; and the literals.
fn read(program: &str) -> (Vec<String>, Vec<String>) {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
    let tree = parser.parse(program, None).unwrap();
    let (mut kinds, mut literals) = (Vec::new(), Vec::new());
    walk(tree.root_node(), program, 0, &mut kinds, &mut literals);
    (kinds, literals)
}

fn walk(node: Node<'_>, program: &str, depth: usize, kinds: &mut Vec<String>, literals: &mut Vec<String>) {
    let line = node.start_position().row + 1;
    let text = &program[node.byte_range()];
    assert!(
        !node.is_error() && !node.is_missing(),
        "line {line} is no PowerShell: {text}"
    );
    kinds.push(format!("{depth} {}", node.kind()));
    if node.kind() == "verbatim_string_characters" {
        literals.push(text.to_owned());
        return;
    }
    for place in 0..node.child_count() {
        walk(node.child(place).unwrap(), program, depth + 1, kinds, literals);
    }
}

/// A single-quoted literal as PowerShell reads it: two quotes of any single kind stand for the first of them.
fn decode(literal: &str) -> String {
    let quote = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201b}');
    let inner = literal.strip_prefix('\'').unwrap().strip_suffix('\'').unwrap();
    let mut decoded = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        decoded.push(c);
        if quote(c) {
            let second = chars.next();
            assert!(second.is_some_and(quote), "a quote ends {literal} early");
        }
    }
    decoded
}

/// What .NET's `Regex.Unescape` makes of the two escapes that the scripts write.
fn unescape(text: &str) -> String {
    let mut units: Vec<u16> = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('\\') => units.push(u16::from(b'\\')),
                Some('u') => {
                    let digits: String = chars.by_ref().take(4).collect();
                    units.push(u16::from_str_radix(&digits, 16).unwrap());
                }
                other => panic!("\\{other:?} in {text}"),
            },
            c => units.extend(c.encode_utf16(&mut [0; 2]).iter()),
        }
    }
    String::from_utf16(&units).unwrap()
}

/// What is read of the programs with a harmless name.
static HARMLESS: LazyLock<Vec<(Vec<String>, Vec<String>)>> = LazyLock::new(|| {
    programs(&instructions("Email senders"))
        .iter()
        .map(|program| read(program))
        .collect()
});

#[track_caller]
fn stays_the_same_program(name: &str) {
    let hostile = programs(&instructions(name));
    assert_eq!(HARMLESS.len(), hostile.len());
    for (place, ((wanted, plain), hostile)) in HARMLESS.iter().zip(&hostile).enumerate() {
        let script = place < SCRIPTS;
        assert!(
            !script || hostile.is_ascii(),
            "{name:?} brings a character that a code page may change"
        );
        let (kinds, literals) = read(hostile);
        assert_eq!(kinds, *wanted, "{name:?} changes the program:\n{hostile}");
        assert_eq!(literals.len(), plain.len());
        for (literal, plain) in literals.iter().zip(plain) {
            if plain != "'Email senders'" {
                assert_eq!(literal, plain, "{name:?} changes another value");
            } else if script {
                assert_eq!(unescape(&decode(literal)), name.trim());
            } else {
                assert_eq!(decode(literal), name.trim());
            }
        }
    }
}

#[test]
fn every_variant_is_powershell() {
    for cloud in ["global", "us-gov-l4", "us-gov-l5", "china"] {
        for sign_in in ["client-secret", "certificate", "federated-assertion"] {
            for drafts in [false, true] {
                for (refuse, consent) in [(true, Some(true)), (false, None), (true, Some(false))] {
                    let mut setup = setup("Email senders");
                    setup.cloud = Some(cloud.to_owned());
                    setup.sign_in = Some(sign_in.to_owned());
                    setup.drafts = drafts;
                    setup.tenant_wide_consent = consent;
                    if !refuse {
                        setup.mailbox_to_refuse = None;
                    }
                    for program in programs(&setup_guide(&setup).unwrap()) {
                        read(&program);
                    }
                }
            }
        }
    }
}

#[test]
fn hostile_names_stay_in_their_literals() {
    for name in HOSTILE {
        stays_the_same_program(name);
        stays_the_same_program(&format!("Senders {name} of mail"));
        stays_the_same_program(&name.repeat(64 / name.chars().count()));
    }
}

#[test]
fn random_names_stay_in_their_literals() {
    let seed = std::env::var("OUTLOOK_SETUP_SEED").map_or(0x5eed_2026, |seed| seed.parse().unwrap());
    println!("seed {seed} (OUTLOOK_SETUP_SEED)");
    // xorshift64.
    let mut state: u64 = seed;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let alphabet: Vec<char> =
        "'\"`$(){}@#;|&<>\\,.-%! auZ0Ñé☃\u{1f4e7}\u{2018}\u{2019}\u{201a}\u{201b}\u{201c}\u{201d}\u{201e}\u{2013}\u{2014}\u{2015}"
            .chars()
            .collect();
    for _ in 0..250 {
        let length = 1 + next() as usize % 63;
        let name: String = (0..length)
            .map(|_| alphabet[next() as usize % alphabet.len()])
            .collect();
        if !name.trim().is_empty() {
            stays_the_same_program(&name);
        }
    }
}

#[test]
fn a_line_break_is_refused_with_its_field() {
    for name in ["a\nb", "a\rb", "a\u{85}b", "a\u{2028}b", "a\u{0}b"] {
        let problems = setup_guide(&setup(name)).unwrap_err();
        assert!(
            problems.iter().any(|problem| problem.field == "setup.group-name"),
            "{name:?}"
        );
    }
}

#[test]
fn values_stand_in_one_block_and_nowhere_else() {
    let marked = instructions("ZZmarkZZ");
    for script in [&marked.script, &marked.removal_script] {
        for line in script.lines().filter(|line| {
            ["ZZmarkZZ", TENANT, CLIENT, OBJECT, "contoso.com"]
                .iter()
                .any(|value| line.contains(value))
        }) {
            let (_, literals) = read(line.trim_start_matches(['$', ' ']));
            assert_eq!(literals.len(), 1, "{line}");
            let before = line.split('\'').next().unwrap();
            assert!(
                before.trim().is_empty() || before.starts_with('$') && before.ends_with(" = "),
                "{line}"
            );
        }
    }
}

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
            "Get-Authorization $MailboxToRefuse",
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
        setup.drafts = drafts;
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

/// Names of all commands in their order, those within script blocks too.
fn command_names(program: &str) -> Vec<String> {
    fn collect(node: Node<'_>, program: &str, names: &mut Vec<String>) {
        if node.kind() == "command_name" || node.kind() == "command_name_expr" {
            names.push(program[node.byte_range()].to_owned());
            return;
        }
        for place in 0..node.child_count() {
            collect(node.child(place).unwrap(), program, names);
        }
    }
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
    let mut names = Vec::new();
    collect(parser.parse(program, None).unwrap().root_node(), program, &mut names);
    names
}
