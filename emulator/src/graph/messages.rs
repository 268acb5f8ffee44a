//! Messages one by one: create, read, change, delete.

use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value};

use super::call::Call;
use super::content;
use super::error::GraphError;
use super::query::Query;
use super::{render, sizes};
use crate::response::{self, BytesResponse};
use crate::state::lock;
use crate::store::MailboxStore;
use crate::store::item::{Item, Stage, Version};
use crate::world::cloud::Cloud;

const TYPE: &str = "message";

/// Properties of a message that is no draft any more which its owner may still change (update message). Changing others needs
/// a right of its own, Mail-Advanced.ReadWrite.All.
const CHANGEABLE_LATER: [&str; 6] = [
    "categories",
    "flag",
    "importance",
    "inferenceClassification",
    "isRead",
    "singleValueExtendedProperties",
];

/// `POST /users/{id}/messages`, as JSON or MIME.
pub(super) fn create(call: &Call<'_>) -> Result<BytesResponse, GraphError> {
    let content = match call.content_type().as_str() {
        "text/plain" => {
            let raw = content::decode_mime(call.body)?;
            if sizes::is_dropped(call.world, &raw) {
                return Ok(response::empty(StatusCode::OK));
            }
            content::from_mime(call, raw)?
        }
        _ => {
            let body = call.json()?;
            content::check(TYPE, &body)?;
            content::from_json(call, body)?
        }
    };
    let mut store = lock(&call.state.store);
    let mailbox = store.open(call.key(), call.moment);
    let id = mailbox.add_draft(content);
    let (item, version) = find(mailbox, &id)?;
    let mut response = one(call, &Query::read(None, TYPE, &[])?, item, version, StatusCode::CREATED);
    let location = call.url(&format!("/messages('{}')", version.mutable_id));
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// `GET /users/{id}/messages/{id}`.
pub(super) fn get(call: &Call<'_>, id: &str) -> Result<BytesResponse, GraphError> {
    let query = Query::read(call.query, TYPE, &["select", "expand"])?;
    require_all(call, &query)?;
    let mut store = lock(&call.state.store);
    let (item, version) = find(store.open(call.key(), call.moment), id)?;
    Ok(one(call, &query, item, version, StatusCode::OK))
}

/// `PATCH /users/{id}/messages/{id}`.
pub(super) fn patch(call: &Call<'_>, id: &str) -> Result<BytesResponse, GraphError> {
    let body = call.json()?;
    content::check(TYPE, &body)?;
    let mut store = lock(&call.state.store);
    let mailbox = store.open(call.key(), call.moment);
    let (_, version) = find(mailbox, id)?;
    check_if_match(call, version)?;
    match version.stage {
        Stage::Draft => {}
        Stage::InTransit { .. } => return Err(GraphError::in_transit()),
        Stage::Finished if body.keys().all(|name| CHANGEABLE_LATER.contains(&name.as_str())) => {}
        Stage::Finished => return Err(GraphError::access_denied()),
    }
    let mut changed = version.content.clone();
    content::patch(&mut changed, body)?;
    mailbox.change(id, |content| *content = changed);
    let (item, version) = find(mailbox, id)?;
    Ok(one(call, &Query::read(None, TYPE, &[])?, item, version, StatusCode::OK))
}

/// `DELETE /users/{id}/messages/{id}`.
pub(super) fn delete(call: &Call<'_>, id: &str) -> Result<BytesResponse, GraphError> {
    let mut store = lock(&call.state.store);
    let mailbox = store.open(call.key(), call.moment);
    check_if_match(call, find(mailbox, id)?.1)?;
    mailbox.delete(id, call.world.delete_is_soft);
    Ok(response::empty(StatusCode::NO_CONTENT))
}

/// `POST /users/{id}/messages/{id}/permanentDelete`: in the global cloud only.
pub(super) fn permanent_delete(call: &Call<'_>, id: &str) -> Result<BytesResponse, GraphError> {
    if call.cloud != Cloud::Global {
        return Err(GraphError::unknown_segment("permanentDelete"));
    }
    let mut store = lock(&call.state.store);
    let mailbox = store.open(call.key(), call.moment);
    find(mailbox, id)?;
    mailbox.remove(id);
    Ok(response::empty(StatusCode::NO_CONTENT))
}

/// Finds a message by an id of a path, or says why there is none.
pub(super) fn find<'s>(mailbox: &'s MailboxStore, id: &str) -> Result<(&'s Item, &'s Version), GraphError> {
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
    if id.is_empty() || !id.len().is_multiple_of(4) || !id.bytes().all(alphabet) {
        return Err(GraphError::malformed_id());
    }
    mailbox.find(id).ok_or_else(GraphError::item_not_found)
}

/// Extended properties are beyond `Mail.ReadBasic`.
pub(super) fn require_all(call: &Call<'_>, query: &Query) -> Result<(), GraphError> {
    match query.touches_extended() && !call.reads_all {
        true => Err(GraphError::access_denied()),
        false => Ok(()),
    }
}

fn one(call: &Call<'_>, query: &Query, item: &Item, version: &Version, status: StatusCode) -> BytesResponse {
    let mut body = Map::from_iter([(
        "@odata.context".to_owned(),
        Value::from(call.context("/messages/$entity")),
    )]);
    body.extend(render::message(call, query, item, version));
    call.preference_applied(response::json(status, &body))
}

/// Holds `If-Match` against the message as it is.
fn check_if_match(call: &Call<'_>, version: &Version) -> Result<(), GraphError> {
    let Some(wanted) = call.headers.get(header::IF_MATCH) else {
        return Ok(());
    };
    let etag = version.etag();
    let matches = wanted
        .to_str()
        .is_ok_and(|list| list.split(',').map(str::trim).any(|one| one == "*" || one == etag));
    match matches {
        true => Ok(()),
        false => Err(GraphError::change_key_mismatch()),
    }
}
