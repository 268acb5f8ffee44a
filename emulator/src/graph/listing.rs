//! `GET /users/{id}/messages`: the messages of all folders.

use http::StatusCode;
use serde_json::{Map, Value};

use super::call::Call;
use super::error::GraphError;
use super::messages;
use super::query::{Order, Query};
use super::render;
use crate::response::{self, BytesResponse};
use crate::state::lock;
use crate::store::item::{Item, Version};

/// A message as the listing sees it.
type Row<'s> = (&'s Item, &'s Version);

pub(super) fn list(call: &Call<'_>) -> Result<BytesResponse, GraphError> {
    let allowed = ["select", "expand", "filter", "top", "skip", "orderby"];
    let query = Query::read(call.query, "message", &allowed)?;
    messages::require_all(call, &query)?;
    let mut store = lock(&call.state.store);
    let mailbox = store.open(call.key(), call.moment);
    let mut found: Vec<Row<'_>> = match &query.filter {
        Some(conditions) => mailbox
            .seen()
            .filter(|(_, version)| conditions.iter().all(|condition| condition.holds(version)))
            .collect(),
        None => mailbox.all().collect(),
    };
    found.retain(|(_, version)| version.folder.is_listed());
    if let Some(order) = &query.order {
        sort(&mut found, order);
    }
    let rest = found.get(query.skip..).unwrap_or_default();
    let page: Vec<Value> = rest
        .iter()
        .take(query.top)
        .map(|(item, version)| Value::Object(render::message(call, &query, item, version)))
        .collect();
    let mut body = Map::from_iter([("@odata.context".to_owned(), Value::from(call.context("/messages")))]);
    body.insert("value".to_owned(), Value::Array(page));
    if rest.len() > query.top {
        body.insert("@odata.nextLink".to_owned(), Value::from(next_link(call, &query)));
    }
    Ok(call.preference_applied(response::json(StatusCode::OK, &body)))
}

fn sort(rows: &mut [Row<'_>], order: &Order) {
    rows.sort_by(|(item, version), (other_item, other)| match order.property.as_str() {
        "subject" => version.subject().cmp(other.subject()),
        "createdDateTime" => item.created_at.cmp(&other_item.created_at),
        "lastModifiedDateTime" => version.modified_at.cmp(&other.modified_at),
        _ => version.sent_at.cmp(&other.sent_at),
    });
    if order.descending {
        rows.reverse();
    }
}

/// The same listing, further on.
fn next_link(call: &Call<'_>, query: &Query) -> String {
    let options = form_urlencoded::parse(call.query.unwrap_or_default().as_bytes());
    let next = (query.skip + query.top).to_string();
    let text = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(options.filter(|(name, _)| name != "$skip" && name != "skip"))
        .append_pair("$skip", &next)
        .finish();
    format!("{}?{text}", call.url("/messages"))
}
