//! Findings: what the checks printed, pasted back. It reads what consoles print (`forms`), object by object, and says of each object
//! what it shows. What is not understood is named: nothing is dropped without a word.
//!
//! A comparison needs both sides. A value that was cut off, and an object that is not the app's or the mailbox's for certain, show nothing.

mod apps;
mod consoles;
mod forms;
mod object;
mod recipients;
mod scopes;
mod tested_mailboxes;

use super::{
    Context,
    signals::{Signal, Signals},
};
use object::Object;

/// What the output of the checks shows.
#[derive(Debug, Default)]
pub struct Findings {
    /// The signals.
    pub signals: Signals,
    /// What was understood, object by object.
    pub understood: Vec<String>,
    /// What was not understood.
    pub not_understood: Vec<String>,
    /// The property that the filter of the scope compares, if it is not the membership of a group.
    pub filter_property: Option<String>,
}

/// Reads the output of the checks.
pub fn read(text: &str, context: &Context) -> Findings {
    let mut findings = Findings::default();
    // The first check of a refusal lists assignments; a list of none is empty. It may also be a paste that went wrong.
    if text.trim().is_empty() {
        findings.signals = Signal::FoundNothing.into();
        findings.understood.push("a check that printed nothing".to_owned());
        return findings;
    }
    let tests = tested_mailboxes::read(text, context);
    if let Some(note) = tests.note {
        findings.not_understood.push(note);
    }
    let text = tests.text.as_str();
    // Without a connection the mailbox that was tested is the one that was refused.
    let named;
    let context = match context.mailbox() {
        None if tests.mailbox.is_some() => {
            named = context.clone().with_named_mailbox(tests.mailbox);
            &named
        }
        _ => context,
    };
    let forms::Parsed { objects, other_lines } = forms::parse(text);
    scopes::read(&objects, context, &mut findings);
    recipients::read(&objects, context, &mut findings);
    apps::read(&objects, context, &mut findings);
    let explained = consoles::read(text, context, &mut findings);
    if objects.is_empty() && consoles::printed_nothing(text) {
        findings.signals |= Signal::FoundNoAssignment;
        findings
            .understood
            .push("a list of role assignments that is empty".to_owned());
    }
    settle(&mut findings.signals);
    if tests.is_mixed {
        findings.signals.remove(Signal::FoundInScope);
        findings.signals.remove(Signal::FoundOutOfScope);
        findings.signals |= Signal::FoundScopeNotRun;
    }
    for object in objects.iter().filter(|object| !is_read(object)) {
        let names: Vec<&str> = object.names().take(MOST_NAMES).collect();
        findings
            .not_understood
            .push(format!("an object with {}", names.join(", ")));
    }
    match other_lines.saturating_sub(explained) {
        0 => {}
        1 => findings
            .not_understood
            .push("1 line that is no part of an object".to_owned()),
        count => findings
            .not_understood
            .push(format!("{count} lines that are no part of an object")),
    }
    findings
}

/// Takes out what other findings refute. Several checks ask for one name, and one that finds it is enough.
fn settle(found: &mut Signals) {
    let there =
        Signal::FoundMailbox | Signal::FoundList | Signal::FoundContact | Signal::FoundGuest | Signal::FoundOnPremises;
    if found.contains_any(there | Signal::FoundInScope | Signal::FoundOutOfScope) {
        found.remove(Signal::FoundNoRecipient);
        found.remove(Signal::FoundMissingObject);
    }
}

/// Returns whether a reader of this folder reads the object.
fn is_read(object: &Object) -> bool {
    READ.iter().any(|name| object.has(name))
        || object.has("type") && object.has("id")
        || object.has("appid") && (object.has("objectid") || object.has("id"))
}

/// Properties by which the readers know an object.
const READ: [&str; 14] = [
    "usertype",
    "approleid",
    "recipienttype",
    "rolename",
    "role",
    "inscope",
    "recipientfilter",
    "recipientrestrictionfilter",
    "recipienttypedetails",
    "accesscheckresult",
    "accessright",
    "consenttype",
    "accountenabled",
    "ewsapplicationaccesspolicy",
];

/// How many names of an object that is not understood are told.
const MOST_NAMES: usize = 6;

#[cfg(test)]
mod tests;
