//! The app's proof of who it is.

use time::OffsetDateTime;

use super::client_assertion;
use super::error::EntraError;
use super::form::Form;
use crate::world::application::Application;
use crate::world::{Tenant, World};

/// `client_assertion_type` of a JWT (RFC 7523 §2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How an app proved itself: `appidacr` of its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// "1": a client secret.
    Secret,
    /// "2": a client assertion.
    Assertion,
}

/// Checks the credential that a form carries. `login_host` is the host that was called.
pub(super) fn check(
    form: &Form,
    world: &World,
    tenant: &Tenant,
    app: &Application,
    login_host: &str,
    now: OffsetDateTime,
) -> Result<Proof, EntraError> {
    if app.public_client {
        return Err(EntraError::public_client());
    }
    if let Some(assertion) = form.get("client_assertion") {
        if form.required("client_assertion_type")? != JWT_BEARER {
            return Err(EntraError::other_assertion_type());
        }
        client_assertion::check(assertion, world, tenant, app, login_host, now)?;
        return Ok(Proof::Assertion);
    }
    let presented = form.get("client_secret").ok_or_else(EntraError::no_credential)?;
    if presented.is_empty() {
        return Err(EntraError::empty_credential());
    }
    let secret = app.secrets.iter().find(|secret| secret.value.matches(presented));
    let secret = secret.ok_or_else(|| EntraError::wrong_secret(app))?;
    if secret.expires.is_some_and(|end| end <= now) {
        return Err(EntraError::expired_secret(app));
    }
    Ok(Proof::Secret)
}
