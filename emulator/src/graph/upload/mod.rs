//! Upload URLs (attachment: createUploadSession, "Attach large files"): the file arrives in pieces, in order, without
//! `Authorization`; the URL carries its own token.

mod range;

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use percent_encoding::percent_decode_str;
use serde_json::json;

use self::range::Range;
use super::error::GraphError;
use super::slots::Limits;
use super::{content, create_upload_session, render, sizes};
use crate::history::Operation;
use crate::response::{self, BytesResponse};
use crate::server::Arrived;
use crate::state::{State, lock};
use crate::store::file::File;
use crate::store::session::Session;
use crate::store::{Key, Store};
use crate::world::World;
use crate::world::mailbox::Mailbox;

/// What is done with an upload URL.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Action {
    /// `PUT`: the next piece.
    Put,
    /// `GET`: how far the upload is.
    Status,
    /// `DELETE`: the end of the session.
    Cancel,
}

impl Action {
    pub(crate) fn of(method: &Method) -> Option<Self> {
        match *method {
            Method::PUT => Some(Self::Put),
            Method::GET => Some(Self::Status),
            Method::DELETE => Some(Self::Cancel),
            _ => None,
        }
    }

    pub(crate) fn operation(self) -> Operation {
        match self {
            Self::Put => Operation::UploadChunk,
            Self::Status => Operation::UploadStatus,
            Self::Cancel => Operation::CancelUpload,
        }
    }
}

/// Responds to a request to a host of upload URLs.
pub(crate) async fn respond(state: &State, action: Option<Action>, arrived: Arrived) -> BytesResponse {
    super::traced(state, &arrived.parts.headers, process(state, action, &arrived)).await
}

async fn process(state: &State, action: Option<Action>, arrived: &Arrived) -> Result<BytesResponse, GraphError> {
    let parts = &arrived.parts;
    if parts.headers.contains_key(header::AUTHORIZATION) {
        return Err(GraphError::invalid_audience_for_resource());
    }
    let id = session_id(parts.uri.path()).ok_or_else(GraphError::no_upload_session)?;

    // An upload takes one of the mailbox's slots like any other request.
    let (key, limits) = {
        let world = state.world();
        let mut store = lock(&state.store);
        let session = find(state, &mut store, &id, parts)?;
        ((session.app, session.key.1), Limits::of(&world))
    };
    let _slot = limits.enter(state, key)?;
    if let Some(wait) = arrived.wait {
        tokio::time::sleep(wait).await;
    }

    match action.ok_or_else(GraphError::method_not_allowed)? {
        Action::Put => {
            let body = arrived.body.as_ref().ok_or_else(GraphError::request_too_large)?;
            put(state, &id, parts, body)
        }
        Action::Status => status(state, &id, parts),
        Action::Cancel => {
            let mut store = lock(&state.store);
            find(state, &mut store, &id, parts)?;
            store.close_session(&id);
            Ok(response::empty(StatusCode::NO_CONTENT))
        }
    }
}

/// Takes the next piece; the last one puts the file on the draft.
fn put(state: &State, id: &str, parts: &http::request::Parts, body: &Bytes) -> Result<BytesResponse, GraphError> {
    let world = state.world();
    let mut store = lock(&state.store);
    let now = state.clock.now();
    let session = find(state, &mut store, id, parts)?;
    check_length(&parts.headers, body)?;
    let range = Range::read(parts.headers.get(header::CONTENT_RANGE))?;
    range.check(session.received.len(), session.total, body.len())?;
    let (app, mailbox) = (session.app, session.key.1);
    let (key, draft, arrived) = (session.key, session.draft.clone(), session.received.len() + body.len());
    if let Some(limits) = owner(&world, key)
        && let Some((_, version)) = store.open(key, state.moment(&world)).find(&draft)
    {
        sizes::check_growth(limits, &version.content, arrived)?;
    }
    if world.enforce_upload_rate {
        state.slots.count_upload((app, mailbox), body.len(), now)?;
    }
    let session = store.session(id, now).ok_or_else(GraphError::no_upload_session)?;
    session.received.extend_from_slice(body);
    if world.upload_session_extends {
        session.expires_at = now + create_upload_session::lifetime(&world);
    }
    if session.received.len() < session.total {
        let context = format!("{}/$metadata#AttachmentSessions/$entity", session.base);
        let body = json!({
            "@odata.context": context,
            "ExpirationDateTime": render::precise_date_time(session.expires_at),
            "NextExpectedRanges": [session.received.len().to_string()],
        });
        return Ok(response::json(StatusCode::OK, &body));
    }
    let session = store.close_session(id).ok_or_else(GraphError::no_upload_session)?;
    let file = File {
        id: content::new_attachment_id(mailbox),
        name: session.name,
        content_type: session.content_type,
        content_id: session.content_id,
        is_inline: session.is_inline,
        bytes: session.received.into(),
        modified_at: now,
        in_mime: false,
    };
    let location = format!("{}{}/Attachments('{}')", session.base, session.message_path, file.id);
    let mailbox = store.open(session.key, state.moment(&world));
    mailbox.change(&session.draft, |content| content.files.push(Arc::new(file)));
    let mut response = response::empty(StatusCode::CREATED);
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Finds the mailbox of a key in the world.
fn owner(world: &World, (tenant, mailbox): Key) -> Option<&Mailbox> {
    let tenant = world.tenants.iter().find(|one| one.id == tenant)?;
    tenant.mailboxes.iter().find(|one| one.id == mailbox)
}

/// How far the upload is: played on demand only, since Microsoft describes it for OneDrive and not for Outlook.
fn status(state: &State, id: &str, parts: &http::request::Parts) -> Result<BytesResponse, GraphError> {
    if !state.world().upload_status_readable {
        return Err(GraphError::method_not_allowed());
    }
    let mut store = lock(&state.store);
    let session = find(state, &mut store, id, parts)?;
    let body = json!({
        "expirationDateTime": render::precise_date_time(session.expires_at),
        "nextExpectedRanges": [format!("{}-", session.received.len())],
    });
    Ok(response::json(StatusCode::OK, &body))
}

/// Finds the session of a URL, and checks the URL's token.
fn find<'s>(
    state: &State,
    store: &'s mut Store,
    id: &str,
    parts: &http::request::Parts,
) -> Result<&'s mut Session, GraphError> {
    let path = percent_decode_str(parts.uri.path()).decode_utf8_lossy();
    let session = store
        .session(id, state.clock.now())
        .filter(|session| path.starts_with(&format!("/api/gv1.0{}/", session.message_path)))
        .ok_or_else(GraphError::no_upload_session)?;
    let query = parts.uri.query().unwrap_or_default();
    let token = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "authtoken");
    match token {
        Some((_, token)) if token == session.auth_token => Ok(session),
        _ => Err(GraphError::upload_unauthenticated()),
    }
}

/// `…` of `/AttachmentSessions('…')`.
fn session_id(path: &str) -> Option<String> {
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let (_, rest) = path.split_once("/AttachmentSessions('")?;
    rest.strip_suffix("')").map(str::to_owned)
}

/// The documentation demands `Content-Length`.
fn check_length(headers: &HeaderMap, body: &Bytes) -> Result<(), GraphError> {
    let length = headers
        .get(header::CONTENT_LENGTH)
        .ok_or_else(GraphError::length_required)?;
    match length.to_str().ok().and_then(|length| length.parse::<usize>().ok()) {
        Some(length) if body.len() == length => Ok(()),
        _ => Err(GraphError::bad_range("Content-Length is not the length of the body.")),
    }
}
