//! `POST /users/{id}/messages/{id}/attachments/createUploadSession`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::call::Call;
use super::error::GraphError;
use super::{attachments, content, messages, render, schema, sizes};
use crate::response::{self, BytesResponse};
use crate::state::lock;
use crate::store::item::new_id;
use crate::store::session::Session;
use crate::world::World;
use crate::world::cloud::Cloud;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AttachmentItem {
    attachment_type: Option<String>,
    name: Option<String>,
    size: Option<i64>,
    content_type: Option<String>,
    #[serde(default)]
    is_inline: Option<bool>,
    content_id: Option<String>,
}

pub(super) fn create(call: &Call<'_>, message_id: &str) -> Result<BytesResponse, GraphError> {
    let item = read(call)?;
    let (Some(name), Some(size)) = (item.name.filter(|name| !name.is_empty()), item.size) else {
        return Err(GraphError::bad_request(
            "ErrorInvalidArgument",
            "AttachmentItem needs attachmentType, name and size.",
        ));
    };
    if size < i64::try_from(call.world.upload_session_minimum_bytes).unwrap_or(i64::MAX) {
        return Err(GraphError::bad_request(
            "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize",
            "Attachment size must be greater than the minimum size.",
        ));
    }
    let total = usize::try_from(size)
        .ok()
        .filter(|_| size <= sizes::LARGEST_SESSION_BYTES);
    let total = total.ok_or_else(GraphError::attachment_too_large)?;

    let mut store = lock(&call.state.store);
    let (draft, version) = messages::find(store.open(call.key(), call.moment), message_id)?;
    attachments::check_takes_files(version)?;
    let id = new_id("AAMkADAS", call.mailbox.id);
    let host = match call.cloud {
        Cloud::Global => call.world.upload_host.name(),
        other => other.upload_hosts().first().copied().unwrap_or_default(),
    };
    let session = Session {
        key: call.key(),
        app: call.app,
        draft: draft.immutable_id.clone(),
        folder: version.folder,
        base: format!("https://{host}/api/gv1.0"),
        message_path: format!(
            "/users('{}@{}')/messages('{message_id}')",
            call.mailbox.id, call.tenant.id
        ),
        auth_token: auth_token(),
        name,
        content_type: item.content_type,
        content_id: item.content_id,
        is_inline: item.is_inline.unwrap_or(false),
        total,
        received: Vec::with_capacity(total),
        expires_at: call.moment.now + lifetime(call.world),
    };
    let Session {
        base,
        message_path,
        auth_token,
        ..
    } = &session;
    let upload_url = format!("{base}{message_path}/AttachmentSessions('{id}')?authtoken={auth_token}");
    let body = json!({
        "@odata.context": format!("https://{}/v1.0/$metadata#microsoft.graph.uploadSession", call.cloud.graph_host()),
        "uploadUrl": upload_url,
        "expirationDateTime": render::precise_date_time(session.expires_at),
        "nextExpectedRanges": ["0-"],
    });
    store.open_session(id, session);
    Ok(response::json(StatusCode::CREATED, &body))
}

/// How long a session lives from now on.
pub(super) fn lifetime(world: &World) -> time::Duration {
    time::Duration::seconds(i64::from(world.upload_session_seconds))
}

fn read(call: &Call<'_>) -> Result<AttachmentItem, GraphError> {
    let mut parameters = schema::check_parameters(schema::graph(), "createUploadSession", call.json()?)?;
    let item = parameters.remove("AttachmentItem").unwrap_or(Value::Null);
    let item: AttachmentItem = serde_json::from_value(item).map_err(|_| content::not_deserialized())?;
    match item.attachment_type.as_deref() {
        Some(kind) if kind.eq_ignore_ascii_case("file") => Ok(item),
        Some(_) => Err(GraphError::not_played("upload sessions for anything but files")),
        None => Err(GraphError::bad_request(
            "ErrorInvalidArgument",
            "AttachmentItem needs attachmentType, name and size.",
        )),
    }
}

/// A secret that looks like the service's, which is a JWT.
fn auth_token() -> String {
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let random = || [Uuid::new_v4(), Uuid::new_v4()].map(|half| *half.as_bytes()).concat();
    let issued = OffsetDateTime::now_utc().unix_timestamp();
    let claims = format!("{{\"nbf\":{issued},\"jti\":\"{}\"}}", Uuid::new_v4());
    [
        part(b"{\"alg\":\"HS256\",\"typ\":\"JWT\"}"),
        part(claims.as_bytes()),
        part(&random()),
    ]
    .join(".")
}
