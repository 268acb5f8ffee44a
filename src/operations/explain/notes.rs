//! What was read of the input, and what was left over. It repeats no text of the input but codes, statuses and names of fields: a paste
//! may hold mail and secrets.

use super::case::Case;
use crate::{contract::ServiceResponse, guidance::reader, http::TransportFault, operations::understood};

/// Returns the parts that were understood.
pub fn understood(given: &ServiceResponse, case: &Case) -> Vec<String> {
    let mut notes = Vec::new();
    if case.response.status != 0 {
        notes.push(understood::status(case.response.status));
    }
    notes.extend(case.entra.codes.iter().map(|number| format!("AADSTS{number}")));
    if case.entra.is_known() && !case.entra.error.is_empty() {
        notes.push(understood::service_code(&case.entra.error));
    } else if !case.entra.is_known() {
        notes.extend(case.graph.codes.iter().map(|code| understood::service_code(code)));
    }
    if let Some(status) = case.other_status {
        notes.push(format!("another attempt with HTTP {status}"));
    }
    if let Some(step) = case.step {
        notes.push(understood::request(step));
    }
    if let Some(host) = case.evidence.request.host {
        notes.push(format!("the host {host}"));
    }
    if let Some(fault) = case.lost {
        notes.push(format!(
            "\"{}\": {}",
            fault.words,
            event(fault.error.fault, fault.error.may_have_been_sent)
        ));
    }
    let is_unread = case.graph.codes.is_empty() && !case.entra.is_known();
    if let Some(sign) = is_unread.then(|| reader::foreign(&case.response)).flatten() {
        notes.push(format!("a proxy, a gateway or a page: {sign}"));
    }
    let read = [
        "retry-after",
        "www-authenticate",
        "request-id",
        "x-ms-request-id",
        "client-request-id",
    ];
    let headers = read.iter().filter(|name| case.response.header(name).is_some());
    notes.extend(headers.map(|name| format!("the header {name}")));
    if given.connection.is_some() && case.context.client_id().is_some() {
        notes.push("the connection".to_owned());
    }
    notes.extend(case.findings.understood.iter().map(|note| format!("findings: {note}")));
    notes
}

/// Returns the parts that were not understood.
pub fn not_understood(given: &ServiceResponse, case: &Case) -> Vec<String> {
    let mut notes = Vec::new();
    if case.evidence.others > 0 {
        notes.push(format!(
            "{} more responses of the log: give each of them by itself",
            case.evidence.others
        ));
    }
    if given.step.as_deref().is_some_and(|name| !name.trim().is_empty()) && case.step.is_none() {
        notes.push("the step: no request of this connector has this name".to_owned());
    }
    if given.connection.is_some() && case.context.client_id().is_none() {
        notes.push("the connection: it is not well formed".to_owned());
    }
    notes.extend(lines(&case.evidence.body, case));
    notes.extend(
        case.findings
            .not_understood
            .iter()
            .map(|note| format!("findings: {note}")),
    );
    notes
}

/// Returns the lines of a text in which nothing was recognised.
fn lines(text: &str, case: &Case) -> Vec<String> {
    let codes = case.entra.is_known() || !case.graph.codes.is_empty();
    let is_json = text.trim_start().starts_with(['{', '[', '"']);
    if text.trim().is_empty() || is_json && codes {
        return Vec::new();
    }
    if is_json && case.response.status == 0 && case.lost.is_none() {
        return vec!["the JSON: it holds no error of Entra or Graph".to_owned()];
    }
    if is_json {
        return Vec::new();
    }
    let known =
        |line: &str| reader::recognises(line) || case.graph.codes.iter().any(|code| line.contains(code.as_str()));
    let mut unknown: Vec<(usize, usize)> = Vec::new();
    let mut count = 0_usize;
    for (index, line) in text.lines().enumerate().take(MOST_LINES) {
        count = index.saturating_add(1);
        if line.trim().is_empty() || known(line) {
            continue;
        }
        match unknown.last_mut() {
            Some((_, last)) if *last == index => *last = count,
            _ => unknown.push((count, count)),
        }
    }
    match unknown.as_slice() {
        [(1, last)] if *last == count => vec!["the text: it holds no code and no sentence that is known".to_owned()],
        places => places.iter().map(place).collect(),
    }
}

fn place((first, last): &(usize, usize)) -> String {
    match first == last {
        true => format!("line {first} of the text"),
        false => format!("lines {first} to {last} of the text"),
    }
}

/// Lines beyond these are not looked at one by one.
const MOST_LINES: usize = 200;

/// Returns what a client's words mean.
fn event(fault: TransportFault, may_have_been_sent: bool) -> &'static str {
    match (fault, may_have_been_sent) {
        (TransportFault::Dns, _) => "the host's name did not resolve, so nothing was sent",
        (TransportFault::Tls, _) => "the TLS handshake failed, so nothing was sent",
        (_, false) => "the connection was not made, so nothing was sent",
        (TransportFault::Timeout, true) => "the client stopped waiting, and the request may have been sent",
        (_, true) => "the connection broke, and the request may have been sent",
    }
}
