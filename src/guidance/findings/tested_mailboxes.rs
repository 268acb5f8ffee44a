//! Test-ServicePrincipalAuthorization prints no mailbox. Where a paste has it for several mailboxes, the commands tell them apart.

use crate::guidance::{Context, reader};

/// What is said of tests that do not count.
const OTHERS: &str = "tests of other mailboxes than the one that was refused";

/// The tests that count.
pub struct Tests {
    /// The text without the tests of other mailboxes.
    pub text: String,
    /// The one mailbox that was tested, in lower case.
    pub mailbox: Option<String>,
    /// Whether the text has tests of several mailboxes, and nothing says which of them was refused.
    pub is_mixed: bool,
    /// What is left out, or what is missing.
    pub note: Option<String>,
}

/// Finds the tests of the mailbox that was refused: that of the connection, or that of a send in the text.
pub fn read(text: &str, context: &Context) -> Tests {
    let all = |mailbox: Option<&str>, is_mixed, note| Tests {
        text: text.to_owned(),
        mailbox: mailbox.map(str::to_owned),
        is_mixed,
        note,
    };
    let lines: Vec<(&str, Option<String>)> = text.lines().map(|line| (line, tested(line))).collect();
    let mut mailboxes = lines.iter().filter_map(|(_, tested)| tested.as_deref());
    let first = mailboxes.next();
    let is_one = mailboxes.all(|mailbox| Some(mailbox) == first);
    let refused = context
        .mailbox()
        .map(str::to_lowercase)
        .or_else(|| reader::sender(text));
    // An object ID and an address may name one mailbox.
    let is_address = |mailbox: Option<&str>| mailbox.is_some_and(|mailbox| mailbox.contains('@'));
    if is_one && (refused.as_deref() == first || !is_address(first) || !is_address(refused.as_deref())) {
        return all(first, false, None);
    }
    let is_refused = |mailbox: &str| refused.as_deref() == Some(mailbox);
    if !lines
        .iter()
        .any(|(_, tested)| tested.as_deref().is_some_and(is_refused))
    {
        let note = match refused {
            Some(_) => OTHERS,
            None => "tests of several mailboxes: the text does not say which of them was refused",
        };
        return all(None, true, Some(note.to_owned()));
    }
    let mut counts = true;
    let mut kept = String::new();
    for (line, tested) in &lines {
        if let Some(mailbox) = tested {
            counts = is_refused(mailbox);
        } else if is_command(line) {
            counts = true;
        }
        if counts {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    Tests {
        text: kept,
        mailbox: refused,
        is_mixed: false,
        note: Some(OTHERS.to_owned()),
    }
}

/// The mailbox that a command tests, in lower case.
fn tested(line: &str) -> Option<String> {
    let lower = line.to_lowercase();
    let (_, options) = lower.split_once("test-serviceprincipalauthorization")?;
    let (_, value) = options.split_once("-resource")?;
    let value = value.trim_start_matches([' ', ':', '=']);
    let value = match value.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split(['"', '\'']).next()?,
        None => value.split([' ', '|', ';']).next()?,
    };
    (!value.is_empty() && !value.starts_with('$')).then(|| value.to_owned())
}

/// Whether a line has a prompt of PowerShell: what it prints belongs to another command.
fn is_command(line: &str) -> bool {
    let line = line.trim_start_matches('[').trim_start();
    line.starts_with("PS") && line.contains('>')
}
