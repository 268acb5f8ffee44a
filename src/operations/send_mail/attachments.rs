//! Brings attachments into order: checks base64, asks the host for the size of stored bytes, and refuses what no way of
//! sending can carry, before the first byte goes out. Stored bytes stay where they are.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    call::Host,
    contract::{Attachment, Content},
    failure::{Failure, FailureKind, Result},
    graph::attached::{Attached, Source},
    host::AttachmentError,
    http::body,
    limits::ATTACHMENTS_BYTES,
    validate::store_name,
    violation::{Violation, Violations},
};

/// Checks all attachments.
///
/// # Errors
/// `permanent-invalid-input` for one that is malformed or missing, or all that are too large, `permanent-unauthorized` or
/// `transient` when the host's store refuses or fails.
pub fn check(host: &dyn Host, attachments: Vec<Attachment>) -> Result<Vec<Attached>> {
    let mut violations = Violations::default();
    let mut checked = Vec::new();
    let mut total: u64 = 0;
    for (i, attachment) in attachments.into_iter().enumerate() {
        let field = format!("message.attachments[{i}].content");
        let source = source(host, &field, attachment.content)?;
        let Some(source) = violations.check(&field, source) else {
            continue;
        };
        total = total.saturating_add(source.length());
        checked.push(Attached {
            name: attachment.name,
            content_type: attachment.content_type,
            content_id: attachment.content_id,
            source,
        });
    }
    if total > ATTACHMENTS_BYTES {
        violations.add(
            "message.attachments",
            Violation::new(
                "attachments-too-large",
                format!("They have {total} bytes together; no mailbox can be raised to more than {ATTACHMENTS_BYTES}."),
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
/// `permanent-unauthorized` or `transient` when the host's store refuses or fails.
pub fn source(host: &dyn Host, field: &str, content: Content) -> Result<Result<Source, Violation>> {
    Ok(match content {
        Content::Bytes(bytes) => Ok(Source::Bytes(bytes)),
        Content::Base64(text) => base64_length(&text).map(|length| Source::Base64 { text, length }),
        Content::Stored(name) => stored(host, field, &name)?,
    })
}

/// Checks base64 piece by piece and counts its bytes. It is kept as it is: Graph wants base64 anyway.
fn base64_length(text: &str) -> Result<u64, Violation> {
    const PIECE: usize = 4096;
    let mut buffer = [0_u8; PIECE];
    let mut decoded: u64 = 0;
    let mut ended = false;
    for piece in text.as_bytes().chunks(PIECE) {
        // Padding may stand at the very end only.
        let bytes = STANDARD
            .decode_slice(piece, &mut buffer)
            .ok()
            .filter(|_| !ended)
            .ok_or_else(not_base64)?;
        ended = piece.ends_with(b"=");
        decoded = decoded.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
    }
    Ok(decoded)
}

fn not_base64() -> Violation {
    Violation::new(
        "base64",
        "It is not standard base64.",
        "Encode the bytes with the standard alphabet (+ and /), with = padding and without line breaks.",
    )
}

/// Asks for the size of bytes that the host holds. The outer result is the store's failure, the inner one a problem of the
/// field.
fn stored(host: &dyn Host, field: &str, name: &str) -> Result<Result<Source, Violation>> {
    let name = match store_name::check(name, "Type the name under which the host holds the file.") {
        Ok(name) => name,
        Err(violation) => return Ok(Err(violation)),
    };
    match host.size(&name) {
        Ok(length) => Ok(Ok(Source::Stored { name, length })),
        Err(AttachmentError::NotFound) => Ok(Err(Violation::new(
            "attachment-missing",
            "The host's attachment store holds nothing of this name.",
            "Store the file first, or name it as it is stored.",
        ))),
        Err(error) => Err(unreadable(field, error)),
    }
}

/// Failure of a store that does not hand out what it holds.
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
            format!("The host holds {field} no more."),
        ),
    }
}

/// Reads content into memory; for what is small enough.
///
/// # Errors
/// As [`unreadable`].
pub fn load(host: &dyn Host, field: &str, source: &Source) -> Result<Vec<u8>> {
    let part = source.range(0, source.length()).map(|part| vec![part]);
    body::Body::from(part.unwrap_or_default())
        .collect(host)
        .map_err(|error| unreadable(field, error))
}
