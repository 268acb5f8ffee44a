//! What a mail holds must not come back in Microsoft's message. Best effort: see [`redact::repeats`].

use super::{Payload, PreparedMail};
use crate::{contract::Recipient, failure::Failure, guidance::catalogue, mime, redact::repeats};

/// A part before the `@` of fewer characters is often an ordinary word, such as `info`.
const LOCAL_PART: usize = 8;

impl PreparedMail {
    /// Drops Microsoft's message if it repeats the subject, a name, an address, a header field, or 20 letters of the text. Drops its
    /// code as well, unless the catalogue knows it.
    pub fn keep_private(&self, failure: Failure) -> Failure {
        failure.without_service_text(|text| self.is_repeated_by(text), catalogue::is_graph_code)
    }

    fn is_repeated_by(&self, text: &str) -> bool {
        let phrase = |wanted: &str| repeats::phrase(text, wanted);
        let names = self.attachments.iter().any(|attachment| phrase(&attachment.name));
        names
            || match &self.payload {
                Payload::Mime {
                    message: None, bytes, ..
                } => {
                    let fields = ["subject", "from", "to", "cc", "bcc"];
                    let mut values = fields.iter().filter_map(|name| mime::header_value(bytes, name));
                    values.any(|value| phrase(&value)) || repeats::passage(text, &String::from_utf8_lossy(bytes))
                }
                Payload::Json(message)
                | Payload::Mime {
                    message: Some(message), ..
                } => {
                    let person = |recipient: &Recipient| {
                        let local = recipient.address.split('@').next().unwrap_or_default();
                        phrase(&recipient.address)
                            || (local.len() >= LOCAL_PART && phrase(local))
                            || recipient.name.as_deref().is_some_and(phrase)
                    };
                    let lists = [&message.to, &message.cc, &message.bcc, &message.reply_to];
                    let bodies = [message.text.as_deref(), message.html.as_deref()];
                    phrase(&message.subject)
                        || lists.into_iter().flatten().chain(&message.from).any(person)
                        || message.categories.iter().any(|category| phrase(category))
                        || message.headers.iter().any(|header| phrase(&header.value))
                        || bodies.into_iter().flatten().any(|body| repeats::passage(text, body))
                }
            }
    }
}
