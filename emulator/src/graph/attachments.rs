//! Attachments of a message: listed, and added one by one.

use std::sync::Arc;

use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value};

use super::call::Call;
use super::error::GraphError;
use super::query::Query;
use super::{content, messages, render, sizes};
use crate::response::{self, BytesResponse};
use crate::state::lock;
use crate::store::file::File;
use crate::store::item::{Stage, Version};

/// What a listing can select: the properties of every kind of attachment, and those of files.
const TYPE: &str = "fileAttachment";

/// `GET /users/{id}/messages/{id}/attachments`.
pub(super) fn list(call: &Call<'_>, id: &str) -> Result<BytesResponse, GraphError> {
    let query = Query::read(call.query, TYPE, &["select"])?;
    let mut store = lock(&call.state.store);
    let (_, version) = messages::find(store.open(call.key(), call.moment), id)?;
    let files: Vec<Value> = version
        .content
        .files
        .iter()
        .map(|file| Value::Object(render::attachment(call, &query, file, true)))
        .collect();
    let context = call.context(&format!("/messages('{id}')/attachments"));
    let mut body = Map::from_iter([("@odata.context".to_owned(), Value::from(context))]);
    body.insert("value".to_owned(), Value::Array(files));
    Ok(call.preference_applied(response::json(StatusCode::OK, &body)))
}

/// `POST /users/{id}/messages/{id}/attachments`.
pub(super) fn add(call: &Call<'_>, id: &str) -> Result<BytesResponse, GraphError> {
    let body = call.json()?;
    content::check("attachment", &body)?;
    let file = content::file(call, Value::Object(body))?;
    let mut store = lock(&call.state.store);
    let (_, version) = messages::find(store.open(call.key(), call.moment), id)?;
    check_takes_files(version)?;
    sizes::check_growth(call.mailbox, &version.content, file.bytes.len())?;
    if call.world.enforce_upload_rate {
        let key = (call.app, call.mailbox.id);
        call.state.slots.count_upload(key, call.body.len(), call.moment.now)?;
    }
    let mailbox = store.open(call.key(), call.moment);
    let (_, version) = messages::find(mailbox, id)?;
    let url = format!("/messages('{}')/attachments('{}')", version.mutable_id, file.id);
    mailbox.change(id, |content| content.files.push(Arc::clone(&file)));
    Ok(created(call, &file, &url))
}

/// Whether files can be added to a message.
pub(super) fn check_takes_files(version: &Version) -> Result<(), GraphError> {
    match version.stage {
        Stage::Draft => Ok(()),
        Stage::InTransit { .. } => Err(GraphError::in_transit()),
        Stage::Finished => Err(GraphError::access_denied()),
    }
}

fn created(call: &Call<'_>, file: &File, url: &str) -> BytesResponse {
    let mut body = Map::from_iter([(
        "@odata.context".to_owned(),
        Value::from(call.context("/messages/attachments/$entity")),
    )]);
    if let Ok(query) = Query::read(None, TYPE, &[]) {
        body.extend(render::attachment(call, &query, file, false));
    }
    let mut response = response::json(StatusCode::CREATED, &body);
    if let Ok(location) = HeaderValue::try_from(call.url(url)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    call.preference_applied(response)
}
