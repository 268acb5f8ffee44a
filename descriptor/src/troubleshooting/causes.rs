//! The causes of one area, each with its check and its fix.

use outlook_connector::tables::guidance::CauseInfo;

use super::Page;

pub(super) fn page(area: &str, causes: &[&CauseInfo]) -> Page {
    let mut text = format!("# {}\n\n{INTRODUCTION}", title(area));
    for cause in causes {
        text.push_str(&section(cause));
    }
    (format!("{area}.md"), text)
}

const INTRODUCTION: &str = "\
The causes that the connector names, each with a check that confirms it, and the fix. Values of your connection stand in braces here, such
as `{client_id}`. The connector fills them in.
";

/// The title of an area, which is a file of the catalogue.
fn title(area: &str) -> &str {
    match area {
        "connector" => "The connector and its host",
        "mailbox" => "Mailboxes",
        "message" => "Messages and requests",
        "permission" => "Permissions in Exchange and Entra",
        "service" => "Service and network",
        "sign-in" => "Sign-in",
        other => other,
    }
}

fn section(cause: &CauseInfo) -> String {
    let mut text = format!(
        "\n## {}\n\n**{}**\n\n- Check: {}\n- Fix: {}\n- Who can fix it: {}\n- Repeat the call: {}\n",
        cause.id,
        plain(cause.title),
        plain(cause.check),
        plain(cause.fix),
        cause.owner.replace('-', " "),
        cause.retry.replace('-', " ")
    );
    if !cause.guide_step.is_empty() {
        text.push_str(&format!(
            "- Step of the set-up guide: [{}](../send/set-up-steps.md)\n",
            cause.guide_step
        ));
    }
    if !cause.field.is_empty() {
        text.push_str(&format!("- Field: `{}`\n", cause.field));
    }
    text
}

/// Keeps Markdown from taking `<group>` for a tag of HTML.
fn plain(text: &str) -> String {
    text.replace('<', "&lt;")
}
