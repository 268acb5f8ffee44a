//! Brings the content of attachments to hand: checks base64, reads stored bytes, and refuses what one request cannot carry
//! before it is read.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    contract::{Attachment, Content},
    failure::{Failure, Kind, Outcome},
    graph::message::{LoadedAttachment, LoadedContent},
    host::{AttachmentError, Host},
    limits::{ATTACHMENT_BYTES, READ_BYTES, REQUEST_BYTES},
    rules::{Broken, Problems, connection::check_store_name},
};

/// Loads all attachments.
///
/// # Errors
/// `permanent-invalid-input` for one that is malformed, missing or too large, `permanent-unauthorized` or `transient` when
/// the host's store refuses or fails.
pub fn load(host: &dyn Host, attachments: Vec<Attachment>) -> Outcome<Vec<LoadedAttachment>> {
    let mut problems = Problems::default();
    let mut loaded = Vec::new();
    let mut total: u64 = 0;
    for (
        i,
        Attachment {
            name,
            content_type,
            content,
            content_id,
        },
    ) in attachments.into_iter().enumerate()
    {
        let field = format!("message.attachments[{i}].content");
        let content = match content {
            Content::Bytes(bytes) => sized(length(&bytes)).map(|()| LoadedContent::Bytes(bytes)),
            Content::Base64(text) => base64(text),
            Content::Stored(name) => stored(host, &field, &name)?,
        };
        if let Some(content) = problems.take(field, content) {
            total = total.saturating_add(content.encoded_len());
            if total > REQUEST_BYTES {
                problems.add("message.attachments", too_large_together());
                break;
            }
            loaded.push(LoadedAttachment {
                name,
                content_type,
                content_id,
                content,
            });
        }
    }
    problems.finish(Some(loaded))
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn sized(length: u64) -> Result<(), Broken> {
    if length < ATTACHMENT_BYTES {
        return Ok(());
    }
    Err(Broken::new(
        "attachment-too-large",
        format!(
            "It has {length} bytes. From {ATTACHMENT_BYTES} bytes on Graph demands an upload session, which this version does not do."
        ),
        "Attach a smaller file, or put a link to it into the body.",
    ))
}

fn too_large_together() -> Broken {
    Broken::new(
        "attachments-too-large",
        format!(
            "Together they are larger than one request, which holds {REQUEST_BYTES} bytes in base64: about 2.9 MB of files."
        ),
        "Send them in several messages, or put links into the body.",
    )
}

/// Checks base64 piece by piece and keeps it as it is: Graph wants base64 anyway.
fn base64(text: String) -> Result<LoadedContent, Broken> {
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
    sized(decoded)?;
    Ok(LoadedContent::Base64(text))
}

fn not_base64() -> Broken {
    Broken::new(
        "base64",
        "It is not standard base64.",
        "Encode the bytes with the standard alphabet (+ and /), with = padding and without line breaks.",
    )
}

/// Reads bytes that the host holds. The outer result is the store's failure, the inner one a problem of the field.
fn stored(host: &dyn Host, field: &str, name: &str) -> Outcome<Result<LoadedContent, Broken>> {
    let name = match check_store_name(name, "Type the name under which the host holds the file.") {
        Ok(name) => name,
        Err(broken) => return Ok(Err(broken)),
    };
    let read = || -> Result<Result<Vec<u8>, Broken>, AttachmentError> {
        let size = host.size(&name)?;
        if let Err(broken) = sized(size) {
            return Ok(Err(broken));
        }
        let mut bytes: Vec<u8> = Vec::new();
        while length(&bytes) < size {
            let piece = host.read(&name, length(&bytes), READ_BYTES)?;
            // Fewer bytes than told, or more: the file changed meanwhile.
            if piece.is_empty() || length(&bytes).saturating_add(length(&piece)) > size {
                return Err(AttachmentError::Unavailable(
                    "its size changed while it was read".to_owned(),
                ));
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(Ok(bytes))
    };
    match read() {
        Ok(bytes) => Ok(bytes.map(LoadedContent::Bytes)),
        Err(AttachmentError::NotFound) => Ok(Err(Broken::new(
            "attachment-missing",
            "The host's attachment store holds nothing of this name.",
            "Store the file first, or name it as it is stored.",
        ))),
        Err(AttachmentError::Denied(why)) => Err(Failure::new(
            Kind::Unauthorized,
            "attachment-store-denied",
            format!("The host does not let this connector read {field}: {why}"),
        )),
        Err(AttachmentError::Unavailable(why)) => Err(Failure::new(
            Kind::Transient,
            "attachment-store-unavailable",
            format!("The host cannot read {field} now: {why}"),
        )),
    }
}
