//! The app's proof of who it is.

use time::OffsetDateTime;

use super::error::EntraError;
use super::form::Form;
use crate::world::application::Application;

/// Checks the credential that a form carries.
pub(super) fn check(form: &Form, app: &Application, now: OffsetDateTime) -> Result<(), EntraError> {
    if app.public_client {
        return Err(EntraError::public_client());
    }
    if let Some(assertion) = form.get("client_assertion") {
        // No app of this world has a certificate or a federated credential yet, so no key can be found.
        return Err(match assertion.split('.').count() {
            3 => EntraError::assertion_key_not_found(app),
            _ => EntraError::malformed_assertion(),
        });
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
    Ok(())
}
