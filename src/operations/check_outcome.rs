//! `check-outcome`: what the mailbox holds of an earlier send. Changes nothing.

use crate::{
    auth,
    call::{Call, Host},
    contract::{Connection, SendOutcome},
    failure::Result,
    graph::{
        client::Graph,
        drafts::{Item, Reference},
    },
    guidance,
    limits::TIME_BUDGET_MS,
    validate,
    violation::{All, field},
};

/// Looks for an earlier send by the reference of its receipt or error. A look that fails is part of the answer.
pub fn check_outcome(host: &dyn Host, connection: &Connection, reference: &str) -> SendOutcome {
    let mut call = Call::begin(host, TIME_BUDGET_MS).with_retries();
    let mut outcome = match run(&mut call, connection, reference) {
        Ok(found) => tell(&found),
        Err(failure) => {
            let summary =
                "The mailbox could not be looked into, so that nothing is known. Do not send again on this answer.";
            SendOutcome {
                detail: Some(failure.into_detail()),
                ..outcome("unknown", summary, None)
            }
        }
    };
    outcome.requests = call.take_requests();
    outcome
}

fn run(call: &mut Call<'_>, connection: &Connection, reference: &str) -> Result<Vec<Item>> {
    let (connection, reference) = (
        validate::connection::check(connection),
        field("reference", validate::options::check_key(reference)),
    )
        .all()?;
    let token = auth::sign_in(call, &connection)?;
    let mut graph = Graph::new(call, &connection, token);
    graph
        .find(&Reference::read(&reference))
        .map_err(|failure| match failure.http_status() {
            Some(403) => guidance::graph::look_denied(failure, &graph.values()),
            _ => failure,
        })
}

fn tell(found: &[Item]) -> SendOutcome {
    if let Some(sent) = found.iter().find(|item| !item.is_draft) {
        return outcome("sent", "It was sent. Do not send it again.", Some(sent));
    }
    match found.first() {
        Some(draft) => outcome(
            "draft",
            "It is written as a draft and not sent, or not yet: Exchange may take some minutes. With an idempotency key, send \
             again with the same key; without, look again before you do.",
            Some(draft),
        ),
        None => outcome(
            "not-found",
            "The mailbox holds nothing of it. Wait some minutes after a send of unknown outcome; if there is still nothing, and \
             nobody deleted it, it was not sent.",
            None,
        ),
    }
}

fn outcome(state: &str, summary: &str, item: Option<&Item>) -> SendOutcome {
    SendOutcome {
        state: state.to_owned(),
        summary: summary.to_owned(),
        message_id: item.map(|item| item.id.clone()),
        internet_message_id: item.and_then(|item| item.internet_message_id.clone()),
        sent_at: item.filter(|item| !item.is_draft).and_then(|item| item.sent_at.clone()),
        ..SendOutcome::default()
    }
}
