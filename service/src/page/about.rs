//! What the page should know of the program: who plays Microsoft 365, and whether the program can start a demo.

use axum::{Json as Document, extract::State};
use serde::Serialize;

use super::Page;
use crate::{caller::Caller, problem::Problem};

#[derive(Serialize)]
pub(super) struct About {
    /// Where the emulator is that plays Microsoft 365. `null` means that the page uses the real one.
    emulator: Option<String>,
    /// Whether `POST /ui/demo` opens a page over an emulator.
    can_demo: bool,
}

pub(super) async fn about(Caller(_): Caller, State(page): State<Page>) -> Document<About> {
    Document(About {
        emulator: page.emulator().map(str::to_owned),
        can_demo: page.demo().is_some(),
    })
}

/// The link to the page of the demo.
#[derive(Serialize)]
pub(super) struct Opened {
    /// It works once.
    url: String,
}

pub(super) async fn open_demo(Caller(_): Caller, State(page): State<Page>) -> Result<Document<Opened>, Problem> {
    let demo = page
        .demo()
        .ok_or_else(|| Problem::not_found("demo", "this program was built without the emulator"))?;
    let opened = demo().await.map_err(|error| {
        tracing::error!(target: "outlook_service", error, "the demo cannot be started");
        Problem::service("demo", "the demo cannot be started; the log says why")
    })?;
    Ok(Document(Opened { url: opened }))
}
