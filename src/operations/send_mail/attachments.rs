//! Checks attachments before anything is sent: validates base64, asks the host for the size of stored bytes, and refuses what no
//! way of sending can carry. Stored bytes stay in the store.

use std::borrow::Cow;

use crate::{
    call::Host,
    contract::{self, Attachment},
    failure::{Failure, FailureKind, Result},
    failure_message::failure_messages,
    field_problem::{field_fixes, field_problems},
    graph::attachment::{CheckedAttachment, Content},
    host::AttachmentError,
    http::body,
    limits::ATTACHMENTS_BYTES,
    validate::{base64, store_name},
    violation::{Violation, Violations},
};

/// Checks all attachments.
///
/// # Errors
/// `permanent-invalid-input` if one is malformed or missing, or if all together are too large. `permanent-unauthorized` or
/// `transient` if the host's store refuses or fails.
pub fn check(host: &dyn Host, attachments: Vec<Attachment>) -> Result<Vec<CheckedAttachment>> {
    let mut violations = Violations::default();
    let mut checked = Vec::new();
    let mut total: u64 = 0;
    for (i, attachment) in attachments.into_iter().enumerate() {
        let field = format!("message.attachments[{i}].content");
        let content = content(host, &field, attachment.content)?;
        let Some(content) = violations.check(&field, content) else {
            continue;
        };
        total = total.saturating_add(content.length());
        checked.push(CheckedAttachment {
            name: attachment.name,
            content_type: attachment.content_type,
            content_id: attachment.content_id,
            content,
        });
    }
    if total > ATTACHMENTS_BYTES {
        let values = [("length", total.to_string()), ("max", ATTACHMENTS_BYTES.to_string())];
        violations.add(
            "message.attachments",
            field_problems::ATTACHMENTS_TOO_LARGE.violated(&values),
        );
    }
    violations.into_result()?;
    Ok(checked)
}

/// Checks content and finds its size. The outer result is the store's failure, the inner one is the field's violation.
///
/// # Errors
/// `permanent-unauthorized` or `transient` if the host's store refuses or fails.
pub fn content(host: &dyn Host, field: &str, content: contract::Content) -> Result<Result<Content, Violation>> {
    Ok(match content {
        contract::Content::Bytes(bytes) => Ok(Content::Bytes(bytes.into())),
        contract::Content::Base64(text) => base64::check(text).map(|(text, length)| Content::Base64 { text, length }),
        contract::Content::Stored(name) => stored(host, field, &name)?,
    })
}

/// Asks the store for the size. The outer result is the store's failure, the inner one is the field's violation.
fn stored(host: &dyn Host, field: &str, name: &str) -> Result<Result<Content, Violation>> {
    let name = match store_name::check(name, field_fixes::STORED_FILE) {
        Ok(name) => name,
        Err(violation) => return Ok(Err(violation)),
    };
    match host.size(&name) {
        Ok(length) => Ok(Ok(Content::Stored { name, length })),
        Err(AttachmentError::NotFound) => Ok(Err(field_problems::ATTACHMENT_MISSING.violated(&[]))),
        Err(error) => Err(unreadable(field, error)),
    }
}

/// Returns the failure of a store that does not return a file.
pub fn unreadable(field: &str, error: AttachmentError) -> Failure {
    let (kind, message, reason) = match error {
        AttachmentError::Denied(why) => (
            FailureKind::Unauthorized,
            &failure_messages::ATTACHMENT_STORE_DENIED,
            why,
        ),
        AttachmentError::Unavailable(why) => (
            FailureKind::Transient,
            &failure_messages::ATTACHMENT_STORE_UNAVAILABLE,
            why,
        ),
        AttachmentError::NotFound => (
            FailureKind::Transient,
            &failure_messages::ATTACHMENT_GONE,
            String::new(),
        ),
    };
    Failure::new(kind, message, &[("field", field), ("reason", &reason)])
}

/// Reads content that is small enough into memory. Bytes in memory are borrowed.
///
/// # Errors
/// As [`unreadable`].
pub fn load<'c>(host: &dyn Host, field: &str, content: &'c Content) -> Result<Cow<'c, [u8]>> {
    if let Content::Bytes(bytes) = content {
        return Ok(Cow::Borrowed(bytes));
    }
    let part = content.range(0, content.length()).map(|part| vec![part]);
    body::Body::from(part.unwrap_or_default())
        .collect(host)
        .map(Cow::Owned)
        .map_err(|error| unreadable(field, error))
}

/// Reads content into memory, and moves bytes that are there already.
///
/// # Errors
/// As [`unreadable`].
pub fn into_bytes(host: &dyn Host, field: &str, content: Content) -> Result<Vec<u8>> {
    match content {
        Content::Bytes(bytes) => Ok(bytes.into()),
        content => load(host, field, &content).map(Cow::into_owned),
    }
}
