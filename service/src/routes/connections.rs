//! Saved connections. They hold names of secrets, never values.

use axum::{Json as Document, extract::Path};
use http::StatusCode;
use outlook_contract_json::requests::Connection;
use serde::Serialize;
use utoipa::ToSchema;

use super::blocking;
use crate::{body::Json, caller::Caller, problem::Problem};

/// The saved connections.
#[derive(Serialize, ToSchema)]
pub(super) struct ConnectionList {
    /// Sorted by name.
    connections: Vec<SavedConnection>,
}

/// A saved connection with its name.
#[derive(Serialize, ToSchema)]
pub(super) struct SavedConnection {
    /// Name.
    name: String,
    /// The connection. `null` means that its file is broken.
    connection: Option<Connection>,
}

/// Lists the saved connections.
#[utoipa::path(
    get,
    path = "/v1/connections",
    tag = "connections",
    operation_id = "list_connections",
    responses(
        (status = 200, body = ConnectionList, description = "The saved connections"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn list(Caller(tenant): Caller) -> Result<Document<ConnectionList>, Problem> {
    let saved = tenant.connections().clone();
    let load = move || {
        let names = saved.names().into_iter();
        names
            .map(|name| SavedConnection {
                connection: saved.load(&name).ok(),
                name,
            })
            .collect()
    };
    let connections = blocking(load).await?;
    Ok(Document(ConnectionList { connections }))
}

/// Returns a saved connection.
#[utoipa::path(
    get,
    path = "/v1/connections/{name}",
    tag = "connections",
    operation_id = "get_connection",
    params(("name" = String, Path, description = "Name of the connection")),
    responses(
        (status = 200, body = Connection, description = "The connection"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn show(Caller(tenant): Caller, Path(name): Path<String>) -> Result<Document<Connection>, Problem> {
    let saved = tenant.connections().clone();
    let connection = blocking(move || saved.load(&name)).await??;
    Ok(Document(connection))
}

/// Saves a connection, in place of one of the same name. `connect` checks it.
#[utoipa::path(
    put,
    path = "/v1/connections/{name}",
    tag = "connections",
    operation_id = "put_connection",
    params(("name" = String, Path, description = "Name of the connection")),
    request_body = Connection,
    responses(
        (status = 204, description = "It is saved"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn save(
    Caller(tenant): Caller,
    Path(name): Path<String>,
    Json(connection): Json<Connection>,
) -> Result<StatusCode, Problem> {
    let saved = tenant.connections().clone();
    blocking(move || saved.save(&name, &connection, true)).await??;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a connection. Its secret or key stays.
#[utoipa::path(
    delete,
    path = "/v1/connections/{name}",
    tag = "connections",
    operation_id = "delete_connection",
    params(("name" = String, Path, description = "Name of the connection")),
    responses(
        (status = 204, description = "It is removed"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn remove(Caller(tenant): Caller, Path(name): Path<String>) -> Result<StatusCode, Problem> {
    let saved = tenant.connections().clone();
    blocking(move || saved.remove(&name)).await??;
    Ok(StatusCode::NO_CONTENT)
}
