//! One document for the administrators: their steps, the script, and what to send back. Markdown (CommonMark 0.31).

use std::iter::repeat_n;

use crate::contract::SetupStep;

/// Who does a step, and how the document calls them. Steps of others are not in it.
const ADMINISTRATORS: [(&str, &str); 2] = [
    ("tenant-admin", "Administrator of Entra ID"),
    ("exchange-admin", "Administrator of Exchange Online"),
];

const INTRODUCTION: &str = "# Let an app send mail from some mailboxes\n\n\
    An app is to send mail through Microsoft Graph, with no user signed in. With these steps it can use the mailboxes below, \
    and no others. Nothing here consents to a permission for the whole tenant. Texts between < and > are values that were not \
    known when this document was made. The script at the end stops and names them, if they are not filled in.\n\n";

const SEND_BACK: &str = "## Send back\n\n\
    - the Directory (tenant) ID and the Application (client) ID\n\
    - for each mailbox, its primary address, as the script prints it\n\
    - the time when the script was run: Exchange applies the permissions 30 minutes to 2 hours later\n\
    - the credential of step 3, and the day when it expires. Never send a secret by mail: enter it in the platform, or use a password \
    manager.\n\n";

const SCRIPT: &str = "## The script\n\n\
    Save the text in the box as `outlook-app.ps1`. Read it before you run it. All values are in one block near its top.\n\n";

/// Writes the document.
pub fn write(steps: &[SetupStep], script: &str) -> String {
    let mut document = INTRODUCTION.to_owned();
    for step in steps {
        let Some((_, who)) = ADMINISTRATORS.iter().find(|(owner, _)| *owner == step.owner) else {
            continue;
        };
        let [title, place, text] = [&step.title, &step.location, &step.text].map(|text| escape(text));
        document += &format!(
            "## {}. {title}\n\nWho: {who}. Where: {place}\n\n{text}\n\n",
            step.number
        );
        for commands in step.commands.chunk_by(|one, next| one.shell == next.shell) {
            let lines: Vec<&str> = commands.iter().map(|command| command.text.as_str()).collect();
            let shell = commands.first().map_or("", |command| &command.shell);
            document += &format!("In {shell}:\n\n{}", block(&lines.join("\n")));
        }
    }
    document + SEND_BACK + SCRIPT + &block(script)
}

/// Escapes what Markdown gives a meaning. Texts contain names that people typed. Any ASCII punctuation may have a backslash before
/// it (CommonMark §2.4).
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '#' | '|' | '~' | '!' | '$' | '{' | '}'
        ) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// A fenced code block. Its fence is longer than every run of backticks in the code (CommonMark §4.5).
fn block(code: &str) -> String {
    let (mut longest, mut run) = (2_usize, 0_usize);
    for c in code.chars() {
        run = if c == '`' { run.saturating_add(1) } else { 0 };
        longest = longest.max(run);
    }
    let fence: String = repeat_n('`', longest.saturating_add(1)).collect();
    format!("{fence}powershell\n{}\n{fence}\n\n", code.trim_end())
}
