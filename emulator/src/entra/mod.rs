//! The Entra v2 token endpoint, for the client credentials grant.
//!
//! Checked in this order: verb, tenant, parameters, app, scope, service principal, credential, policies. Microsoft does not
//! document the order; it is chosen so that each mistake alone gets its documented code.

mod client_assertion;
mod credential;
mod error;
mod form;
mod issue;
mod scope;
mod tenant;

use http::{HeaderValue, Method, StatusCode, header};
use uuid::Uuid;

use crate::response::{self, BytesResponse};
use crate::server::Arrived;
use crate::state::{State, lock};
use crate::world::application::Application;
use crate::world::{Tenant, World};
use error::EntraError;
use form::Form;

/// A request to a login host.
#[derive(Debug)]
pub(crate) struct Route {
    login_host: &'static str,
    /// The tenant in the path of the token endpoint. `None` for any other path.
    tenant: Option<String>,
}

impl Route {
    pub(crate) fn of(login_host: &'static str, path: &str) -> Self {
        let tenant = path
            .strip_prefix('/')
            .and_then(|path| path.strip_suffix("/oauth2/v2.0/token"));
        Self {
            login_host,
            tenant: tenant.map(str::to_owned),
        }
    }

    /// Returns whether the request goes to the token endpoint.
    pub(crate) fn is_token(&self) -> bool {
        self.tenant.is_some()
    }
}

/// Responds to a request to a login host.
pub(crate) async fn respond(state: &State, route: &Route, arrived: Arrived) -> BytesResponse {
    if let Some(wait) = arrived.wait {
        tokio::time::sleep(wait).await;
    }
    let trace_id = Uuid::new_v4();
    let client_request_id = arrived
        .parts
        .headers
        .get("client-request-id")
        .and_then(|value| value.to_str().ok());
    let correlation_id = client_request_id
        .and_then(|id| Uuid::try_parse(id).ok())
        .unwrap_or_else(Uuid::new_v4);
    let mut response = match token(state, route, &arrived) {
        Ok(response) => response,
        Err(error) => error.response(route.login_host, trace_id, correlation_id, state.clock.now()),
    };
    let headers = response.headers_mut();
    for (name, id) in [("x-ms-request-id", trace_id), ("client-request-id", correlation_id)] {
        if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
            headers.insert(name, value);
        }
    }
    headers.insert("cache-control", HeaderValue::from_static("no-store, no-cache"));
    headers.insert("pragma", HeaderValue::from_static("no-cache"));
    if let Ok(value) = HeaderValue::try_from(httpdate::fmt_http_date(state.clock.now().into())) {
        headers.insert(header::DATE, value);
    }
    headers.insert(
        "strict-transport-security",
        HeaderValue::from_static("max-age=31536000; includeSubDomains"),
    );
    response
}

fn token(state: &State, route: &Route, arrived: &Arrived) -> Result<BytesResponse, EntraError> {
    let Some(tenant) = &route.tenant else {
        return Err(EntraError::not_played(arrived.parts.uri.path()));
    };
    if arrived.parts.method != Method::POST {
        return Err(EntraError::only_post(arrived.parts.method.as_str()));
    }
    let world = state.world();
    let tenant = tenant::find(&world, route.login_host, tenant)?;
    let form = Form::parse(&arrived.parts.headers, arrived.body.as_deref().unwrap_or_default());
    let grant_type = form.required("grant_type")?;
    if grant_type != "client_credentials" {
        return Err(EntraError::unsupported_grant(grant_type));
    }
    let client_id = form.required("client_id")?;
    let app = tenant
        .application(client_id)
        .ok_or_else(|| EntraError::unknown_app(client_id, tenant))?;
    throttle(state, &world, tenant, app)?;
    scope::check(form.required("scope")?, tenant)?;
    let principal = app
        .service_principal
        .as_ref()
        .ok_or_else(|| EntraError::no_service_principal(app, tenant))?;
    if !principal.enabled {
        return Err(EntraError::disabled(app));
    }
    let proof = credential::check(&form, &world, tenant, app, route.login_host, state.clock.now())?;
    if app.blocked_by_conditional_access {
        return Err(EntraError::conditional_access(app));
    }
    let body = issue::token(state, &world, tenant, app, principal, proof)?;
    Ok(response::json(StatusCode::OK, &body))
}

/// Counts the request against the app's limit per minute, if the world sets one.
fn throttle(state: &State, world: &World, tenant: &Tenant, app: &Application) -> Result<(), EntraError> {
    let Some(limit) = world.token_requests_per_minute else {
        return Ok(());
    };
    let now = state.clock.now();
    let mut all = lock(&state.token_requests);
    let recent = all.entry((tenant.id, app.client_id)).or_default();
    recent.retain(|at| now - *at < time::Duration::MINUTE);
    if recent.len() >= limit as usize {
        return Err(EntraError::throttled());
    }
    recent.push_back(now);
    Ok(())
}
