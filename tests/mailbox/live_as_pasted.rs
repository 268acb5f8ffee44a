//! What a live error says, `explain` says too: of the response as a platform logs it, and of the error's own words where none came.
//!
//! Every fault at every request of every way of sending without a key. With a key the connector looks at the mailbox after a failed
//! send, and knows more than the text does.

use std::{collections::BTreeMap, sync::Arc};

use outlook_connector::{
    contract::{ErrorDetail, ServiceResponse},
    http::{Response, TransportError},
};
use serde_json::json;

use crate::support::{
    Fault, MailKind, MailboxHost, Persistence, Plan, Step, StoredFiles, connection, detail, emulator, error_case, send,
    stored_files,
};
use outlook_connector::host::Clock;

/// What is known of an error.
pub struct Live {
    /// The kind, as the contract names it.
    pub verdict: String,
    /// The rest.
    pub detail: ErrorDetail,
    /// The step that failed.
    pub step: &'static str,
    /// What it came to.
    pub result: Result<Response, TransportError>,
}

/// Compares what is said live with what is said of each paste. Returns what differs.
pub fn differences(live: &Live, base: &ServiceResponse, now: u64) -> Vec<String> {
    let first = |detail: &ErrorDetail| detail.causes.first().map_or_else(String::new, |cause| cause.id.clone());
    let mut wrong = Vec::new();
    for (form, paste) in pastes(live, base) {
        let told = outlook_connector::explain(&paste, now);
        let (cause, verdict) = (first(&told.detail), told.verdict.clone());
        // What only the host knows: the form of the secret, and its clock.
        let is_of_host = [
            "clock-skew",
            "secret-id-instead-of-value",
            "secret-with-white-space",
            "secret-pasted-with-more",
        ]
        .contains(&first(&live.detail).as_str());
        let is_told = is_of_host || cause == first(&live.detail);
        if !is_told || verdict != live.verdict {
            wrong.push(format!(
                "{form}: {cause} and {verdict}, live {} and {}: {:?}",
                first(&live.detail),
                live.verdict,
                paste.body
            ));
        }
    }
    wrong
}

/// The forms in which a person has the error at hand.
fn pastes(live: &Live, base: &ServiceResponse) -> Vec<(&'static str, ServiceResponse)> {
    let with = |body: String| ServiceResponse { body, ..base.clone() };
    let with_step = |body: String| ServiceResponse {
        step: Some(live.step.to_owned()),
        ..with(body)
    };
    let Ok(response) = &live.result else {
        // The error's own words are all there is.
        return vec![(
            "the error's words",
            with_step(format!("{}: {}", live.detail.code, live.detail.message)),
        )];
    };
    let body = String::from_utf8_lossy(&response.body).into_owned();
    let headers: String = response
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let named: BTreeMap<&str, &str> = response.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let line = |body: serde_json::Value| {
        json!({ "http_status": response.status, "step": live.step, "headers": named, "body": body }).to_string()
    };
    let as_object = serde_json::from_str(&body).unwrap_or_else(|_| json!(body));
    vec![
        (
            "a whole response",
            with_step(format!("HTTP/1.1 {}\r\n{headers}\r\n{body}", response.status)),
        ),
        ("a line of a log", with(line(as_object))),
        ("a line of a log, body as text", with(line(json!(body)))),
    ]
}

#[test]
fn what_a_live_error_says_is_said_of_its_paste() {
    let files = Arc::new(stored_files());
    let mut wrong = Vec::new();
    let mut compared = 0;
    for kind in MailKind::ALL {
        let emulator = emulator();
        let host = MailboxHost::new(&emulator, &files, 1);
        send(&host, kind, None).expect("without faults it is sent");
        let steps = host.steps();
        drop(host);
        for (at, step) in steps.iter().copied().enumerate() {
            for fault in Fault::ALL {
                let Some(live) = play(&files, kind, at, step, fault) else {
                    continue;
                };
                compared += 1;
                let base = ServiceResponse {
                    connection: Some(connection()),
                    roles: Some(Vec::new()),
                    ..ServiceResponse::default()
                };
                let found = differences(&live.0, &base, live.1);
                wrong.extend(
                    found
                        .into_iter()
                        .map(|what| format!("{kind:?} {step:?} {fault:?}: {what}")),
                );
            }
        }
    }
    assert!(compared > 300, "{compared} live errors");
    assert!(
        wrong.is_empty(),
        "{} of {compared} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Plays a fault for good. Returns nothing if the mail was sent all the same, or if another request decided.
fn play(files: &StoredFiles, kind: MailKind, at: usize, step: Step, fault: Fault) -> Option<(Live, u64)> {
    let emulator = emulator();
    let plan = Plan {
        at,
        fault,
        persistence: Persistence::ForGood,
    };
    let host = MailboxHost::new(&emulator, files, 1).with_plan(plan);
    let error = send(&host, kind, None).err()?;
    let now = host.unix_seconds();
    let verdict = error_case(&error).to_owned();
    let detail = detail(error);
    let (failed, result) = host.last_failure()?;
    // The draft is looked at and removed after a failure, which may fail as well.
    if failed != step
        || detail
            .causes
            .first()
            .is_some_and(|cause| cause.id == "taken-over-by-another-run")
    {
        return None;
    }
    // A success whose body cannot be read is no error to anybody else. Of a send only one success is one.
    let is_success = result.as_ref().is_ok_and(|response| response.status < 300);
    if is_success && !step.sends() && step != Step::Token {
        return None;
    }
    let live = Live {
        verdict,
        detail,
        step: step.name(),
        result,
    };
    Some((live, now))
}
