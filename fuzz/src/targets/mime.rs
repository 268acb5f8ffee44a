//! MIME: what the connector composes is read by another implementation; what a caller composed arrives unchanged.

use arbitrary::Unstructured;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use mail_parser::{Address, MessageParser};
use outlook_connector::contract::{Content, Mail, SendOptions};

use super::{input, operations::connection, service::host};

/// Sends a mail in one request, and returns the MIME that left.
fn sent_mime(mail: Mail) -> Option<Vec<u8>> {
    let host = host(Unstructured::new(&[]), true);
    let result = outlook_connector::send_mail(&host, &connection(), mail, &SendOptions::default());
    let came = host.network.came();
    let sent = came.iter().find(|came| came.path.ends_with("/sendMail"))?;
    result.expect("what passes is sent");
    Some(STANDARD.decode(&sent.body).expect("MIME is sent in base64"))
}

/// Text and HTML, which make the connector compose MIME.
pub fn mime_compose(data: &[u8]) {
    let Ok(mut message) = input::message(&mut Unstructured::new(data)) else {
        return;
    };
    message.text.get_or_insert_default();
    message.html.get_or_insert_default();
    let Some(mime) = sent_mime(Mail::Message(message.clone())) else {
        return;
    };
    assert!(
        mime.windows(2).all(|two| two[1] != b'\n' || two[0] == b'\r'),
        "a bare line feed"
    );
    let (head, _) = split(&mime);
    assert!(head.lines().all(|line| line.len() <= 998), "RFC 5322 §2.1.1");
    // One field of each name: nothing that was typed has made another.
    let mut names: Vec<String> = head
        .split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']) && !line.is_empty())
        .map(|line| line.split(':').next().unwrap_or_default().to_ascii_lowercase())
        .collect();
    let custom = message.headers.len();
    names.sort();
    let count = names.len();
    names.dedup();
    assert!(count <= names.len() + custom, "{names:?}");
    let parsed = MessageParser::default().parse(&mime).expect("it is a message");
    // White space folds.
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(parsed.subject().unwrap_or_default()), words(&message.subject));
    let addresses = |list: Option<&Address<'_>>| list.map_or(0, |list| list.iter().count());
    assert_eq!(addresses(parsed.to()), message.to.len(), "{head}");
    assert_eq!(addresses(parsed.cc()), message.cc.len(), "{head}");
    assert_eq!(parsed.attachment_count(), message.attachments.len());
}

/// MIME of the caller's own.
pub fn mime_read(data: &[u8]) {
    let Some(mime) = sent_mime(Mail::Mime(Content::Bytes(data.to_vec()))) else {
        return;
    };
    // Line ends are completed, and a Message-ID may stand before it.
    let without_line_ends = |bytes: &[u8]| {
        bytes
            .iter()
            .copied()
            .filter(|b| !b"\r\n".contains(b))
            .collect::<Vec<u8>>()
    };
    let (sent, given) = (without_line_ends(&mime), without_line_ends(data));
    assert!(sent.ends_with(&given), "the message was changed");
    let added = &sent[..sent.len() - given.len()];
    assert!(added.is_empty() || added.starts_with(b"Message-ID: <"), "{added:?}");
}

fn split(mime: &[u8]) -> (String, &[u8]) {
    let end = mime
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap_or(mime.len());
    (String::from_utf8_lossy(&mime[..end]).into_owned(), &mime[end..])
}
