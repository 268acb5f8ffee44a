//! Microsoft Graph's mail endpoints.
//!
//! Checked in this order: bearer token, path, verb, concurrency, effective permission, mailbox, access of client programs,
//! payload. Microsoft does not
//! document whether permission or payload comes first; permission first is what a service does that must not tell strangers
//! which mailboxes exist. New endpoints are a variant in `route` and a file beside this one.

mod attachments;
mod bearer;
mod call;
mod content;
mod create_upload_session;
mod error;
mod filter;
mod folder;
mod lexer;
mod listing;
mod mailbox;
mod messages;
mod permission;
mod query;
mod render;
pub(crate) mod rights;
mod route;
mod rules;
mod schema;
mod send_draft;
mod send_mail;
mod sizes;
pub(crate) mod slots;
mod submission;
pub(crate) mod upload;

use http::{HeaderMap, HeaderValue, header};
use uuid::Uuid;

use crate::response::BytesResponse;
use crate::server::Arrived;
use crate::state::{State, lock};
use crate::world::cloud::Cloud;
use call::Call;
pub(crate) use error::GraphError;
use permission::{Caller, Permission};
pub(crate) use route::Route;
use route::{Target, Verb};
use slots::Limits;

/// Responds to a request to a Graph host.
pub(crate) async fn respond(
    state: &State,
    cloud: Cloud,
    route: Result<Route, GraphError>,
    arrived: Arrived,
) -> BytesResponse {
    traced(state, &arrived.parts.headers, process(state, cloud, route, &arrived)).await
}

/// Responds with the outcome, and with the headers by which a request is traced.
async fn traced(
    state: &State,
    headers: &HeaderMap,
    outcome: impl Future<Output = Result<BytesResponse, GraphError>>,
) -> BytesResponse {
    let request_id = Uuid::new_v4();
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let client_request_id = text("client-request-id").map(str::to_owned);
    let echo = text("return-client-request-id").is_some_and(|value| value.eq_ignore_ascii_case("true"));

    let mut response = match outcome.await {
        Ok(response) => response,
        Err(error) => error.response(request_id, client_request_id.as_deref(), state.clock.now()),
    };

    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&request_id.to_string()) {
        headers.insert("request-id", value);
    }
    if let Some(value) = client_request_id
        .filter(|_| echo)
        .and_then(|id| HeaderValue::try_from(id).ok())
    {
        headers.insert("client-request-id", value);
    }
    headers.insert(
        "x-ms-ags-diagnostic",
        HeaderValue::from_static(
            r#"{"ServerInfo":{"DataCenter":"Emulator","Slice":"E","Ring":"5","ScaleUnit":"001","RoleInstance":"AM000000"}}"#,
        ),
    );
    headers.insert(
        "strict-transport-security",
        HeaderValue::from_static("max-age=31536000"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private"));
    if let Ok(value) = HeaderValue::try_from(httpdate::fmt_http_date(state.clock.now().into())) {
        headers.insert(header::DATE, value);
    }
    response
}

async fn process(
    state: &State,
    cloud: Cloud,
    route: Result<Route, GraphError>,
    arrived: &Arrived,
) -> Result<BytesResponse, GraphError> {
    let claims = bearer::authenticate(state, cloud, &arrived.parts.headers)?;
    let Route { user, target } = route?;

    // The slot is held for as long as the request is worked on, a scripted delay included.
    let (key, limits) = {
        let world = state.world();
        let mailbox = world
            .tenant(&claims.tid.to_string())
            .and_then(|tenant| tenant.mailbox(&user));
        let key = (claims.appid, mailbox.map_or(Uuid::nil(), |mailbox| mailbox.id));
        (key, Limits::of(&world))
    };
    let _slot = limits.enter(state, key)?;
    if let Some(wait) = arrived.wait {
        tokio::time::sleep(wait).await;
    }

    let world = state.world();
    let tenant = world
        .tenants
        .iter()
        .find(|tenant| tenant.id == claims.tid)
        .ok_or_else(GraphError::unknown_tenant)?;
    if tenant.exchange_organization.has_no_exchange {
        return Err(GraphError::tenant_without_exchange(tenant.id));
    }
    let now = state.clock.now();
    let exchange = lock(&state.rights).call(&world, tenant, claims.appid, now);
    let caller = Caller {
        world: &world,
        tenant,
        exchange: exchange.as_deref().unwrap_or(tenant),
        claims: &claims,
        now,
    };
    if world.mailbox_before_permission {
        mailbox::find(tenant, &user)?;
    }
    permission::check(caller, target.permission(), &user)?;
    let reads_all = permission::check(caller, Permission::Read, &user).is_ok();
    let mailbox = mailbox::find(tenant, &user)?;
    mailbox::admit_program(tenant, mailbox, &arrived.parts.headers)?;
    let call = Call {
        state,
        world: &world,
        tenant,
        mailbox,
        cloud,
        app: claims.appid,
        headers: &arrived.parts.headers,
        query: arrived.parts.uri.query(),
        body: arrived.body.as_ref().ok_or_else(GraphError::request_too_large)?,
        moment: state.moment(&world),
        reads_all,
    };
    match target {
        Target::SendMail => send_mail::send(&call),
        Target::Folder(folder) => folder::get(&call, folder),
        Target::CreateDraft => messages::create(&call),
        Target::ListMessages => listing::list(&call),
        Target::Message(id, Verb::Get) => messages::get(&call, &id),
        Target::Message(id, Verb::Patch) => messages::patch(&call, &id),
        Target::Message(id, Verb::Delete) => messages::delete(&call, &id),
        Target::Message(id, Verb::PermanentDelete) => messages::permanent_delete(&call, &id),
        Target::Message(id, Verb::Send) => send_draft::send(&call, &id),
        Target::Message(id, Verb::ListAttachments) => attachments::list(&call, &id),
        Target::Message(id, Verb::AddAttachment) => attachments::add(&call, &id),
        Target::Message(id, Verb::CreateUploadSession) => create_upload_session::create(&call, &id),
    }
}
