//! The page for people who make and test connections: its files, its sessions, and the guards against other sites.
//!
//! A browser sends requests for every site that is open in it, so that loopback alone protects nothing. The guards are: the `Host`
//! header names this machine (DNS rebinding), `Origin` and `Sec-Fetch-Site` name this page, a change needs a header that a form of
//! another site cannot send, the cookie is `SameSite=Strict`, and the policy of the page allows nothing from elsewhere.

mod about;
mod draft_store;
mod drafts;
mod files;
mod guard;
mod history;
mod session;
mod windows;

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{get, post, put},
};

use crate::app::App;

pub use windows::{OpenDemo, Page, PageOptions};

/// Adds the page to the routes of the API. Its guards stand before every route.
pub(crate) fn add(router: Router<App>, app: &App, page: &Page) -> Router<App> {
    let sessions = Router::new()
        .route("/ui/session", post(session::exchange))
        .with_state(page.clone());
    let own = Router::new()
        .route("/ui/about", get(about::about))
        .route("/ui/demo", post(about::open_demo))
        .route("/ui/drafts", get(drafts::list))
        .route("/ui/drafts/{name}", put(drafts::keep).delete(drafts::remove))
        .with_state(page.clone());
    let with_caller = Router::new()
        .route("/ui/history", get(history::list).delete(history::empty))
        .merge(own)
        .merge(router)
        .layer(from_fn_with_state((page.clone(), app.clone()), session::recognize));
    with_caller
        .route("/", get(files::index))
        .route("/assets/{name}", get(files::asset))
        .merge(sessions)
        .layer(from_fn_with_state(page.clone(), guard::only_this_page))
}
