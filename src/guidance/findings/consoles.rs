//! Errors of PowerShell in place of a result: the check could not be run, or it found nothing.

use super::Findings;
use crate::guidance::{Context, signals::Signal};

/// Reads the errors of a text. Returns how many of its lines they explain.
pub fn read(text: &str, context: &Context, findings: &mut Findings) -> usize {
    let lower = text.to_lowercase().replace('\u{2019}', "'");
    let mut explained = 0_usize;
    for line in lower.lines() {
        let is_known = not_found(line, context, findings) || not_run(line, findings);
        let is_detail =
            line.trim_start().starts_with('+') || line.starts_with("at ") || line.starts_with("check the spelling");
        explained = explained.saturating_add(usize::from(is_known || is_detail));
    }
    explained
}

/// Returns whether a text shows the command that lists the app's roles, between two prompts, and nothing that it printed.
pub fn printed_nothing(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_prompt = |line: &str| line.starts_with("PS ") && line.contains('>') || line.starts_with("PS>");
    let lists_roles = |line: &str| {
        let line = line.to_ascii_lowercase();
        line.contains("test-serviceprincipalauthorization") || line.contains("get-managementroleassignment")
    };
    let command = lines.next().is_some_and(|line| is_prompt(line) && lists_roles(line));
    command && lines.next().is_some_and(is_prompt) && lines.all(is_prompt)
}

/// What was looked for and is not there: Exchange and Microsoft Graph PowerShell name it in quotes. The name of the cmdlet decides
/// only where the value does not: Test-ServicePrincipalAuthorization looks for the mailbox as well.
fn not_found(line: &str, context: &Context, findings: &mut Findings) -> bool {
    let Some((before, _)) = NOT_FOUND.iter().find_map(|words| line.split_once(words)) else {
        return false;
    };
    let is = |name: &str| {
        let name = name.to_lowercase();
        ["'", "\"", "\u{201e}", "\u{ab}"]
            .iter()
            .any(|quote| before.contains(&[quote, name.as_str()].concat()))
    };
    let of_app = context.client_id().is_some_and(is) || context.object_id().is_some_and(is);
    let of_mailbox = context.mailbox().is_some_and(is);
    if of_app || before.contains("serviceprincipal") && !of_mailbox {
        findings.signals |= Signal::FoundNoServicePrincipal;
        findings
            .understood
            .push("Exchange or Entra did not find the app".to_owned());
    } else if of_mailbox {
        findings.signals |= Signal::FoundNoRecipient;
        findings.understood.push("Exchange did not find the mailbox".to_owned());
    } else {
        // It may be the mailbox by another name, or a group.
        findings.signals |= Signal::FoundMissingObject;
        findings
            .understood
            .push("an object was not found; the text does not show that it is the mailbox".to_owned());
    }
    true
}

/// Why a check did not run.
fn not_run(line: &str, findings: &mut Findings) -> bool {
    let has = |words: &[&str]| words.iter().any(|words| line.contains(words));
    let reason = if has(&UNKNOWN_COMMAND) {
        "this session does not know the command. Connect with Connect-ExchangeOnline; if the command is still missing, the account \
         lacks the Exchange role for it"
    } else if has(&NOT_CONNECTED) {
        "this session is not connected. Run Connect-ExchangeOnline or Connect-MgGraph first"
    } else if has(&ORGANIZATION) {
        "the organization is not enabled for customization. Run Enable-OrganizationCustomization once"
    } else if has(&NOT_ALLOWED) {
        "the account may not run it. It needs the Exchange role group Organization Management, or the role that the command belongs to"
    } else {
        return false;
    };
    findings.signals |= Signal::FoundCheckNotRun;
    findings
        .understood
        .push(format!("a check could not be run, since {reason}"));
    true
}

const NOT_FOUND: [&str; 10] = [
    "couldn't be found",
    "could not be found",
    "cannot be found on",
    "does not exist or one of its queried",
    "nicht gefunden",
    "introuvable",
    "n'a pas pu \u{ea}tre trouv",
    "no se pudo encontrar",
    "non \u{e8} stato possibile trovare",
    "n\u{e3}o p\u{f4}de ser encontrad",
];

/// PowerShell's error CommandNotFoundException, in the languages of Windows.
const UNKNOWN_COMMAND: [&str; 11] = [
    "is not recognized as",
    "isn't recognized as",
    "commandnotfoundexception",
    "nicht als name eines cmdlet",
    "nicht als name des cmdlet",
    "n'est pas reconnu",
    "no se reconoce como nombre",
    "non riconosciuto come nome",
    "n\u{e3}o \u{e9} reconhecido como",
    "wordt niet herkend",
    "\u{8a8d}\u{8b58}\u{3055}\u{308c}\u{307e}\u{305b}\u{3093}",
];

const NOT_CONNECTED: [&str; 4] = [
    "must call the connect-exchangeonline",
    "call connect-mggraph",
    "authentication needed",
    "no connection to exchange",
];

const ORGANIZATION: [&str; 2] = [
    "enable-organizationcustomization",
    "isn't currently allowed in your organization",
];

const NOT_ALLOWED: [&str; 12] = [
    "access is denied",
    "access denied",
    "insufficient privileges",
    "insufficient permissions",
    "sufficient permissions",
    "don't have permission",
    "write scope",
    "parameter cannot be found that matches",
    "zugriff verweigert",
    "acc\u{e8}s refus",
    "acceso denegado",
    "accesso negato",
];
