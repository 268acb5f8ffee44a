//! Sending with one `sendMail` request. After an unclear response the mailbox is searched for the mail, if a copy is kept there
//! and the app may read it.
//!
//! A reference that was made for this send finds this mail alone. A Message-ID that the caller chose does not: the same MIME may
//! have been sent before. Then a copy counts only if it was sent after this request began, by the service's clock: its `Date` at
//! the search, less the time since the beginning. Times are whole seconds, and a copy of another call may have been sent in the
//! second in which this request began. So a copy of that second, and of [`CLOCK_SKEW_MS`] after it, proves nothing.

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
    limits::{CLOCK_SKEW_MS, OUTCOME_POLL_DELAYS_MS},
    step::Step,
    time,
};

/// Sends the mail.
///
/// # Errors
/// The failure of the request. `permanent-outcome-unknown` if the mail may have been sent and the mailbox does not show it.
pub fn send(graph: &mut Graph<'_, '_>, mail: &mut PreparedMail) -> Result<Accepted> {
    request(graph, mail).map_err(|failure| mail.keep_private(failure))
}

fn request(graph: &mut Graph<'_, '_>, mail: &mut PreparedMail) -> Result<Accepted> {
    let (media_type, body) = mail.take_body()?;
    let request = GraphRequest::new(Step::SendMail, "sendMail").with_body(media_type, body);
    let began_ms = graph.call().host().monotonic_ms();
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
        let since_ms = graph.call().host().monotonic_ms().saturating_sub(began_ms);
        let only_after = mail.has_callers_message_id().then_some(since_ms);
        match find_sent(graph, mail.reference(), only_after) {
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
/// known Message-ID. `only_after` limits the search to messages that were sent later than this many milliseconds before it.
fn find_sent(graph: &mut Graph<'_, '_>, reference: &Reference, only_after: Option<u64>) -> Result<Option<Message>> {
    let mut ownership = Ownership::default();
    let messages = graph.find(reference)?.messages;
    let now = graph.call().last_date();
    for message in messages {
        let is_old = only_after.is_some_and(|ms| !is_sent_after(&message, now, ms));
        if !is_old && !message.is_draft && ownership.owner(graph, &message)? == Owner::ThisMailbox {
            return Ok(Some(message));
        }
    }
    Ok(None)
}

/// Returns whether a message was sent less than `ms` milliseconds before `now`, the date of a response in seconds since 1970.
fn is_sent_after(message: &Message, now: Option<i64>, ms: u64) -> bool {
    const SECOND: i64 = 1_000;
    let sent = message.sent_at.as_deref().and_then(time::parse_moment);
    let (Some(sent), Some(now)) = (sent, now) else {
        return false;
    };
    // The response may have been made at the end of the second that its date names.
    let latest_beginning = now
        .saturating_add(1)
        .saturating_mul(SECOND)
        .saturating_sub_unsigned(ms)
        .saturating_add_unsigned(CLOCK_SKEW_MS);
    sent.unix_timestamp().saturating_mul(SECOND) >= latest_beginning
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_of_the_second_in_which_the_request_began_proves_nothing() {
        let sent = |text: Option<&str>| Message {
            sent_at: text.map(str::to_owned),
            ..Message::default()
        };
        // The request began between 12:00:10 and 12:00:11.
        let now = time::parse_moment("2026-11-23T12:00:40Z").map(|now| now.unix_timestamp());
        for (sent_at, is_after) in [
            (None, false),
            (Some("2026-11-23T12:00:09Z"), false),
            (Some("2026-11-23T12:00:10Z"), false),
            (Some("2026-11-23T12:00:11Z"), false),
            (Some("2026-11-23T12:00:12Z"), false),
            (Some("2026-11-23T12:00:13Z"), true),
            (Some("2026-11-23T12:00:40Z"), true),
        ] {
            assert_eq!(is_sent_after(&sent(sent_at), now, 30_000), is_after, "{sent_at:?}");
            assert!(!is_sent_after(&sent(sent_at), None, 30_000));
        }
    }
}
