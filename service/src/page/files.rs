//! The built files of the page, if they were there when the service was built.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::{
    StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use rust_embed::Embed;

use crate::problem::Problem;

/// `npm run build` in `ui/` writes them. A build without Node.js has none.
#[derive(Embed)]
#[folder = "../ui/dist"]
#[allow_missing = true]
struct Built;

const NOT_BUILT: &str = "This program was built without its page.\n\nBuild the page with Node.js 20 or later, then build the program again:\n\n  \
                         cd ui && npm ci && npm run build\n  cargo build -p outlook-host-cli\n";

/// The document of the page.
pub(super) async fn index() -> Response {
    match Built::get("index.html") {
        // Its name stays while its content changes with the program.
        Some(file) => (
            [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")],
            file.data,
        )
            .into_response(),
        None => {
            let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")];
            (StatusCode::NOT_IMPLEMENTED, headers, NOT_BUILT).into_response()
        }
    }
}

/// A script, a style sheet or an image.
pub(super) async fn asset(Path(name): Path<String>) -> Result<Response, Problem> {
    let unknown = || Problem::not_found("path", "the page has no such file");
    let file = Built::get(&format!("assets/{name}")).ok_or_else(unknown)?;
    let media_type = media_type(&name).ok_or_else(unknown)?;
    // The name holds a digest of the content.
    let headers = [
        (CONTENT_TYPE, media_type),
        (CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ];
    Ok((headers, file.data).into_response())
}

fn media_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "js" => Some("text/javascript; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}
