//! Drafts of the page's forms. The page leaves secrets, mails and recipients out of them.

use axum::{
    Json as Document,
    extract::{Path, State},
};
use http::StatusCode;
use serde::Serialize;

use super::{
    Page,
    draft_store::{Draft, DraftStore, Drafts},
};
use crate::{body::Json, caller::Caller, problem::Problem};

/// Characters of a draft's name: a place, and the name of a connection.
const NAME_CHARS: usize = 96;

/// Bytes of a draft. The assistant's values with 1,000 mailboxes have some 40,000.
const DRAFT_BYTES: usize = 256 * 1024;

/// The drafts of this page.
#[derive(Serialize)]
pub(super) struct DraftList {
    /// By name.
    drafts: Drafts,
}

pub(super) async fn list(Caller(_): Caller, State(page): State<Page>) -> Result<Document<DraftList>, Problem> {
    let drafts = with_store(page, DraftStore::all).await?;
    Ok(Document(DraftList { drafts }))
}

pub(super) async fn keep(
    Caller(_): Caller,
    State(page): State<Page>,
    Path(name): Path<String>,
    Json(draft): Json<Draft>,
) -> Result<StatusCode, Problem> {
    if name.chars().count() > NAME_CHARS {
        return Err(Problem::bad_input("draft-name", "the name of the draft is too long"));
    }
    if serde_json::to_vec(&draft).map_or(usize::MAX, |bytes| bytes.len()) > DRAFT_BYTES {
        return Err(Problem::too_large(DRAFT_BYTES as u64, "a draft"));
    }
    if with_store(page, move |store| store.keep(name, draft)).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::bad_input("drafts", "there are too many drafts"))
}

pub(super) async fn remove(
    Caller(_): Caller,
    State(page): State<Page>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    with_store(page, move |store| store.remove(&name)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn with_store<T: Send + 'static>(
    page: Page,
    work: impl FnOnce(&DraftStore) -> std::io::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    let failed = || Problem::service("drafts", "the file of drafts cannot be used");
    let done = tokio::task::spawn_blocking(move || work(page.drafts())).await;
    done.map_err(|_| failed())?.map_err(|error| {
        tracing::error!(target: "outlook_service", %error, "the file of drafts cannot be used");
        failed()
    })
}
