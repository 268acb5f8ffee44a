//! What Exchange refuses although the types fit.

use std::collections::HashSet;

use super::error::GraphError;
use crate::mail::message::{Message, OneHeader};
use crate::world::mailbox::Mailbox;

/// "Maximum number of headers in one message should be less than or equal to 5" (recorded); an empty list is refused as well.
const MOST_HEADERS: usize = 5;

/// What a message must be like to be stored.
pub(super) fn check_draft(message: &Message) -> Result<(), GraphError> {
    if let Some(headers) = &message.internet_message_headers {
        check_headers(headers)?;
    }
    if message.subject.as_deref().is_some_and(has_line_break) {
        return Err(GraphError::bad_request(
            "ErrorPropertyValidationFailure",
            "The subject may not hold line breaks.",
        ));
    }
    if message
        .flag
        .as_ref()
        .is_some_and(|flag| flag.due_date_time.is_some() && flag.start_date_time.is_none())
    {
        return Err(GraphError::bad_request(
            "ErrorInvalidArgument",
            "dueDateTime of a flag needs startDateTime as well.",
        ));
    }
    Ok(())
}

/// What a message must be like, beyond that, to be sent.
pub(super) fn check_submission(mailbox: &Mailbox, message: &Message) -> Result<(), GraphError> {
    check_recipients(mailbox, message.recipients())?;
    message
        .reply_to
        .iter()
        .flatten()
        .try_for_each(|recipient| check_address(recipient.address()))?;
    check_sender(mailbox, message.author_address())
}

fn check_recipients<'a>(mailbox: &Mailbox, recipients: impl Iterator<Item = &'a str>) -> Result<(), GraphError> {
    // Exchange counts a person in To and Cc once: it delivers to each address once.
    let mut seen = HashSet::new();
    for address in recipients {
        check_address(address)?;
        seen.insert(address.trim().to_ascii_lowercase());
    }
    let count = seen.len();
    if count == 0 {
        return Err(GraphError::bad_request(
            "ErrorInvalidRecipients",
            "At least one recipient is not valid., The message contains no recipients.",
        ));
    }
    if count > mailbox.recipient_limit {
        return Err(GraphError::bad_request(
            "ErrorExceededMaxRecipientLimit",
            format!(
                "The message has {count} recipients; the mailbox allows {}.",
                mailbox.recipient_limit
            ),
        ));
    }
    Ok(())
}

/// `from` other than the mailbox needs the right to send as it.
fn check_sender(mailbox: &Mailbox, from: Option<&str>) -> Result<(), GraphError> {
    match from {
        Some(from) if !mailbox.may_send_as(from.trim()) => Err(GraphError::send_as_denied()),
        _ => Ok(()),
    }
}

/// Exchange resolves exactly one SMTP address; several joined by `;` are none. An address has at most 315 characters before the `@`
/// and 255 after it (nitingupta.in, "Exchange 2010 – Maximum length of SMTP Address"). Dots may stand anywhere before the `@`
/// (benbenmax.info/office365-exchange-rfc).
fn check_address(address: &str) -> Result<(), GraphError> {
    if is_smtp_address(address.trim()) {
        return Ok(());
    }
    Err(GraphError::bad_request(
        "ErrorInvalidRecipients",
        format!(
            "At least one recipient is not valid., Recipient '{address}' is not resolved. All recipients must be resolved \
             before a message can be submitted."
        ),
    ))
}

fn is_smtp_address(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return false;
    };
    let forbidden = |byte: u8| {
        byte <= b' ' || byte == 0x7f || matches!(byte, b';' | b',' | b'<' | b'>' | b'(' | b')' | b'"' | b'@')
    };
    !local.is_empty()
        && local.chars().count() <= 315
        && !local.bytes().any(forbidden)
        && !domain.is_empty()
        && domain.chars().count() <= 255
        && domain.split('.').all(|label| !label.is_empty())
        && !domain.bytes().any(forbidden)
}

fn check_headers(headers: &[OneHeader]) -> Result<(), GraphError> {
    const COLLECTION: &str = "InvalidInternetMessageHeaderCollection";
    const HEADER: &str = "InvalidInternetMessageHeader";
    if headers.len() > MOST_HEADERS {
        let message = "Maximum number of headers in one message should be less than or equal to 5.";
        return Err(GraphError::bad_request(COLLECTION, message));
    }
    if headers.is_empty() {
        return Err(GraphError::bad_request(
            COLLECTION,
            "The collection of internet message headers may not be empty.",
        ));
    }
    for OneHeader { name, value } in headers {
        if !name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-")) {
            let message = format!("The internet message header name '{name}' should start with 'x-' or 'X-'.");
            return Err(GraphError::bad_request(HEADER, message));
        }
        // RFC 5322, section 3.6.8: printable US-ASCII except the colon.
        if !name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':') || has_line_break(value) {
            let message = format!("The internet message header '{name}' is not valid.");
            return Err(GraphError::bad_request(HEADER, message));
        }
    }
    Ok(())
}

fn has_line_break(text: &str) -> bool {
    text.contains(['\r', '\n'])
}
