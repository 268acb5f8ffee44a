//! Sending with one `sendMail` request. After an unclear response the mailbox is searched for the mail, if a copy is kept there
//! and the app may read it.

use super::{
    outcome::{self, Accepted},
    prepared::PreparedMail,
};
use crate::{
    failure::Result,
    graph::{
        client::Graph,
        messages::{Message, Reference},
        ownership::{Owner, Ownership},
        request::GraphRequest,
    },
    limits::OUTCOME_POLL_DELAYS_MS,
    step::Step,
};

/// Sends the mail.
///
/// # Errors
/// The failure of the request. `permanent-outcome-unknown` if the mail may have been sent and the mailbox does not show it.
pub fn send(mut graph: Graph<'_, '_>, mut mail: PreparedMail) -> Result<Accepted> {
    let (media_type, body) = mail.take_body()?;
    let request = GraphRequest::new(Step::SendMail, "sendMail").with_body(media_type, body);
    let failure = match graph.send(request) {
        // A 202 may have Retry-After. It asks the client to slow down, not to repeat.
        Ok(_) => {
            return Ok(Accepted {
                message_id: None,
                internet_message_id: mail.message_id(),
                sent_at: None,
                already_sent: false,
            });
        }
        Err(failure) => failure,
    };
    if !failure.may_have_taken_effect() {
        return Err(failure);
    }
    for delay in OUTCOME_POLL_DELAYS_MS {
        if !mail.keeps_copy() || !graph.call().pause(delay) {
            break;
        }
        match find_sent(&mut graph, mail.reference()) {
            Ok(Some(message)) => return Ok(Accepted::seen(&message)),
            Ok(None) => {}
            // The app may not read the mailbox, or cannot now. Either way this failure says no more about the send.
            Err(_) => break,
        }
    }
    Err(outcome::unknown(
        failure,
        &graph.context(),
        mail.reference(),
        false,
        None,
    ))
}

/// Finds a message of the reference that this mailbox sent. A received message proves nothing: anybody can send a mail with a
/// known Message-ID.
fn find_sent(graph: &mut Graph<'_, '_>, reference: &Reference) -> Result<Option<Message>> {
    let mut ownership = Ownership::default();
    for message in graph.find(reference)?.messages {
        if !message.is_draft && ownership.owner(graph, &message)? == Owner::ThisMailbox {
            return Ok(Some(message));
        }
    }
    Ok(None)
}
