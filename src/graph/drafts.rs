//! Drafts: the mailbox itself as the record of a send. Immutable ids throughout: plain ones change when a message moves, as a
//! draft does when it is sent (Graph, "Get immutable identifiers").

use serde::Serialize;
use serde_json::Value;

use super::{
    client::{Graph, json},
    properties::{self, Property},
    request::{GraphRequest, encode},
};
use crate::{
    failure::Result,
    http::{Response, body::Body},
    step::Step,
    time,
};

/// What is read of a message; content never is.
const SELECT: &str = "$select=id,isDraft,parentFolderId,sentDateTime,internetMessageId,changeKey,sender";

/// Id of no message: of the form that Graph's ids have, and all zeros where theirs name mailbox and item.
const MADE_UP_ID: &str = "AAMkADAAMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwAEYAAAAAAAAAAAAAAAAAAAAAAAA=";

/// A message of the mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// Immutable id.
    pub id: String,
    /// Not sent, as far as the mailbox shows.
    pub is_draft: bool,
    /// Id of its folder.
    pub folder: String,
    /// When it was sent.
    pub sent_at: Option<String>,
    /// Internet Message-ID.
    pub internet_message_id: Option<String>,
    /// Entity tag, of this version of it.
    pub etag: Option<String>,
    /// Address of its `sender`: of the mailbox that sent it, or of the one that it was sent as.
    pub sender: Option<String>,
    /// It was delivered to this mailbox. The copy of a message that this mailbox sent is not.
    pub received: bool,
    /// The connector's mark, as it is written.
    pub mark: Option<String>,
    /// Nothing is missing on it, and it is the one of its key that is sent.
    pub ready: bool,
}

/// Messages that a search found.
#[derive(Debug, Default)]
pub struct Found {
    /// The messages of the first page.
    pub messages: Vec<Item>,
    /// There are more than the page holds.
    pub truncated: bool,
}

/// By what a send is found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// The connector's key: the caller's, or one made for the send.
    Key(String),
    /// The Internet Message-ID of a MIME message, which carries no key.
    MessageId(String),
}

impl Reference {
    /// Reads a reference from a receipt, an error, or a caller's key.
    pub fn read(text: &str) -> Self {
        match text.starts_with('<') && text.ends_with('>') {
            true => Self::MessageId(text.to_owned()),
            false => Self::Key(text.to_owned()),
        }
    }

    /// As receipts and errors name it.
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
    format!(
        "$expand=singleValueExtendedProperties({})",
        encode(&format!(
            "$filter=id eq '{}' or id eq '{}' or id eq '{}'",
            properties::MARK,
            properties::READY,
            properties::RECEIVED_BY
        ))
    )
}

fn path(id: &str) -> String {
    format!("messages/{}", encode(id))
}

/// Makes a request fail with 412 if the item has changed since it was read.
fn if_match(request: GraphRequest, item: &Item) -> GraphRequest {
    match &item.etag {
        Some(etag) => request.with_header("if-match", etag.clone()),
        None => request,
    }
}

fn patch(id: &str, properties: &[Property]) -> GraphRequest {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Patch<'p> {
        single_value_extended_properties: &'p [Property],
    }
    // Strings only: this cannot fail, and were it ever to, Graph would refuse the empty body.
    let body = serde_json::to_vec(&Patch {
        single_value_extended_properties: properties,
    });
    GraphRequest::new(Step::SetProperties, path(id))
        .with_body("application/json", body.unwrap_or_default().into())
        .with_immutable_ids()
}

impl Graph<'_, '_> {
    /// Id of the Drafts folder.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn drafts_folder(&mut self) -> Result<String> {
        self.folder_id(Step::DraftsFolder, "drafts")
    }

    /// Asks whether the app may send, by sending a message that cannot exist. It needs Mail.Send alone, and no mail can come
    /// of it. That Graph looks at the permission before it looks for the message is inferred, not documented.
    ///
    /// # Errors
    /// As [`Graph::send`]; 403 says that the app may not send.
    pub fn probe_sending(&mut self) -> Result<()> {
        let request = GraphRequest::new(Step::SendProbe, format!("{}/send", path(MADE_UP_ID)));
        let Err(failure) = self.send(request) else {
            return Ok(());
        };
        let code = failure.service_code().unwrap_or_default().to_ascii_lowercase();
        match (failure.http_status(), code.as_str()) {
            (Some(404), "erroritemnotfound") | (Some(400), "errorinvalididmalformed") => Ok(()),
            _ => Err(failure),
        }
    }

    /// Writes a draft.
    ///
    /// # Errors
    /// As [`Graph::send`]; an unclear failure may have left a draft.
    pub fn create_draft(&mut self, content_type: &'static str, body: Body) -> Result<Item> {
        let request = GraphRequest::new(Step::CreateDraft, "messages").with_body(content_type, body);
        self.send_and_read(request.with_immutable_ids(), item_of)
    }

    /// Id of the Sent Items folder.
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
            let messages: Option<Vec<Item>> = found.get("value")?.as_array()?.iter().map(item).collect();
            Some(Found {
                messages: messages?,
                truncated: found.get("@odata.nextLink").is_some(),
            })
        })
    }

    /// Looks at one message. None, if there is none of that id.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn look_at(&mut self, id: &str) -> Result<Option<Item>> {
        let resource = format!("{}?{SELECT}&{}", path(id), expand());
        let request = GraphRequest::new(Step::GetMessage, resource)
            .handling(&[404])
            .with_immutable_ids();
        self.send_and_read(request, |response| match response.status {
            404 => Some(None),
            _ => item_of(response).map(Some),
        })
    }

    /// Sets extended properties of a draft, and returns it as it is then.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn set_properties(&mut self, id: &str, properties: &[Property]) -> Result<Item> {
        self.send_and_read(patch(id, properties), item_of)
    }

    /// Sets extended properties of a draft, if it is still as it was seen. None, if it is not.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn mark_unchanged(&mut self, item: &Item, properties: &[Property]) -> Result<Option<Item>> {
        let request = patch(&item.id, properties).handling(&[404, 412]);
        self.send_and_read(if_match(request, item), |response| match response.status {
            404 | 412 => Some(None),
            _ => item_of(response).map(Some),
        })
    }

    /// Removes a draft, if it is still as it was seen. Returns false when it changed meanwhile, which a send does too, or when
    /// it is not found: a wrong 404, taken for done, would be a way to a second mail.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn delete_draft(&mut self, item: &Item) -> Result<bool> {
        let request = GraphRequest::new(Step::DeleteDraft, path(&item.id)).handling(&[404, 412]);
        Ok(self.send(if_match(request, item).with_immutable_ids())? == 204)
    }

    /// Number of attachments on a draft.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn count_attachments(&mut self, id: &str) -> Result<usize> {
        let resource = format!("{}/attachments?$select=id", path(id));
        let request = GraphRequest::new(Step::ListAttachments, resource).with_immutable_ids();
        self.send_and_read(request, |response| {
            json(response)?.get("value")?.as_array().map(Vec::len)
        })
    }

    /// Adds an attachment of less than 3 MB to a draft.
    ///
    /// # Errors
    /// As [`Graph::send`]; an unclear failure may have added it.
    pub fn add_attachment(&mut self, id: &str, body: Body) -> Result<()> {
        let resource = format!("{}/attachments", path(id));
        let request = GraphRequest::new(Step::AddAttachment, resource).with_body("application/json", body);
        self.send(request.with_immutable_ids()).map(|_| ())
    }

    /// Sends a draft: Graph accepted it.
    ///
    /// # Errors
    /// As [`Graph::send`]; `permanent-outcome-unknown` when it may have been sent.
    pub fn send_draft(&mut self, id: &str) -> Result<()> {
        let resource = format!("{}/send", path(id));
        let request = GraphRequest::new(Step::SendDraft, resource).with_immutable_ids();
        self.send(request).map(|_| ())
    }
}

fn item_of(response: &Response) -> Option<Item> {
    item(&json(response)?)
}

/// Reads a message. None, without what nothing can be decided without.
fn item(value: &Value) -> Option<Item> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let property = |id: &str| {
        let all = value.get("singleValueExtendedProperties")?.as_array()?;
        let is = |entry: &&Value| {
            let named = entry.get("id").and_then(Value::as_str);
            named.is_some_and(|named| named.eq_ignore_ascii_case(id))
        };
        all.iter().find(is)?.get("value")?.as_str().map(str::to_owned)
    };
    Some(Item {
        id: text("id").filter(|id| !id.is_empty())?,
        is_draft: value.get("isDraft")?.as_bool()?,
        folder: text("parentFolderId").unwrap_or_default(),
        sent_at: text("sentDateTime").and_then(|text| time::normalized(&text)),
        internet_message_id: text("internetMessageId"),
        etag: text("@odata.etag").filter(|etag| is_etag(etag)),
        sender: address(value.get("sender")),
        received: property(properties::RECEIVED_BY).is_some(),
        mark: property(properties::MARK),
        ready: property(properties::READY).is_some(),
    })
}

/// Address of a `recipient`.
fn address(recipient: Option<&Value>) -> Option<String> {
    let address = recipient?.get("emailAddress")?.get("address")?;
    address.as_str().map(str::to_owned)
}

/// It goes back into a header.
fn is_etag(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b == b' ' || b.is_ascii_graphic())
}
