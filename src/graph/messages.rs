//! Messages of the mailbox, which is the record of every send. All ids are immutable: other ids change when a message moves, and
//! a draft moves when it is sent (Graph, "Get immutable identifiers").

use serde_json::Value;

use super::{
    client::{Graph, json},
    extended_properties as properties,
    request::GraphRequest,
};
use crate::{failure::Result, http::Response, redact, step::Step, time, uri::encode};

/// Properties that are read of a message. Content never is.
const SELECT: &str = "$select=id,isDraft,parentFolderId,sentDateTime,internetMessageId,changeKey,sender";

/// Id of no message. It has the form of Graph's ids, with zeros where theirs name mailbox and item.
const MADE_UP_ID: &str = "AAMkADAAMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwAEYAAAAAAAAAAAAAAAAAAAAAAAA=";

/// Maximum bytes of an id or Message-ID that is read. RFC 5322 §2.1.1 limits a line to 998 characters.
const ID_CHARS: usize = 1_000;

/// A message, as far as a send needs to know it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// Immutable id.
    pub id: String,
    /// True if the message was not sent, as far as the mailbox shows.
    pub is_draft: bool,
    /// Id of its folder.
    pub folder: String,
    /// When it was sent, in RFC 3339. A draft has a meaningless time here.
    pub sent_at: Option<String>,
    /// Internet Message-ID.
    pub internet_message_id: Option<String>,
    /// Entity tag of the version that was read.
    pub etag: Option<String>,
    /// Address in `sender`: the mailbox that sent it, or the address that it was sent as.
    pub sender: Option<String>,
    /// True if the message was delivered to this mailbox. The copy of a message that this mailbox sent is not.
    pub received: bool,
    /// The connector's mark, unparsed.
    pub mark: Option<String>,
    /// True if the draft is complete, and is the one of its key that is sent.
    pub ready: bool,
    /// True if the draft was ready until Graph refused for good to send it.
    pub withdrawn: bool,
}

/// Messages that a search found.
#[derive(Debug, Default)]
pub struct Found {
    /// The messages of the first page.
    pub messages: Vec<Message>,
    /// True if there are more messages than on the first page.
    pub truncated: bool,
}

/// What a send is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// The connector's key: the idempotency key of the caller, the reference of the host, or a GUID made for the send.
    Key(String),
    /// The Internet Message-ID of a MIME message, which carries no key.
    MessageId(String),
}

impl Reference {
    /// Parses a reference from a receipt, an error, or an idempotency key.
    pub fn parse(text: &str) -> Self {
        if text.starts_with('<') && text.ends_with('>') {
            Self::MessageId(text.to_owned())
        } else {
            Self::Key(text.to_owned())
        }
    }

    /// Returns the Message-ID, with angle brackets, of a MIME message that is found by `reference`. MIME cannot carry a key.
    pub fn message_id(reference: &str) -> String {
        format!("<{reference}@outlook-connector>")
    }

    /// Returns the text that receipts and errors contain.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Key(text) | Self::MessageId(text) => text,
        }
    }

    fn filter(&self) -> String {
        match self {
            Self::Key(key) => format!(
                "singleValueExtendedProperties/Any(ep: ep/id eq '{}' and ep/value eq '{}')",
                properties::KEY,
                key.replace('\'', "''")
            ),
            Self::MessageId(id) => format!("internetMessageId eq '{}'", id.replace('\'', "''")),
        }
    }
}

fn expand() -> String {
    let filter = format!(
        "$filter=id eq '{}' or id eq '{}' or id eq '{}'",
        properties::MARK,
        properties::READY,
        properties::RECEIVED_BY
    );
    format!("$expand=singleValueExtendedProperties({})", encode(&filter))
}

/// Returns the path of a message below the user.
pub fn message_path(id: &str) -> String {
    format!("messages/{}", encode(id))
}

impl Graph<'_, '_> {
    /// Reads the id of the Drafts folder.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn drafts_folder(&mut self) -> Result<String> {
        self.folder_id(Step::DraftsFolder, "drafts")
    }

    /// Reads the id of the Sent Items folder.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn sent_items_folder(&mut self) -> Result<String> {
        self.folder_id(Step::SentItemsFolder, "sentitems")
    }

    fn folder_id(&mut self, step: Step, well_known_name: &str) -> Result<String> {
        let request = GraphRequest::new(step, format!("mailFolders/{well_known_name}?$select=id"));
        self.send_and_read(request, |response| {
            let folder = json(response)?;
            folder.get("id").and_then(Value::as_str).map(str::to_owned)
        })
    }

    /// Finds the messages of a reference in all folders of the mailbox.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn find(&mut self, reference: &Reference) -> Result<Found> {
        let filter = encode(&reference.filter());
        let resource = format!("messages?$filter={filter}&{SELECT}&{}&$top=50", expand());
        let request = GraphRequest::new(Step::FindMessage, resource).with_immutable_ids();
        self.send_and_read(request, |response| {
            let found = json(response)?;
            let messages: Option<Vec<Message>> = found.get("value")?.as_array()?.iter().map(parse).collect();
            Some(Found {
                messages: messages?,
                truncated: found.get("@odata.nextLink").is_some(),
            })
        })
    }

    /// Reads one message. Returns `None` if there is no message with this id.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn get_message(&mut self, id: &str) -> Result<Option<Message>> {
        let resource = format!("{}?{SELECT}&{}", message_path(id), expand());
        let request = GraphRequest::new(Step::GetMessage, resource)
            .handling(&[404])
            .with_immutable_ids();
        self.send_and_read(request, |response| match response.status {
            404 => Some(None),
            _ => message_of(response).map(Some),
        })
    }

    /// Asks whether the app may send, by sending a message that cannot exist. It needs Mail.Send alone, and no mail can result. It
    /// is inferred, not documented, that Graph checks the permission before it looks for the message.
    ///
    /// # Errors
    /// As [`Graph::send`]. Status 403 means that the app may not send.
    pub fn probe_sending(&mut self) -> Result<()> {
        let request = GraphRequest::new(Step::SendProbe, format!("{}/send", message_path(MADE_UP_ID)));
        let Err(failure) = self.send(request) else {
            return Ok(());
        };
        let code = failure.service_code().unwrap_or_default().to_ascii_lowercase();
        match (failure.http_status(), code.as_str()) {
            (Some(404), "erroritemnotfound") | (Some(400), "errorinvalididmalformed") => Ok(()),
            _ => Err(failure),
        }
    }
}

/// Parses the message in a response. Returns `None` if the body is cut off, or if `id` or `isDraft` is missing.
pub fn message_of(response: &Response) -> Option<Message> {
    parse(&json(response)?)
}

/// Parses a message. Returns `None` if `id` or `isDraft` is missing or is none: nothing can be decided without them. People see
/// ids and dates in results, so that each is checked here.
fn parse(value: &Value) -> Option<Message> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let property = |id: &str| {
        let all = value.get("singleValueExtendedProperties")?.as_array()?;
        let is = |entry: &&Value| {
            let named = entry.get("id").and_then(Value::as_str);
            named.is_some_and(|named| named.eq_ignore_ascii_case(id))
        };
        all.iter().find(is)?.get("value")?.as_str().map(str::to_owned)
    };
    let ready = property(properties::READY);
    let withdrawn = ready.as_deref() == Some(properties::WITHDRAWN);
    Some(Message {
        id: text("id").filter(|id| is_id(id))?,
        is_draft: value.get("isDraft")?.as_bool()?,
        folder: text("parentFolderId").unwrap_or_default(),
        sent_at: text("sentDateTime").and_then(|text| time::normalized(&text)),
        internet_message_id: text("internetMessageId").filter(|id| is_shown(id)),
        etag: text("@odata.etag").filter(|etag| is_etag(etag)),
        sender: address(value.get("sender")),
        received: property(properties::RECEIVED_BY).is_some(),
        mark: property(properties::MARK),
        ready: ready.is_some() && !withdrawn,
        withdrawn,
    })
}

/// Returns whether a text is an id of a message: visible ASCII. Graph's ids are base64url, and have some 150 characters.
fn is_id(text: &str) -> bool {
    (1..=ID_CHARS).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// Returns whether a Message-ID can be shown. Whoever wrote the MIME chose it, so that it may have any characters. One that cannot be
/// shown counts as unknown.
fn is_shown(text: &str) -> bool {
    (1..=ID_CHARS).contains(&text.len()) && !text.contains(redact::is_hidden)
}

/// Returns the address of a `recipient`.
fn address(recipient: Option<&Value>) -> Option<String> {
    let address = recipient?.get("emailAddress")?.get("address")?;
    address.as_str().map(str::to_owned)
}

/// Returns whether a text can be sent back in a header.
fn is_etag(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b == b' ' || b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_people_see_of_a_message_has_no_control_characters() {
        let read = |id: &str, message_id: &str| {
            let shown =
                json!({ "id": id, "isDraft": true, "internetMessageId": message_id, "sentDateTime": "\u{1b}[2J" });
            parse(&shown).map(|message| (message.id, message.internet_message_id, message.sent_at))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            read("AAMk-_=", "<ü@contoso.com>"),
            Some(("AAMk-_=".to_owned(), some("<ü@contoso.com>"), None))
        );
        for hidden in ["\u{1b}[31m", "\u{9b}", "\u{202e}", "\u{2028}", "\r\n"] {
            assert_eq!(read(&format!("a{hidden}"), "<a@b>"), None, "{hidden:?}");
            let message_id = read("a", &format!("<a{hidden}@b>")).unwrap().1;
            assert_eq!(message_id, None, "{hidden:?}");
        }
        assert_eq!(read("", "<a@b>"), None);
        assert_eq!(read(&"a".repeat(ID_CHARS + 1), "<a@b>"), None);
        assert_eq!(read("a", &"m".repeat(ID_CHARS + 1)).unwrap().1, None);
    }
}
