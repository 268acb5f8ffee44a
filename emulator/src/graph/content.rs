//! A message resource in a request: split into what is stored.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::call::Call;
use super::error::GraphError;
use super::{rules, schema};
use crate::mail::message::Message;
use crate::mail::{known_headers, mime};
use crate::state::lock;
use crate::store::extended::{Extended, PropertyId};
use crate::store::file::File;
use crate::store::item::{Content, new_id};

/// Properties that the service makes. Graph's response to a client that sends them is not documented; they have no effect here.
const SERVER_MADE: [&str; 17] = [
    "id",
    "changeKey",
    "createdDateTime",
    "lastModifiedDateTime",
    "receivedDateTime",
    "sentDateTime",
    "parentFolderId",
    "conversationId",
    "conversationIndex",
    "hasAttachments",
    "internetMessageId",
    "isDraft",
    "webLink",
    "bodyPreview",
    "uniqueBody",
    "multiValueExtendedProperties",
    "extensions",
];

const EXTENDED: &str = "singleValueExtendedProperties";
const ATTACHMENTS: &str = "attachments";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileBody {
    #[serde(rename = "@odata.type")]
    kind: Option<String>,
    name: Option<String>,
    content_type: Option<String>,
    content_bytes: Option<String>,
    #[serde(default)]
    is_inline: bool,
    content_id: Option<String>,
}

/// Splits a message that fits its type into what is stored.
pub(super) fn from_json(call: &Call<'_>, mut message: Map<String, Value>) -> Result<Content, GraphError> {
    let extended = take_extended(&mut message)?;
    let files = match message.remove(ATTACHMENTS) {
        Some(Value::Array(files)) => files
            .into_iter()
            .map(|file| self::file(call, file))
            .collect::<Result<_, _>>()?,
        _ => Vec::new(),
    };
    strip(&mut message);
    rules::check_draft(&typed(&message)?)?;
    Ok(Content {
        properties: Arc::new(message),
        extended,
        files,
        mime: None,
        internet_message_id: new_message_id(call),
    })
}

/// Reads a message that was posted as MIME in base64. Fields that the mailbox does not know are dropped.
pub(super) fn from_mime(call: &Call<'_>, raw: Vec<u8>) -> Result<Content, GraphError> {
    let raw = known_headers::kept(raw, |name| {
        let told = call.mailbox.known_headers.iter();
        let mut store = lock(&call.state.store);
        told.into_iter().any(|known| known.eq_ignore_ascii_case(name))
            || store.open(call.key(), call.moment).knows_header(name)
    });
    mime::read(raw.into(), call.mailbox, new_message_id(call), call.moment.now).ok_or_else(invalid_mime)
}

/// Decodes MIME in base64; line breaks in it do not matter.
pub(super) fn decode_mime(body: &[u8]) -> Result<Vec<u8>, GraphError> {
    let compact: Vec<u8> = body
        .iter()
        .copied()
        .filter(|byte| !matches!(byte, b'\r' | b'\n'))
        .collect();
    STANDARD.decode(compact).map_err(|_| {
        GraphError::bad_request(
            "ErrorMimeContentInvalidBase64String",
            "Invalid base64 string for MIME content.",
        )
    })
}

/// Applies a PATCH to a message.
pub(super) fn patch(content: &mut Content, mut changes: Map<String, Value>) -> Result<(), GraphError> {
    for (name, why) in [
        (ATTACHMENTS, "Attachments are changed at their own address."),
        (
            "internetMessageHeaders",
            "Internet message headers can only be set when a message is created.",
        ),
    ] {
        if changes.contains_key(name) {
            return Err(GraphError::bad_request("ErrorInvalidPropertySet", why));
        }
    }
    for property in take_extended(&mut changes)? {
        match content.extended.iter_mut().find(|own| own.id == property.id) {
            Some(own) => *own = property,
            None => content.extended.push(property),
        }
    }
    strip(&mut changes);
    if changes.is_empty() {
        return Ok(());
    }
    let properties = Arc::make_mut(&mut content.properties);
    for (name, value) in changes {
        match value {
            Value::Null => properties.remove(&name),
            value => properties.insert(name, value),
        };
    }
    rules::check_draft(&typed(properties)?)?;
    // The MIME no longer says what the properties say: the message is composed anew, and the files leave by themselves.
    if content.mime.take().is_some() {
        for file in &mut content.files {
            *file = Arc::new(File {
                in_mime: false,
                ..file.as_ref().clone()
            });
        }
    }
    Ok(())
}

/// Reads a file attachment that fits its type.
pub(super) fn file(call: &Call<'_>, value: Value) -> Result<Arc<File>, GraphError> {
    let body: FileBody = serde_json::from_value(value).map_err(|_| not_deserialized())?;
    if !body
        .kind
        .as_deref()
        .is_some_and(|kind| kind.ends_with("fileAttachment"))
    {
        return Err(GraphError::not_played("item and reference attachments"));
    }
    let bytes: Bytes = STANDARD
        .decode(body.content_bytes.unwrap_or_default())
        .map_err(|_| not_deserialized())?
        .into();
    Ok(Arc::new(File {
        id: new_attachment_id(call.mailbox.id),
        name: body.name.unwrap_or_else(|| "attachment".to_owned()),
        content_type: body.content_type,
        content_id: body.content_id,
        is_inline: body.is_inline,
        bytes,
        modified_at: call.moment.now,
        in_mime: false,
    }))
}

pub(super) fn new_attachment_id(mailbox: Uuid) -> String {
    new_id("AAMkADAT", mailbox)
}

/// The typed form of a message's properties.
pub(super) fn typed(properties: &Map<String, Value>) -> Result<Message, GraphError> {
    serde_json::from_value(Value::Object(properties.clone())).map_err(|_| not_deserialized())
}

/// Checks a body against its type in the metadata.
pub(super) fn check(r#type: &str, body: &Map<String, Value>) -> Result<(), GraphError> {
    schema::check_entity(schema::graph(), r#type, &Value::Object(body.clone()))
}

fn take_extended(message: &mut Map<String, Value>) -> Result<Vec<Extended>, GraphError> {
    let Some(Value::Array(properties)) = message.remove(EXTENDED) else {
        return Ok(Vec::new());
    };
    let invalid = |message: String| GraphError::bad_request("ErrorInvalidProperty", message);
    let mut read: Vec<Extended> = Vec::with_capacity(properties.len());
    for property in properties {
        let text = |name: &str| property.get(name).and_then(Value::as_str);
        let id = PropertyId::parse(text("id").unwrap_or_default()).map_err(invalid)?;
        let value = text("value").unwrap_or_default().to_owned();
        if !id.takes(&value) {
            return Err(invalid(format!("The value of '{id}' does not fit its type.")));
        }
        if read.iter().any(|other| other.id == id) {
            return Err(invalid(format!("The property '{id}' is given twice.")));
        }
        read.push(Extended::new(id, value));
    }
    Ok(read)
}

fn strip(message: &mut Map<String, Value>) {
    message.retain(|name, _| !name.contains('@') && !SERVER_MADE.contains(&name.as_str()));
}

fn new_message_id(call: &Call<'_>) -> String {
    let domain = call.mailbox.primary_address.rsplit('@').next().unwrap_or("localhost");
    format!("{}@{domain}", Uuid::new_v4().simple())
}

pub(super) fn invalid_mime() -> GraphError {
    GraphError::bad_request("ErrorMimeContentInvalid", "The MIME content of the message is invalid.")
}

/// Recorded for attachment objects that lack @odata.type; the text of the service really ends there.
pub(super) fn not_deserialized() -> GraphError {
    GraphError::bad_request("UnableToDeserializePostBody", "were unable to deserialize ")
}
