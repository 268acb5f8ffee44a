//! Secrets, encrypted on disk. A value goes in and never comes out.

use std::time::SystemTime;

use axum::{Json as Document, extract::Path};
use http::StatusCode;
use outlook_host::{
    StoredSecret,
    stores::sealed::{ListedSecret, check_secret_name},
};
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::blocking;
use crate::{body::Json, caller::Caller, problem::Problem};

/// A secret to store.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PutSecret {
    /// The value.
    #[schema(value_type = String, write_only)]
    value: Zeroizing<String>,
    /// When the value stops being usable, in RFC 3339.
    expires_at: Option<String>,
}

/// The names of the secrets.
#[derive(Serialize, ToSchema)]
pub(super) struct SecretList {
    /// Sorted by name.
    secrets: Vec<SecretName>,
}

/// A secret without its value.
#[derive(Serialize, ToSchema)]
pub(super) struct SecretName {
    /// Name.
    name: String,
    /// When the value stops being usable, in RFC 3339.
    expires_at: Option<String>,
    /// When the value was stored, in RFC 3339.
    stored_at: Option<String>,
}

/// Lists the names of the secrets.
#[utoipa::path(
    get,
    path = "/v1/secrets",
    tag = "secrets",
    operation_id = "list_secrets",
    responses(
        (status = 200, body = SecretList, description = "The names of the secrets"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn list(Caller(tenant): Caller) -> Result<Document<SecretList>, Problem> {
    let store = tenant.secrets().clone();
    let listed = blocking(move || store.list()).await??;
    let name = |secret: ListedSecret| SecretName {
        expires_at: secret.expires_at.and_then(written),
        stored_at: secret.stored_at.and_then(written),
        name: secret.name,
    };
    Ok(Document(SecretList {
        secrets: listed.into_iter().map(name).collect(),
    }))
}

/// Stores a secret, in place of one of the same name.
#[utoipa::path(
    put,
    path = "/v1/secrets/{name}",
    tag = "secrets",
    operation_id = "put_secret",
    params(("name" = String, Path, description = "Name of the secret")),
    request_body = PutSecret,
    responses(
        (status = 204, description = "It is stored"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn set(
    Caller(tenant): Caller,
    Path(name): Path<String>,
    Json(secret): Json<PutSecret>,
) -> Result<StatusCode, Problem> {
    check_name(&name)?;
    if secret.value.is_empty() {
        return Err(Problem::bad_input("secret-value", "`value`: it is empty").at("value"));
    }
    let expires_at = secret.expires_at.as_deref().map(read).transpose()?;
    let store = tenant.secrets().clone();
    let value = StoredSecret::new(secret.value.as_str()).with_expiry(expires_at);
    blocking(move || store.set(&name, value)).await??;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a secret.
#[utoipa::path(
    delete,
    path = "/v1/secrets/{name}",
    tag = "secrets",
    operation_id = "delete_secret",
    params(("name" = String, Path, description = "Name of the secret")),
    responses(
        (status = 204, description = "It is removed"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn remove(Caller(tenant): Caller, Path(name): Path<String>) -> Result<StatusCode, Problem> {
    check_name(&name)?;
    let store = tenant.secrets().clone();
    if blocking(move || store.remove(&name)).await?? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("secret-unknown", "there is no secret of this name"))
    }
}

fn check_name(name: &str) -> Result<(), Problem> {
    check_secret_name(name).map_err(|error| Problem::bad_input("secret-name", error.to_string()))
}

fn read(text: &str) -> Result<SystemTime, Problem> {
    let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| {
        let detail = "`expires_at`: write a time of RFC 3339, such as 2027-03-31T00:00:00Z";
        Problem::bad_input("expires-at", detail).at("expires_at")
    })?;
    Ok(time.into())
}

fn written(time: SystemTime) -> Option<String> {
    OffsetDateTime::from(time).format(&Rfc3339).ok()
}
