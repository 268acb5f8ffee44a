//! The page docs/src/send/set-up-steps.md: the steps of `setup-guide` with placeholders.

use outlook_connector::{
    contract::{Command, Setup, SetupStep},
    setup_guide,
};

/// The step that differs between the ways to sign in.
const CREDENTIAL_STEP: &str = "3";

/// The ways to sign in, and how the page calls them.
const WAYS: [(&str, &str); 3] = [
    ("client-secret", "With a client secret"),
    ("certificate", "With a certificate"),
    ("federated-assertion", "With a federated credential"),
];

const INTRODUCTION: &str = "\
# The set-up steps

The steps of the [set-up guide](set-up-guide.md), for the global cloud and an app that may use drafts. `outlook-host setup-guide` writes
them with your own values, for every cloud, and `--script` writes the script that does step 7. Words between < and > stand for
values of yours.
";

/// Returns the text of the page.
pub(crate) fn page() -> String {
    let mut text = INTRODUCTION.to_owned();
    for step in steps(WAYS[0].0) {
        text.push_str(&format!("\n## {}. {}\n\n", step.number, escape(&step.title)));
        text.push_str(&format!(
            "Who: {}. Where: {}\n",
            step.owner.replace("-admin", " administrator").replace('-', " "),
            escape(&step.location)
        ));
        if step.number != CREDENTIAL_STEP {
            text.push_str(&body(&step));
            continue;
        }
        for (way, title) in WAYS {
            text.push_str(&format!("\n### {title}\n"));
            text.extend(
                steps(way)
                    .iter()
                    .filter(|step| step.number == CREDENTIAL_STEP)
                    .map(body),
            );
        }
    }
    text
}

fn steps(sign_in: &str) -> Vec<SetupStep> {
    let setup = Setup {
        sign_in: Some(sign_in.to_owned()),
        needs_drafts: true,
        ..Setup::default()
    };
    // Nothing was typed that could be refused. A page without steps fails the test that compares it.
    setup_guide(&setup).map(|guide| guide.steps).unwrap_or_default()
}

fn body(step: &SetupStep) -> String {
    let block = |commands: &[Command]| {
        let lines: Vec<&str> = commands.iter().map(|command| command.text.as_str()).collect();
        format!("\n```powershell\n{}\n```\n", lines.join("\n"))
    };
    let blocks = step.commands.chunk_by(|one, next| one.shell == next.shell);
    format!("\n{}\n", escape(&step.text)) + &blocks.map(block).collect::<String>()
}

/// Escapes what Markdown would take for a tag or an emphasis (CommonMark §2.4).
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '<' | '>' | '*' | '_' | '`' | '[') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
