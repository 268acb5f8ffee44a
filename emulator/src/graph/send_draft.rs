//! `POST /users/{id}/messages/{id}/send`.

use http::StatusCode;

use super::call::Call;
use super::error::GraphError;
use super::{messages, submission};
use crate::response::{self, BytesResponse};
use crate::state::lock;
use crate::store::item::Stage;

pub(super) fn send(call: &Call<'_>, id: &str) -> Result<BytesResponse, GraphError> {
    let mut store = lock(&call.state.store);
    let (_, version) = messages::find(store.open(call.key(), call.moment), id)?;
    if !call.body.is_empty() {
        return Err(GraphError::bad_request(
            "BadRequest",
            "The action 'send' takes no request body.",
        ));
    }
    // One item is submitted once. What was submitted is no longer there to be sent.
    if version.stage != Stage::Draft {
        return Err(GraphError::item_not_found());
    }
    let submission = submission::prepare(call, &version.content)?;
    submission::submit(call, &mut store, id, submission)?;
    Ok(response::empty(StatusCode::ACCEPTED))
}
