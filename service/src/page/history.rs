//! The history of the page's tenant.

use std::sync::Arc;

use axum::Json as Document;
use http::StatusCode;
use serde::Serialize;

use crate::{
    caller::Caller,
    problem::Problem,
    tenants::{History, HistoryEntry},
};

/// The mails of the last 30 days.
#[derive(Serialize)]
pub(super) struct HistoryList {
    /// The newest first.
    entries: Vec<HistoryEntry>,
}

pub(super) async fn list(Caller(tenant): Caller) -> Result<Document<HistoryList>, Problem> {
    let entries = with_history(tenant.history(), |history| history.list()).await?;
    Ok(Document(HistoryList { entries }))
}

pub(super) async fn empty(Caller(tenant): Caller) -> Result<StatusCode, Problem> {
    with_history(tenant.history(), |history| history.empty()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn with_history<T: Send + 'static>(
    history: Option<&Arc<History>>,
    work: impl FnOnce(&History) -> std::io::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    let none = || Problem::not_found("history", "this service keeps no history");
    let history = Arc::clone(history.ok_or_else(none)?);
    let done = tokio::task::spawn_blocking(move || work(&history)).await;
    let failed = || Problem::service("history", "the file of the history cannot be used");
    done.map_err(|_| failed())?.map_err(|error| {
        tracing::error!(target: "outlook_service", %error, "the file of the history cannot be used");
        failed()
    })
}
