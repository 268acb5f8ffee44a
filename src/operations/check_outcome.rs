//! `check-outcome`: looks in the mailbox for an earlier send. Changes nothing.
//!
//! | found | state |
//! |---|---|
//! | a message that this mailbox sent | `sent` |
//! | the same, with a mark of another version; or a message of unknown owner; or too many messages | `unknown` |
//! | a draft | `draft` |
//! | nothing, or only messages that another mailbox sent | `not-found` |
//!
//! The rules are those of `send-mail` (`graph::ownership`), but for one: a message without a mark counts, because a send without
//! an idempotency key writes none.

use super::{doubt::Doubt, explained, send_mail::fingerprint::Mark};
use crate::{
    auth,
    call::{Call, Host},
    contract::{Connection, SendOutcome},
    failure::{Failure, Result},
    failure_message::failure_messages,
    graph::{
        client::Graph,
        messages::{Message, Reference},
        ownership::{Owner, Ownership},
    },
    guidance::{self, Confidence, Context, catalogue::causes},
    limits::TIME_BUDGET_MS,
    validate,
    violation::{All, field},
};

/// State of an outcome if the mailbox contains nothing of the send.
const NOT_FOUND: &str = "not-found";

/// Looks for an earlier send by the reference in its receipt or error. A search that fails is a result too.
pub fn check_outcome(host: &dyn Host, connection: &Connection, reference: &str) -> SendOutcome {
    let mut call = Call::begin(host, TIME_BUDGET_MS)
        .with_retries()
        .handing_back_long_waits();
    let mut outcome = match run(&mut call, connection, reference) {
        Ok(outcome) => outcome,
        Err(failure) => {
            let summary =
                "The mailbox could not be searched, so nothing is known. Do not send again because of this result.";
            SendOutcome {
                detail: Some(explained(failure).into_detail()),
                ..outcome("unknown", summary, None)
            }
        }
    };
    outcome.requests = call.take_requests();
    outcome
}

fn run(call: &mut Call<'_>, connection: &Connection, reference: &str) -> Result<SendOutcome> {
    let (connection, reference) = (
        validate::connection::check(connection),
        field("reference", validate::options::check_any_reference(reference)),
    )
        .all()?;
    let token = auth::sign_in(call, &connection)?;
    let mut graph = Graph::new(call, &connection, token);
    find_by_any(&mut graph, &reference).map_err(|failure| match failure.http_status() {
        Some(403) => look_denied(failure, &graph.context()),
        _ => failure,
    })
}

/// Explains that the app may not read this mailbox. An app that may only send is refused so, and is set up correctly.
fn look_denied(failure: Failure, context: &Context) -> Failure {
    let evidence = ["Graph refused a request for messages. Sending alone does not need that right."];
    let cause = guidance::cause(&causes::NO_GRANT_FOR_DRAFTS, Confidence::Likely, &evidence, context);
    failure
        .with_first_cause(cause)
        .with_message(&failure_messages::LOOK_DENIED, &[])
}

/// Finds the send by its key, or by the Message-ID that contains a host's reference: the host need not know whether its mail was
/// sent as MIME.
fn find_by_any(graph: &mut Graph<'_, '_>, reference: &str) -> Result<SendOutcome> {
    let parsed = Reference::parse(reference);
    let found = find(graph, &parsed)?;
    if found.state != NOT_FOUND {
        return Ok(found);
    }
    match (parsed, validate::options::check_reference(reference)) {
        // An idempotency key may look like a Message-ID.
        (Reference::MessageId(text), _) => find(graph, &Reference::Key(text)),
        (_, Ok(reference)) => find(graph, &Reference::MessageId(Reference::message_id(&reference))),
        _ => Ok(found),
    }
}

/// Finds what the mailbox shows of the send.
fn find(graph: &mut Graph<'_, '_>, reference: &Reference) -> Result<SendOutcome> {
    let found = graph.find(reference)?;
    let mut ownership = Ownership::default();
    let mut doubt = Doubt::of_list(&found);
    let mut draft = None;
    for message in found.messages {
        let is_readable = message.mark.as_deref().is_none_or(|mark| Mark::parse(mark).is_some());
        match ownership.owner(graph, &message)? {
            Owner::AnotherMailbox => {}
            Owner::Unknown => doubt = Some(Doubt::owner(&message)),
            Owner::ThisMailbox if !is_readable => doubt = Some(Doubt::mark(&message)),
            Owner::ThisMailbox if message.is_draft => draft = draft.or(Some(message)),
            Owner::ThisMailbox => {
                return Ok(outcome(
                    "sent",
                    "The mail was sent. Do not send it again.",
                    Some(&message),
                ));
            }
        }
    }
    Ok(match (doubt, draft) {
        (Some(doubt), _) => in_doubt(doubt, reference),
        (None, Some(draft)) => outcome(
            "draft",
            "It is a draft and was not sent, or not yet: Exchange may take some minutes. With an idempotency key, send again with \
             the same key. Without one, check again before you send.",
            Some(&draft),
        ),
        (None, None) => outcome(
            NOT_FOUND,
            "The mailbox has no such message. Wait some minutes after a send of unknown outcome. If there is still none, and \
             nobody deleted it, the mail was not sent.",
            None,
        ),
    })
}

fn in_doubt(doubt: Doubt, reference: &Reference) -> SendOutcome {
    let summary = "The mailbox has a message with this reference, and it is not certain that it is this mail. Look at it before \
                   you send again.";
    SendOutcome {
        message_id: doubt.message_id().map(str::to_owned),
        detail: Some(explained(doubt.into_failure(reference)).into_detail()),
        ..outcome("unknown", summary, None)
    }
}

fn outcome(state: &str, summary: &str, item: Option<&Message>) -> SendOutcome {
    SendOutcome {
        state: state.to_owned(),
        summary: summary.to_owned(),
        message_id: item.map(|item| item.id.clone()),
        internet_message_id: item.and_then(|item| item.internet_message_id.clone()),
        sent_at: item.filter(|item| !item.is_draft).and_then(|item| item.sent_at.clone()),
        ..SendOutcome::default()
    }
}
