//! The pages of docs/src/troubleshooting that are written from the catalogue: tables of codes, the causes of each area, and the
//! evidence. README.md there is written by hand, and links to them. `cargo xtask generate` writes the pages, and a test fails if a
//! page differs.

mod causes;
mod codes;
mod evidence;

use outlook_connector::tables::guidance::{CauseInfo, Service, causes::AREAS};

/// A page: the name of its file, and its text.
pub type Page = (String, String);

/// Returns the pages.
#[must_use]
pub fn troubleshooting() -> Vec<Page> {
    let mut pages = vec![
        codes::page(
            Service::Token,
            "Refused sign-ins (Microsoft Entra)",
            "Entra refused to issue a token. Nothing was sent.",
        ),
        codes::page(
            Service::Graph,
            "Refused requests (Microsoft Graph and Exchange)",
            "Graph or Exchange refused a request. Search this page for the innermost code of the response.",
        ),
        codes::page(
            Service::Connector,
            "Failures of the connector and its host",
            "No response of Microsoft is involved.",
        ),
    ];
    pages.extend(AREAS.iter().map(|(area, causes)| causes::page(area, causes)));
    pages.push(evidence::page());
    pages
}

/// A link to a cause, from another page of the folder.
fn link(cause: &CauseInfo) -> String {
    let area = AREAS
        .iter()
        .find(|(_, causes)| causes.iter().any(|other| other.id == cause.id))
        .map_or("", |(area, _)| *area);
    format!("[{0}]({area}.md#{0})", cause.id)
}

/// Texts as inline code, in a list.
fn code_list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<String> = texts.into_iter().map(|text| format!("`{text}`")).collect();
    parts.join(", ")
}
