//! `GET /users/{id}/mailFolders/drafts`: the read that proves a mailbox and a right to its mail.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::error::GraphError;
use super::schema;
use crate::answer::{self, Answer};
use crate::world::cloud::Cloud;
use crate::world::mailbox::Mailbox;

const TYPE: &str = "mailFolder";

pub(super) fn drafts(cloud: Cloud, mailbox: &Mailbox, query: Option<&str>) -> Result<Answer, GraphError> {
    let select = selected(query)?;
    let id = format!(
        "AQMkAD{}",
        URL_SAFE.encode([mailbox.id.as_bytes().as_slice(), b"\x00\x00\x01\x0fdrafts"].concat())
    );
    let folder = json!({
        "id": id,
        "displayName": "Drafts",
        "parentFolderId": format!("AQMkAD{}", URL_SAFE.encode(mailbox.id.as_bytes())),
        "childFolderCount": 0,
        "unreadItemCount": 0,
        "totalItemCount": 0,
        "isHidden": false,
    });
    let context = format!(
        "https://{}/v1.0/$metadata#users('{}')/mailFolders/$entity",
        cloud.graph_host(),
        percent_encoding::utf8_percent_encode(&mailbox.user_principal_name, percent_encoding::NON_ALPHANUMERIC)
    );
    let mut body = Map::from_iter([("@odata.context".to_owned(), Value::from(context))]);
    if let Value::Object(properties) = folder {
        body.extend(
            properties
                .into_iter()
                .filter(|(name, _)| name == "id" || select.as_ref().is_none_or(|s| s.contains(name))),
        );
    }
    Ok(answer::json(StatusCode::OK, &body))
}

/// Reads `$select`. A name that the type does not have is refused, as everywhere in Graph.
fn selected(query: Option<&str>) -> Result<Option<Vec<String>>, GraphError> {
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let Some((_, list)) = pairs
        .into_iter()
        .find(|(name, _)| name == "$select" || name == "select")
    else {
        return Ok(None);
    };
    let names: Vec<String> = list.split(',').map(|name| name.trim().to_owned()).collect();
    match names.iter().find(|name| !schema::graph().has_property(TYPE, name)) {
        None => Ok(Some(names)),
        Some(unknown) => Err(GraphError::bad_request(
            "RequestBroker--ParseUri",
            format!("Could not find a property named '{unknown}' on type 'microsoft.graph.{TYPE}'."),
        )),
    }
}
