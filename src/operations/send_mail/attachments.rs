//! Checks attachments before anything is sent: validates base64, asks the host for the size of stored bytes, and refuses what no
//! way of sending can carry. Stored bytes stay in the store.

use std::borrow::Cow;

use base64_simd::STANDARD;

use crate::{
    call::Host,
    contract::{self, Attachment},
    failure::{Failure, FailureKind, Result},
    graph::attachment::{CheckedAttachment, Content},
    host::AttachmentError,
    http::body,
    limits::ATTACHMENTS_BYTES,
    validate::store_name,
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
        violations.add(
            "message.attachments",
            Violation::new(
                "attachments-too-large",
                format!("They have {total} bytes together. No mailbox can be set to more than {ATTACHMENTS_BYTES}."),
                "Send them in several messages, or put links into the body.",
            ),
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
        contract::Content::Base64(text) => base64_length(&text).map(|length| Content::Base64 {
            text: text.into(),
            length,
        }),
        contract::Content::Stored(name) => stored(host, field, &name)?,
    })
}

/// Validates base64 and returns the number of bytes that it stands for. The text is kept, because Graph takes base64.
fn base64_length(text: &str) -> Result<u64, Violation> {
    let length = STANDARD
        .check(text.as_bytes())
        .and_then(|()| STANDARD.decoded_length(text.as_bytes()))
        .map_err(|_| not_base64())?;
    Ok(u64::try_from(length).unwrap_or(u64::MAX))
}

fn not_base64() -> Violation {
    Violation::new(
        "base64",
        "It is not standard base64.",
        "Encode the bytes with the standard alphabet (+ and /), with = padding and without line breaks.",
    )
}

/// Asks the store for the size. The outer result is the store's failure, the inner one is the field's violation.
fn stored(host: &dyn Host, field: &str, name: &str) -> Result<Result<Content, Violation>> {
    let name = match store_name::check(name, "Type the name under which the host holds the file.") {
        Ok(name) => name,
        Err(violation) => return Ok(Err(violation)),
    };
    match host.size(&name) {
        Ok(length) => Ok(Ok(Content::Stored { name, length })),
        Err(AttachmentError::NotFound) => Ok(Err(Violation::new(
            "attachment-missing",
            "The host's attachment store has no file of this name.",
            "Store the file first, or type the name under which it is stored.",
        ))),
        Err(error) => Err(unreadable(field, error)),
    }
}

/// Returns the failure of a store that does not return a file.
pub fn unreadable(field: &str, error: AttachmentError) -> Failure {
    match error {
        AttachmentError::Denied(why) => Failure::new(
            FailureKind::Unauthorized,
            "attachment-store-denied",
            format!("The host does not let this connector read {field}: {why}"),
        ),
        AttachmentError::Unavailable(why) => Failure::new(
            FailureKind::Transient,
            "attachment-store-unavailable",
            format!("The host cannot read {field} now: {why}"),
        ),
        AttachmentError::NotFound => Failure::new(
            FailureKind::Transient,
            "attachment-store-unavailable",
            format!("The host no longer has {field}."),
        ),
    }
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

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose};

    use super::*;

    fn assert_same(text: &str) {
        let expected = general_purpose::STANDARD
            .decode(text)
            .ok()
            .map(|bytes| bytes.len() as u64);
        assert_eq!(base64_length(text).ok(), expected, "{text:?}");
        assert_eq!(
            STANDARD.decode_to_vec(text).ok(),
            general_purpose::STANDARD.decode(text).ok()
        );
    }

    /// Two implementations accept the same texts: every ending of four characters, and every wrong byte at every place.
    #[test]
    fn the_same_texts_are_base64_as_for_another_implementation() {
        let some = *b"AQgwBCDf/9+=-_\n ";
        for start in ["", "AAAA", &"QUJD".repeat(20)] {
            for (a, b) in some.iter().flat_map(|a| some.map(|b| (*a, b))) {
                for (c, d) in some.iter().flat_map(|c| some.map(|d| (*c, d))) {
                    let end = [a, b, c, d];
                    for length in 0..=4 {
                        assert_same(&format!("{start}{}", String::from_utf8_lossy(&end[..length])));
                    }
                }
            }
        }
        let whole = general_purpose::STANDARD.encode((0..=255).collect::<Vec<u8>>());
        for i in 0..whole.len() {
            for wrong in 0..128_u8 {
                let mut text = whole.clone().into_bytes();
                text[i] = wrong;
                assert_same(&String::from_utf8(text).unwrap());
            }
        }
    }
}
