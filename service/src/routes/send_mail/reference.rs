//! The reference of a send, which is made before the call: whatever becomes of the call, `check-outcome` can look for the mail.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use outlook_host::{
    AttachmentStore,
    types::{Content, Mail, SendOptions},
};
use uuid::Uuid;

use crate::spool::Files;

/// Bytes of a complete message in which its Message-ID is looked for: as many as the connector searches.
const HEADER_BYTES: u32 = 65_536;

/// Chooses the reference. Where the connector takes one, it is set in the options.
///
/// Returns `None` for a mail that leaves nothing behind to find: one without a key that is not saved to Sent Items.
pub(super) async fn choose(mail: &Mail, options: &mut SendOptions, files: &Files) -> Option<String> {
    if options.idempotency_key.is_some() {
        return options.idempotency_key.clone();
    }
    if options.reference.is_some() {
        return options.reference.clone();
    }
    match mail {
        Mail::Message(message) if message.save_to_sent_items == Some(false) => return None,
        Mail::Message(_) => {}
        Mail::Mime(content) => {
            let message_id = message_id(&beginning(content, files).await);
            if message_id.is_some() {
                return message_id;
            }
        }
    }
    options.reference = Some(Uuid::new_v4().to_string());
    options.reference.clone()
}

/// The beginning of a complete message.
async fn beginning(content: &Content, files: &Files) -> Vec<u8> {
    match content {
        Content::Bytes(bytes) => bytes.clone(),
        Content::Base64(text) => decoded(text),
        // What cannot be read is refused by the call itself.
        Content::Stored(name) => {
            let read = files.attachments.read(name, 0, HEADER_BYTES).await;
            read.unwrap_or_default()
        }
    }
}

/// Decodes the beginning of a text in base64, as far as it can be.
fn decoded(text: &str) -> Vec<u8> {
    let most = (HEADER_BYTES as usize).div_ceil(3) * 4;
    let letters: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .take(most)
        .collect();
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&STANDARD, config)
        .decode(letters)
        .unwrap_or_default()
}

/// The value of the first Message-ID in the header of a message (RFC 5322 §2.2), unfolded.
fn message_id(message: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(message);
    let mut lines = text.lines().take_while(|line| !line.is_empty());
    let first = lines.by_ref().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim_end()
            .eq_ignore_ascii_case("message-id")
            .then(|| value.to_owned())
    })?;
    let folded = lines.take_while(|line| line.starts_with([' ', '\t']));
    Some(folded.fold(first, |value, line| value + line).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_id_of_a_header() {
        for (message, expected) in [
            ("From: a@b.c\r\nMessage-ID: <1@b.c>\r\n\r\n", Some("<1@b.c>")),
            ("message-id:\r\n <1@b.c>\r\nTo: a@b.c\r\n", Some("<1@b.c>")),
            ("From: a@b.c\nMessage-ID: <1@b.c>\n", Some("<1@b.c>")),
            ("From: a@b.c\r\n\r\nMessage-ID: <1@b.c>\r\n", None),
            ("X-Message-ID: <1@b.c>\r\n", None),
            ("", None),
        ] {
            assert_eq!(message_id(message.as_bytes()).as_deref(), expected, "{message:?}");
        }
    }

    #[test]
    fn the_beginning_of_base64() {
        assert_eq!(decoded("RnJv\r\nbTogYQ=="), b"From: a");
        assert_eq!(decoded("?"), b"");
        let long = "QUFB".repeat(40_000);
        assert_eq!(decoded(&long).len(), 65_538);
    }
}
