//! `POST /users/{id}/sendMail`, as JSON and as MIME.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, header};
use serde_json::Value;

use super::error::GraphError;
use super::rules;
use super::schema;
use crate::mail::compose;
use crate::mail::message::SendMail;
use crate::mail::mime::{self, Mime};
use crate::mail::submit::{self, Submission};
use crate::state::State;
use crate::world::Tenant;
use crate::world::mailbox::Mailbox;

/// MIME above about 2,240 KB was answered 200 and not sent (microsoft-graph-docs-contrib, report 3079).
const LARGEST_MIME: usize = 2240 * 1024;

/// What became of a send.
pub(super) enum Sent {
    /// 202.
    Accepted,
    /// The quirk: 200, and no mail.
    SwallowedMime,
}

/// Checks the body, builds the mail and delivers it.
pub(super) fn send(
    state: &State,
    tenant: &Tenant,
    mailbox: &Mailbox,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Sent, GraphError> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let submission = match essence.as_str() {
        "" => return Err(GraphError::missing_content_type()),
        "application/json" => from_json(state, mailbox, body)?,
        "text/plain" => match from_mime(mailbox, body)? {
            Some(submission) => submission,
            None => return Ok(Sent::SwallowedMime),
        },
        _ => return Err(GraphError::unsupported_content_type(content_type)),
    };
    if submission.eml.len() > mailbox.max_send_size {
        return Err(GraphError::message_too_large());
    }
    submit::deliver(state, tenant, mailbox, submission).map_err(|error| GraphError::spool_failed(&error))?;
    Ok(Sent::Accepted)
}

fn from_json(state: &State, mailbox: &Mailbox, body: &[u8]) -> Result<Submission, GraphError> {
    let Ok(Value::Object(body)) = serde_json::from_slice(body) else {
        return Err(GraphError::bad_request(
            "BadRequest",
            "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
        ));
    };
    let parameters = schema::check_parameters(schema::graph(), "sendMail", body)?;
    // What passed the schema but is no mail, such as an event in an item attachment's place.
    let SendMail {
        message,
        save_to_sent_items,
    } = serde_json::from_value(Value::Object(parameters))
        .map_err(|_| GraphError::bad_request("UnableToDeserializePostBody", "were unable to deserialize "))?;
    rules::check(mailbox, &message)?;
    let composed = compose::compose(&message, mailbox, state.clock.now());
    Ok(Submission {
        recipients: message.recipients().map(|address| address.trim().to_owned()).collect(),
        sender: message.author_address().unwrap_or(&mailbox.primary_address).to_owned(),
        subject: message.subject.unwrap_or_default(),
        internet_message_id: composed.message_id,
        saved_to_sent_items: save_to_sent_items.unwrap_or(true),
        delivery_receipt: message.is_delivery_receipt_requested.unwrap_or(false),
        eml: composed.eml.into(),
    })
}

fn from_mime(mailbox: &Mailbox, body: &[u8]) -> Result<Option<Submission>, GraphError> {
    let compact: Vec<u8> = body
        .iter()
        .copied()
        .filter(|byte| !matches!(byte, b'\r' | b'\n'))
        .collect();
    let raw = STANDARD.decode(compact).map_err(|_| {
        GraphError::bad_request(
            "ErrorMimeContentInvalidBase64String",
            "Invalid base64 string for MIME content.",
        )
    })?;
    if raw.len() > LARGEST_MIME {
        return Ok(None);
    }
    let Some(Mime {
        recipients,
        from,
        subject,
        internet_message_id,
        eml,
    }) = mime::read(&raw, mailbox)
    else {
        return Err(GraphError::bad_request(
            "ErrorMimeContentInvalid",
            "The MIME content of the message is invalid.",
        ));
    };
    rules::check_recipients(mailbox, recipients.iter().map(String::as_str))?;
    rules::check_sender(mailbox, from.as_deref())?;
    Ok(Some(Submission {
        recipients,
        sender: from.unwrap_or_else(|| mailbox.primary_address.clone()),
        subject,
        internet_message_id,
        // This form has no switch for it.
        saved_to_sent_items: true,
        delivery_receipt: false,
        eml: eml.into(),
    }))
}
