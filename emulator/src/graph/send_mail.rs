//! `POST /users/{id}/sendMail`, as JSON and as MIME.

use http::StatusCode;
use serde_json::Value;

use super::call::Call;
use super::error::GraphError;
use super::{content, schema, sizes, submission};
use crate::response::{self, BytesResponse};
use crate::state::lock;
use crate::store::item::Content;

/// Checks the body, builds the mail and delivers it.
pub(super) fn send(call: &Call<'_>) -> Result<BytesResponse, GraphError> {
    let (content, saved) = match call.content_type().as_str() {
        "text/plain" => {
            let raw = content::decode_mime(call.body)?;
            if sizes::is_dropped(call.world, &raw) {
                return Ok(response::empty(StatusCode::OK));
            }
            // This form has no switch for the copy in Sent Items.
            (content::from_mime(call, raw)?, true)
        }
        _ => from_json(call)?,
    };
    let mut submission = submission::prepare(call, &content)?;
    submission.saved_to_sent_items = saved;
    let mut store = lock(&call.state.store);
    // "The message is saved in Drafts first" (things to know about sending mail): there it lies while it is in transit.
    let id = store.open(call.key(), call.moment).add_draft(content);
    let submitted = submission::submit(call, &mut store, &id, submission);
    if submitted.is_err() {
        store.open(call.key(), call.moment).remove(&id);
    }
    submitted.map(|()| response::empty(StatusCode::ACCEPTED))
}

/// Reads message and `saveToSentItems`.
fn from_json(call: &Call<'_>) -> Result<(Content, bool), GraphError> {
    let mut parameters = schema::check_parameters(schema::graph(), "sendMail", call.json()?)?;
    let saved = parameters
        .get("SaveToSentItems")
        .and_then(Value::as_bool)
        .unwrap_or(true);
    let Some(Value::Object(message)) = parameters.remove("Message") else {
        return Err(content::not_deserialized());
    };
    Ok((content::from_json(call, message)?, saved))
}
