//! `GET /users/{id}/mailFolders/{name}` for well-known folders. On Drafts it is the read that proves a mailbox and a right to its mail.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::error::GraphError;
use super::query::Query;
use crate::response::{self, BytesResponse};
use crate::state::lock;
use crate::store::folder::Folder;

pub(super) fn get(call: &Call<'_>, folder: Folder) -> Result<BytesResponse, GraphError> {
    let query = Query::read(call.query, "mailFolder", &["select"])?;
    let mut store = lock(&call.state.store);
    let items = store.open(call.key(), call.moment).all();
    let total = items.filter(|(_, version)| version.folder == folder).count();
    let properties = json!({
        "id": folder.id(call.mailbox.id),
        "displayName": folder.display_name(),
        "parentFolderId": Folder::root_id(call.mailbox.id),
        "childFolderCount": 0,
        "unreadItemCount": 0,
        "totalItemCount": total,
        "isHidden": false,
    });
    let mut body = Map::from_iter([(
        "@odata.context".to_owned(),
        Value::from(call.context("/mailFolders/$entity")),
    )]);
    if let Value::Object(properties) = properties {
        body.extend(properties.into_iter().filter(|(name, _)| query.selects(name)));
    }
    Ok(response::json(StatusCode::OK, &body))
}
