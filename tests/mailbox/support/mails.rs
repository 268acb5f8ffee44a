//! The mails that are sent: one for each way that the connector knows.

use std::{collections::BTreeMap, sync::Arc};

use crate::test_host::File;
use outlook_connector::contract::{Attachment, Content, Mail, Message, Recipient};

/// A way of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MailKind {
    /// JSON in one request.
    Plain,
    /// Text and HTML: MIME in one request.
    Mime,
    /// MIME that the caller wrote.
    RawMime,
    /// A draft with a small attachment and one in two chunks.
    Large,
    /// MIME, with a large attachment.
    LargeMime,
}

impl MailKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Plain, Self::Mime, Self::RawMime, Self::Large, Self::LargeMime];

    /// Name and size of each attachment.
    pub fn attachments(self) -> &'static [(&'static str, usize)] {
        match self {
            Self::Plain | Self::Mime | Self::RawMime => &[],
            Self::Large => &[("small.txt", 1_000), ("large.bin", LARGE_BYTES)],
            Self::LargeMime => &[("large.bin", LARGE_BYTES)],
        }
    }
}

/// More than one chunk of 3.75 MiB.
const LARGE_BYTES: usize = 4_000_001;

/// Files by name, shared by the hosts of a test.
pub type StoredFiles = Arc<BTreeMap<String, File>>;

/// The files that the mails attach.
pub fn stored_files() -> BTreeMap<String, File> {
    let large: Vec<u8> = (0..LARGE_BYTES).map(|i| (i % 251) as u8).collect();
    BTreeMap::from([
        ("large.bin".to_owned(), File::new(large)),
        ("small.txt".to_owned(), File::new(vec![b'x'; 1_000])),
    ])
}

/// The mail of a kind.
pub fn mail(kind: MailKind) -> Mail {
    if kind == MailKind::RawMime {
        let mime = b"From: sender@contoso.com\r\nTo: megan@contoso.com\r\nSubject: Raw\r\n\r\nText\r\n";
        return Mail::Mime(Content::Bytes(mime.to_vec()));
    }
    let html = matches!(kind, MailKind::Mime | MailKind::LargeMime);
    Mail::Message(Message {
        text: Some("Text".to_owned()),
        html: html.then(|| "<p>Text</p>".to_owned()),
        attachments: kind.attachments().iter().map(|(name, _)| stored(name)).collect(),
        to: vec![Recipient::new("megan@contoso.com")],
        subject: "Report".to_owned(),
        ..Message::default()
    })
}

/// Another mail of the same kind and size.
pub fn other_mail(kind: MailKind) -> Mail {
    let mut other = mail(kind);
    match &mut other {
        Mail::Message(message) => message.subject = "Other!".to_owned(),
        Mail::Mime(Content::Bytes(bytes)) => bytes
            .iter_mut()
            .filter(|byte| **byte == b'R')
            .for_each(|byte| *byte = b'r'),
        Mail::Mime(_) => unreachable!("raw MIME is given as bytes"),
    }
    other
}

fn stored(name: &str) -> Attachment {
    Attachment {
        name: name.to_owned(),
        content: Content::Stored(name.to_owned()),
        ..Attachment::default()
    }
}
