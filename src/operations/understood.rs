//! What was read of a response, in words: the same ones for a live error and for `explain`.

use crate::{contract::RequestRecord, failure::Failure, step::Step};

/// Returns what was read of the response on which a call failed: its status, its code, and the request.
pub fn of_failure(failure: &Failure, requests: &[RequestRecord]) -> Vec<String> {
    let Some(code) = failure.http_status() else {
        return Vec::new();
    };
    let answered = |request: &&RequestRecord| request.http_status == Some(code);
    let step = requests.iter().rev().find(answered);
    [
        Some(status(code)),
        failure.service_code().map(service_code),
        step.and_then(|request| Step::from_name(&request.step)).map(request),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Returns a status in words.
pub fn status(status: u16) -> String {
    format!("HTTP {status}")
}

/// Returns Microsoft's code in words: a number of Entra, OAuth's error, or a code of Graph.
pub fn service_code(code: &str) -> String {
    match code {
        _ if code.starts_with("AADSTS") => code.to_owned(),
        _ if code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => format!("the OAuth error {code}"),
        _ => format!("the code {code}"),
    }
}

/// Returns a request in words.
pub fn request(step: Step) -> String {
    match step {
        Step::Token => "a token request".to_owned(),
        Step::SendMail => "a request to send a mail (send-mail)".to_owned(),
        Step::SendDraft => "a request to send a draft (send-draft)".to_owned(),
        other => format!("the request {}", other.as_str()),
    }
}
