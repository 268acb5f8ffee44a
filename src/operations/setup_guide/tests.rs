//! Fields of a set-up, and what follows from them. That the scripts are PowerShell, whatever was typed, is shown by a real
//! grammar in `tests/setup_guide`.

use super::*;
use crate::contract::{ErrorDetail, FederatedCredential, SetupStep};

const TENANT: &str = "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10";
const CLIENT: &str = "b1c5a2de-0000-4000-8000-00000000c11e";
const OBJECT: &str = "0b0b0b0b-0000-4000-8000-00000000000b";

fn setup() -> Setup {
    Setup {
        tenant_id: Some(TENANT.to_owned()),
        client_id: Some(CLIENT.to_owned()),
        enterprise_object_id: Some(OBJECT.to_owned()),
        group_name: Some("Email senders".to_owned()),
        mailboxes: vec!["references@contoso.com".to_owned(), "o'brien@contoso.com".to_owned()],
        out_of_scope_mailbox: Some("ceo@contoso.com".to_owned()),
        needs_drafts: true,
        ..Setup::default()
    }
}

fn written(change: impl FnOnce(&mut Setup)) -> SetupInstructions {
    let mut setup = setup();
    change(&mut setup);
    setup_guide(&setup).unwrap()
}

fn problems(change: impl FnOnce(&mut Setup)) -> Vec<(String, String)> {
    let mut setup = setup();
    change(&mut setup);
    let Error::PermanentInvalidInput(ErrorDetail { fields: problems, .. }) = setup_guide(&setup).unwrap_err() else {
        panic!("another case of the error");
    };
    assert!(problems.iter().all(|p| !p.message.is_empty() && !p.fix.is_empty()));
    problems.into_iter().map(|p| (p.field, p.code)).collect()
}

#[test]
fn all_steps_come_in_order_with_everything_filled_in() {
    for sign_in in ["client-secret", "certificate", "federated-assertion"] {
        for (drafts, consent) in [(true, None), (false, Some(false)), (true, Some(true))] {
            let instructions = written(|setup| {
                setup.sign_in = Some(sign_in.to_owned());
                setup.needs_drafts = drafts;
                setup.tenant_wide_consent = consent;
            });
            let numbers: Vec<&str> = instructions.steps.iter().map(|step| step.number.as_str()).collect();
            assert_eq!(numbers, ["1", "2", "3", "4", "5", "6", "7", "8"]);
            for step in &instructions.steps {
                let all = format!("{step:?}");
                assert!(
                    !step.text.is_empty() && !step.title.is_empty() && !step.location.is_empty(),
                    "{all}"
                );
                for left in [
                    "{app",
                    "{group",
                    "{mailbox",
                    "{tenant",
                    "{client",
                    "{object",
                    "{portal",
                    "{exchange",
                    "{graph",
                    "{refused",
                    "{issuer",
                    "{subject",
                    "{audience",
                    "{federated",
                    "?no-",
                    "?drafts",
                    "*>",
                ] {
                    assert!(!all.contains(left), "{left} in {all}");
                }
            }
        }
    }
}

/// The commands of a step, one in a line.
fn lines(step: &SetupStep) -> String {
    let lines: Vec<&str> = step.commands.iter().map(|command| command.text.as_str()).collect();
    lines.join("\n")
}

#[test]
fn values_of_commands_are_quoted() {
    let instructions = written(|_| {});
    let commands = lines(&instructions.steps[6]);
    assert!(commands.contains("-Member 'o''brien@contoso.com'"), "{commands}");
    assert!(commands.contains("-Resource 'ceo@contoso.com'"), "{commands}");
    assert!(instructions.script.contains("    'o''brien@contoso.com'\n"));
}

#[test]
fn what_was_typed_is_filled_in_once() {
    let instructions = written(|setup| setup.app_name = Some("{group} of {mailbox}".to_owned()));
    assert!(instructions.steps[0].text.contains("purpose: {group} of {mailbox}."));
    assert!(instructions.script.contains("$AppName = '{group} of {mailbox}'\n"));
}

#[test]
fn a_mark_of_the_texts_in_a_name_cuts_nothing_off() {
    let instructions = written(|setup| setup.app_name = Some("A|B".to_owned()));
    assert!(
        instructions.steps[1]
            .location
            .ends_with("App registrations > A|B > API permissions")
    );
}

#[test]
fn scripts_are_ascii_whatever_was_typed() {
    let script = written(|setup| setup.group_name = Some("Ñ\u{2019}\u{1f512} \\ '".to_owned())).script;
    assert!(script.is_ascii());
    assert!(
        script.contains(r"$GroupName = '\u00D1\u2019\uD83D\uDD12 \\ '''"),
        "{script}"
    );
}

#[test]
fn the_least_is_granted() {
    let with = written(|_| {});
    assert!(with.script.contains("    'Application Mail.ReadWrite'\n"));
    let without = written(|setup| setup.needs_drafts = false);
    assert!(!without.script.contains("    'Application Mail.ReadWrite'\n"));
    assert!(!lines(&without.steps[6]).contains("ReadWrite"));
}

#[test]
fn a_consent_is_withdrawn_and_never_given() {
    for consent in [None, Some(true), Some(false)] {
        let instructions = written(|setup| setup.tenant_wide_consent = consent);
        let step = &instructions.steps[1];
        assert!(step.text.starts_with("Add no mail permission here."));
        assert_eq!(!step.commands.is_empty(), consent != Some(false));
        let all = format!("{instructions:?}");
        for giving in [
            "New-MgServicePrincipalAppRoleAssignment",
            "Grant admin consent",
            "adminconsent",
        ] {
            assert!(!all.contains(giving), "{giving}");
        }
    }
}

#[test]
fn each_cloud_has_its_own_portals_and_environments() {
    for (cloud, portal, exchange, graph) in [
        ("global", "entra.microsoft.com", "O365Default", "Global"),
        ("us-gov-l4", "entra.microsoft.us", "O365USGovGCCHigh", "USGov"),
        ("us-gov-l5", "entra.microsoft.us", "O365USGovDoD", "USGovDoD"),
        ("china", "entra.microsoftonline.cn", "O365China", "China"),
    ] {
        let instructions = written(|setup| setup.cloud = Some(cloud.to_owned()));
        assert!(instructions.steps[0].location.starts_with(portal));
        assert!(
            instructions
                .script
                .contains(&format!("$ExchangeEnvironment = '{exchange}'\n"))
        );
        assert!(
            instructions
                .script
                .contains(&format!("$GraphEnvironment = '{graph}'\n"))
        );
    }
}

#[test]
fn every_field_at_fault_is_named() {
    let all = problems(|setup| {
        setup.cloud = Some("mars".to_owned());
        setup.tenant_id = Some("x".to_owned());
        setup.client_id = Some("x".to_owned());
        setup.enterprise_object_id = Some("x".to_owned());
        setup.app_name = Some("two\nlines".to_owned());
        setup.group_name = Some("x".repeat(65));
        setup.mailboxes = vec!["a@contoso.com".to_owned(), "A@contoso.com".to_owned(), "b".to_owned()];
        setup.out_of_scope_mailbox = Some("a@CONTOSO.com".to_owned());
        setup.sign_in = Some("password".to_owned());
    });
    let fields: Vec<&str> = all.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "setup.cloud",
            "setup.tenant-id",
            "setup.client-id",
            "setup.enterprise-object-id",
            "setup.group-name",
            "setup.app-name",
            "setup.mailboxes[1]",
            "setup.mailboxes[2]",
            "setup.out-of-scope-mailbox",
            "setup.sign-in",
        ]
    );
}

#[test]
fn an_object_id_that_is_another_id_is_refused() {
    for id in [CLIENT, TENANT] {
        let found = problems(|setup| setup.enterprise_object_id = Some(id.to_uppercase()));
        assert_eq!(found[0].1, "same-as-other-id");
    }
    assert_eq!(
        problems(|setup| setup.client_id = Some(TENANT.to_owned()))[0].1,
        "same-as-tenant"
    );
    assert_eq!(
        problems(|setup| setup.group_name = Some("a\u{2028}b".to_owned()))[0].0,
        "setup.group-name"
    );
}

/// The values that are not known yet are the ones that the guide teaches to find.
#[test]
fn what_is_not_known_yet_is_a_placeholder() {
    for blank in [None, Some("  ".to_owned())] {
        let instructions = setup_guide(&Setup {
            tenant_id: blank.clone(),
            client_id: blank.clone(),
            enterprise_object_id: blank.clone(),
            group_name: blank.clone(),
            ..Setup::default()
        })
        .unwrap();
        let all = format!("{:?}", instructions.steps);
        for placeholder in [
            "<Directory (tenant) ID>",
            "<Application (client) ID>",
            "<Object ID of the enterprise application>",
            "<name of the group>",
            "<name of the app>",
            "<address of a mailbox>",
        ] {
            assert!(all.contains(placeholder), "{placeholder}");
        }
        for empty in [
            "$TenantId = ''\n",
            "$ClientId = ''\n",
            "$GroupName = ''\n",
            "$Mailboxes = @(\n)\n",
        ] {
            assert!(instructions.script.contains(empty), "{empty}");
        }
    }
}

#[test]
fn a_federated_credential_is_filled_into_both_ways_to_add_it() {
    let instructions = written(|setup| {
        setup.sign_in = Some("federated-assertion".to_owned());
        setup.federated_credential = Some(FederatedCredential {
            issuer: " https://oidc.contoso.example/ ".to_owned(),
            subject: "system:serviceaccount:mail:o'brien".to_owned(),
            audience: "api://AzureADTokenExchange".to_owned(),
        });
    });
    let step = &instructions.steps[2];
    let commands = lines(step);
    assert!(
        commands.ends_with(
            "-Name 'outlook-connector' -Issuer 'https://oidc.contoso.example/' \
             -Subject 'system:serviceaccount:mail:o''brien' -Audiences 'api://AzureADTokenExchange'"
        ),
        "{commands}"
    );
    assert!(step.text.contains(
        r#"{"name":"outlook-connector","issuer":"https://oidc.contoso.example/","subject":"system:serviceaccount:mail:o'brien","audiences":["api://AzureADTokenExchange"]}"#
    ), "{}", step.text);
    let open = written(|setup| setup.sign_in = Some("federated-assertion".to_owned()));
    assert!(lines(&open.steps[2]).contains("-Issuer '<issuer of the platform''s tokens>'"));
}

#[test]
fn a_federated_credential_needs_its_sign_in_and_all_its_parts() {
    let credential = FederatedCredential {
        issuer: "http://contoso.com".to_owned(),
        subject: String::new(),
        audience: "a\nb".to_owned(),
    };
    let found = problems(|setup| setup.federated_credential = Some(credential.clone()));
    assert_eq!(found, [("setup.sign-in".to_owned(), "not-for-sign-in".to_owned())]);
    let found = problems(|setup| {
        setup.sign_in = Some("federated-assertion".to_owned());
        setup.federated_credential = Some(credential.clone());
    });
    let expected = [
        ("issuer", "https-url"),
        ("subject", "required"),
        ("audience", "one-line"),
    ];
    assert_eq!(
        found,
        expected.map(|(field, code)| (format!("setup.federated-credential.{field}"), code.to_owned()))
    );
}

#[test]
fn the_document_has_the_steps_of_administrators_and_the_script() {
    let instructions = written(|setup| setup.app_name = Some("*A* ```` <b>|&amp; [x](y)".to_owned()));
    let document = &instructions.handover;
    for number in ["1", "2", "3", "4", "5", "7"] {
        assert!(document.contains(&format!("\n## {number}. ")), "{number}");
    }
    assert!(
        !document.contains("\n## 6. ") && !document.contains("\n## 8. "),
        "{document}"
    );
    assert!(
        document.contains(r"purpose: \*A\* \`\`\`\` \<b\>\|\&amp; \[x\](y)."),
        "{document}"
    );
    let script = instructions.script.trim_end();
    assert!(document.ends_with(&format!("\n`````powershell\n{script}\n`````\n\n")));
    assert!(document.contains("## Send back"));
}
