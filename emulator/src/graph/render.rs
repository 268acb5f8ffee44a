//! Messages and attachments as Graph writes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::macros::format_description;

use super::call::Call;
use super::query::Query;
use crate::store::file::File;
use crate::store::item::{Item, Version};

/// Left out for callers that have no more than `Mail.ReadBasic` (permissions reference).
const BEYOND_BASIC: [&str; 3] = ["body", "bodyPreview", "uniqueBody"];
/// Longest `bodyPreview` ("the first 255 characters", message resource).
const PREVIEW: usize = 255;

/// A time in Graph's form, with seconds.
pub(super) fn date_time(at: OffsetDateTime) -> String {
    at.format(format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z"))
        .unwrap_or_default()
}

/// A time in the form of upload sessions, with seven decimal places.
pub(super) fn precise_date_time(at: OffsetDateTime) -> String {
    at.format(format_description!(
        "[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:7]Z"
    ))
    .unwrap_or_default()
}

/// A message, without `@odata.context`.
pub(super) fn message(call: &Call<'_>, query: &Query, item: &Item, version: &Version) -> Map<String, Value> {
    let mut all = properties(call, item, version);
    if !call.reads_all {
        all.retain(|name, _| !BEYOND_BASIC.contains(&name.as_str()));
    }
    // Headers have to be asked for by name (message resource).
    if query.select.is_none() {
        all.remove("internetMessageHeaders");
    }
    let mut body = Map::from_iter([("@odata.etag".to_owned(), Value::from(version.etag()))]);
    body.extend(all.into_iter().filter(|(name, _)| query.selects(name)));
    if let Some(wanted) = &query.expanded_properties {
        let found: Vec<Value> = version
            .content
            .extended
            .iter()
            .filter(|property| wanted.contains(&property.id))
            .map(|property| json!({ "id": property.id.to_string(), "value": property.value }))
            .collect();
        // A message that has none of them comes without the member.
        if !found.is_empty() {
            body.insert("singleValueExtendedProperties".to_owned(), Value::Array(found));
        }
    }
    body
}

fn properties(call: &Call<'_>, item: &Item, version: &Version) -> Map<String, Value> {
    let id = match call.prefers_immutable_ids() {
        true => &item.immutable_id,
        false => &version.mutable_id,
    };
    let content = &version.content;
    let sent_at = date_time(version.sent_at);
    let preview: String = content
        .properties
        .get("body")
        .and_then(|body| body["content"].as_str())
        .unwrap_or_default()
        .chars()
        .take(PREVIEW)
        .collect();
    let defaults = json!({
        "categories": [],
        "subject": "",
        "importance": "normal",
        "isDeliveryReceiptRequested": null,
        "isReadReceiptRequested": false,
        "isRead": true,
        "inferenceClassification": "focused",
        "body": { "contentType": "text", "content": "" },
        "toRecipients": [],
        "ccRecipients": [],
        "bccRecipients": [],
        "replyTo": [],
        "flag": { "flagStatus": "notFlagged" },
    });
    let made = json!({
        "id": id,
        "createdDateTime": date_time(item.created_at),
        "lastModifiedDateTime": date_time(version.modified_at),
        "changeKey": version.change_key,
        "receivedDateTime": sent_at,
        "sentDateTime": sent_at,
        "hasAttachments": content.files.iter().any(|file| !file.is_shown_inline()),
        "internetMessageId": format!("<{}>", content.internet_message_id),
        "bodyPreview": preview,
        "parentFolderId": version.folder.id(call.mailbox.id),
        "isDraft": version.is_draft(),
        "webLink": format!("https://outlook.office365.com/owa/?ItemID={}&exvsurl=1&viewmodel=ReadMessageItem", version.mutable_id),
    });
    let mut all = Map::new();
    for part in [defaults, Value::Object((*content.properties).clone()), made] {
        if let Value::Object(part) = part {
            all.extend(part.into_iter().filter(|(_, value)| !value.is_null()));
        }
    }
    all
}

/// An attachment, without `@odata.context`.
pub(super) fn attachment(call: &Call<'_>, query: &Query, file: &File, with_bytes: bool) -> Map<String, Value> {
    let size = file.bytes.len() as u64 + call.world.attachment_size_overhead;
    let mut body = Map::from_iter([("@odata.type".to_owned(), Value::from("#microsoft.graph.fileAttachment"))]);
    let properties = json!({
        "id": file.id,
        "lastModifiedDateTime": date_time(file.modified_at),
        "name": file.name,
        "contentType": file.content_type.as_deref().unwrap_or("application/octet-stream"),
        "size": size,
        "isInline": file.is_inline,
        "contentId": file.content_id,
        "contentLocation": null,
    });
    if let Value::Object(properties) = properties {
        body.extend(properties.into_iter().filter(|(name, _)| query.selects(name)));
    }
    if with_bytes && query.selects("contentBytes") {
        body.insert("contentBytes".to_owned(), Value::from(STANDARD.encode(&file.bytes)));
    }
    body
}
