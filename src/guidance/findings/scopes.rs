//! Role assignments and the scopes that limit them: Test-ServicePrincipalAuthorization, Get-ManagementRoleAssignment and
//! Get-ManagementScope.

use super::{
    Findings,
    object::{Object, is_cut},
};
use crate::guidance::{
    Context,
    signals::{Signal, Signals},
};

/// Reads assignments and scopes. What counts is what the request at hand needs: drafts need another role than sending.
pub fn read(objects: &[Object], context: &Context, findings: &mut Findings) {
    let needs_drafts = context.signals().contains(Signal::ForDrafts);
    let assignments: Vec<&Object> = objects.iter().filter(|object| role(object).is_some()).collect();
    for assignment in &assignments {
        findings.understood.push(described(assignment));
    }
    // A result without its role is one that the person picked for the request.
    let is_loose = |object: &&Object| role(object).is_none() && object.has("inscope");
    let relevant: Vec<&Object> = assignments
        .iter()
        .copied()
        .filter(|assignment| gives(assignment, needs_drafts))
        .chain(objects.iter().filter(is_loose))
        .collect();
    for loose in objects.iter().filter(is_loose) {
        let result = match loose.truth("inscope") {
            Some(true) => "True",
            Some(false) => "False",
            None => "neither True nor False",
        };
        findings.understood.push(format!("a check: InScope {result}"));
    }
    if !assignments.is_empty() && relevant.is_empty() {
        let has_other = assignments.iter().any(|one| gives(one, !needs_drafts));
        findings.signals |= match (has_other, needs_drafts) {
            (true, true) => Signal::FoundNoDraftRole,
            (true, false) => Signal::FoundNoSendRole,
            (false, _) => Signal::FoundNoAssignment,
        };
    }
    // One assignment that covers the mailbox is enough.
    let in_scope: Vec<Option<bool>> = relevant.iter().map(|object| object.truth("inscope")).collect();
    if in_scope.contains(&Some(true)) {
        findings.signals |= Signal::FoundInScope;
    } else if in_scope.contains(&Some(false)) {
        findings.signals |= Signal::FoundOutOfScope;
    }
    // A list of assignments, and a table whose last column is missing, show a role and not whether the mailbox is in its scope.
    if !relevant.is_empty() && in_scope.iter().all(Option::is_none) {
        findings.signals |= Signal::FoundScopeNotRun;
    }
    if relevant.iter().any(|object| object.is("inscope", "not run")) {
        findings.signals |= Signal::FoundScopeNotRun;
        findings
            .understood
            .push("InScope is Not Run: the check was made without a mailbox. Run it again with -Resource".to_owned());
    }
    filters(objects, &relevant, context, findings);
}

/// Reads the filters of the scopes: of those that the assignments name, or of all if no assignment names one.
fn filters(objects: &[Object], relevant: &[&Object], context: &Context, findings: &mut Findings) {
    let wanted: Vec<&str> = relevant
        .iter()
        .filter_map(|object| {
            [
                "allowedresourcescope",
                "customresourcescope",
                "customrecipientwritescope",
            ]
            .iter()
            .find_map(|name| object.value(name))
        })
        .filter(|name| !name.is_empty())
        .collect();
    for scope in objects {
        let Some(filter) = scope
            .value("recipientfilter")
            .or_else(|| scope.value("recipientrestrictionfilter"))
        else {
            continue;
        };
        let name = scope.value("name").unwrap_or_default();
        if !name.is_empty() && !wanted.is_empty() && !wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(name)) {
            findings
                .not_understood
                .push("a scope that the app's role assignment does not name".to_owned());
            continue;
        }
        let (found, note) = filter_signals(filter, context);
        if found.contains(Signal::FoundFilterOther)
            && let Some(property) = compared(filter).first()
        {
            findings.filter_property = Some((*property).to_owned());
        }
        findings.signals |= found;
        findings.understood.push(note);
    }
}

/// Returns what a filter shows. A distinguished name begins with CN=; an address never does. A filter that was cut off shows nothing.
fn filter_signals(filter: &str, context: &Context) -> (Signals, String) {
    let properties = compared(filter);
    let Some(property) = properties.first() else {
        return (Signals::NONE, "a scope; its filter is empty or cut off".to_owned());
    };
    let note = format!("a scope; its filter compares {property}");
    let quotes = filter.matches('\'').count();
    let is_whole = !is_cut(filter) && quotes > 0 && quotes.is_multiple_of(2);
    if !is_whole {
        return (Signals::NONE, format!("{note}, and is cut off"));
    }
    if let Some((_, group)) = filter.split_once("MemberOfGroup") {
        let group = group.split('\'').nth(1).unwrap_or_default().trim();
        let is_address = !group.is_empty() && !group.to_ascii_uppercase().contains("CN=");
        let found = match is_address {
            true => Signal::FoundFilterByAddress.into(),
            false => Signals::when(!group.is_empty(), Signal::FoundFilterByName),
        };
        return (found, note);
    }
    // A filter that names the mailbox itself lets it in.
    let names_mailbox = context
        .mailbox()
        .is_some_and(|mailbox| filter.to_ascii_lowercase().contains(&mailbox.to_ascii_lowercase()));
    (Signals::when(!names_mailbox, Signal::FoundFilterOther), note)
}

/// Returns the properties that a filter compares (OPATH: `Property -eq 'value'`).
fn compared(filter: &str) -> Vec<&str> {
    let words: Vec<&str> = filter
        .split([' ', '(', ')', '{', '}'])
        .filter(|word| !word.is_empty())
        .collect();
    words
        .windows(2)
        .filter_map(|pair| match pair {
            [name, operator] if OPERATORS.iter().any(|known| known.eq_ignore_ascii_case(operator)) => Some(*name),
            _ => None,
        })
        .filter(|name| name.bytes().all(|b| b.is_ascii_alphanumeric()))
        .collect()
}

const OPERATORS: [&str; 8] = ["-eq", "-ne", "-like", "-notlike", "-gt", "-ge", "-lt", "-le"];

/// Returns the role of an assignment.
fn role(object: &Object) -> Option<&str> {
    object
        .value("rolename")
        .or_else(|| object.value("role"))
        .filter(|role| !role.is_empty())
}

/// Returns whether an assignment gives what a request needs: by its role, or by the permissions of the role if its name was cut off.
fn gives(assignment: &Object, needs_drafts: bool) -> bool {
    let by_permissions = || {
        let permissions = assignment
            .value("grantedpermissions")
            .unwrap_or_default()
            .to_ascii_lowercase();
        permissions.contains(wanted(needs_drafts))
    };
    role(assignment).is_some_and(|role| match is_cut(role) {
        true => by_permissions() || could_be(role, needs_drafts),
        false => grants(role, needs_drafts),
    })
}

/// Returns whether a role whose name was cut off could be the wanted one.
fn could_be(role: &str, needs_drafts: bool) -> bool {
    let role = role.trim_end_matches(['.', '\u{2026}']).to_ascii_lowercase();
    ["application ", wanted(needs_drafts)].concat().starts_with(&role)
}

/// The permission that a request needs.
fn wanted(needs_drafts: bool) -> &'static str {
    match needs_drafts {
        true => "mail.readwrite",
        false => "mail.send",
    }
}

/// Returns whether a role gives what a request needs. `Application Mail Full Access` and `Application Exchange Full Access` give all.
fn grants(role: &str, needs_drafts: bool) -> bool {
    let role = role.to_ascii_lowercase();
    role.contains(wanted(needs_drafts)) || role.contains("full access")
}

/// Describes an assignment by names of Microsoft's: no name of the tenant's own is repeated.
fn described(assignment: &Object) -> String {
    let role = role(assignment).unwrap_or_default();
    let is_word = |word: &str| {
        word.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b' ')
    };
    let role = match role.starts_with("Application ") && role.len() <= 60 && is_word(role) {
        true => role,
        false => "another role",
    };
    match assignment.truth("inscope") {
        Some(true) => format!("{role}: InScope True"),
        Some(false) => format!("{role}: InScope False"),
        None => format!("{role}: a role assignment"),
    }
}
