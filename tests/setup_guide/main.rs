//! The scripts run as an Exchange administrator: whatever is typed, they must stay the same program. Each is read with the
//! grammar of PowerShell that editors use; outside of string literals its tree may not depend on any value, and every value must
//! stand in its literal as it was typed.
//!
//! `runs` plays the script in tenants of the emulator, with an interpreter of the part of PowerShell that the script uses. Nobody ran
//! it in PowerShell and in a real tenant: neither was at hand.

mod commands;
mod injection;
mod powershell;
mod reading;
mod runs;

use outlook_connector::{
    contract::{FederatedCredential, Setup, SetupInstructions},
    setup_guide,
};
use reading::read;

const TENANT: &str = "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10";
const CLIENT: &str = "b1c5a2de-0000-4000-8000-00000000c11e";
const OBJECT: &str = "0b0b0b0b-0000-4000-8000-00000000000b";

fn setup(name: &str) -> Setup {
    Setup {
        tenant_id: Some(TENANT.to_owned()),
        client_id: Some(CLIENT.to_owned()),
        enterprise_object_id: Some(OBJECT.to_owned()),
        app_name: Some(name.to_owned()),
        group_name: Some(name.to_owned()),
        mailboxes: vec!["o'brien@contoso.com".to_owned(), "a`$x@contoso.com".to_owned()],
        out_of_scope_mailbox: Some("ceo'$(x)@contoso.com".replace("$(x)", "$x")),
        needs_drafts: true,
        sign_in: Some("federated-assertion".to_owned()),
        federated_credential: Some(FederatedCredential {
            issuer: "https://token.actions.githubusercontent.com".to_owned(),
            subject: name.to_owned(),
            audience: name.to_owned(),
        }),
        ..Setup::default()
    }
}

fn instructions(name: &str) -> SetupInstructions {
    setup_guide(&setup(name)).unwrap_or_else(|problems| panic!("{name:?} is refused: {problems:?}"))
}

/// How many of the programs are scripts.
const SCRIPTS: usize = 1;

/// All that is PowerShell in them: the script, and the commands of each step.
fn programs(instructions: &SetupInstructions) -> Vec<String> {
    let steps = instructions
        .steps
        .iter()
        .filter(|step| !step.commands.is_empty())
        .map(|step| {
            let lines: Vec<&str> = step.commands.iter().map(|command| command.text.as_str()).collect();
            lines.join("\n")
        });
    std::iter::once(instructions.script.clone()).chain(steps).collect()
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
                    if sign_in != "federated-assertion" {
                        setup.federated_credential = None;
                    }
                    setup.needs_drafts = drafts;
                    setup.tenant_wide_consent = consent;
                    if !refuse {
                        setup.out_of_scope_mailbox = None;
                    }
                    for program in programs(&setup_guide(&setup).unwrap()) {
                        read(&program);
                    }
                }
            }
        }
    }
}
