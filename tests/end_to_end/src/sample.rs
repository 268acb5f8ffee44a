//! The mail that benches and the fuel gate measure: 2 KB of HTML and an attachment of 20 KB.

use outlook_host::types::{Connection, Content, Mail, Message};

use crate::{attachment, connection, recipient};

/// Subject.
pub const SUBJECT: &str = "Your invoice for November";
/// Address of the one recipient.
pub const RECIPIENT: &str = "adele@fabrikam.example";
/// Name of the one recipient.
pub const RECIPIENT_NAME: &str = "Adele Vance";
/// Name of the attachment.
pub const FILE_NAME: &str = "invoice-4711.pdf";
/// Media type of the attachment.
pub const FILE_TYPE: &str = "application/pdf";

const HTML_BYTES: usize = 2_000;
const FILE_BYTES: usize = 20_000;

/// HTML of about 2,000 bytes, with quotes, line ends and a few letters outside ASCII, as templates have them.
#[must_use]
pub fn html() -> String {
    const ROW: &str = "<tr><td class=\"item\">Café «Größe»</td>\n<td style=\"text-align:right\">19.90 €</td></tr>\r\n";
    let mut html = "<html><body><p>Dear customer,</p><table>\n".to_owned();
    while html.len() < HTML_BYTES - 24 {
        html.push_str(ROW);
    }
    html + "</table></body></html>"
}

/// Bytes without a pattern, as compressed files are.
#[must_use]
pub fn file() -> Vec<u8> {
    noise(FILE_BYTES)
}

/// So many bytes without a pattern, the same in every run (xorshift64).
#[must_use]
pub fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    std::iter::repeat_with(&mut next).take(bytes).collect()
}

/// The mail in the host library's types.
#[must_use]
pub fn mail() -> Mail {
    let mut file = attachment(FILE_NAME, Content::Bytes(file()));
    file.content_type = Some(FILE_TYPE.to_owned());
    Mail::from(Message {
        to: vec![recipient(RECIPIENT, RECIPIENT_NAME)],
        subject: SUBJECT.to_owned(),
        html: Some(html()),
        attachments: vec![file],
        ..Message::default()
    })
}

/// The connection of a mailbox.
#[must_use]
pub fn connection_of(mailbox: &str) -> Connection {
    Connection {
        mailbox: mailbox.to_owned(),
        ..connection()
    }
}
