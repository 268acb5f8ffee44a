//! Writes the documents that describe the connector, from its own tables and constants:
//!
//! - [`descriptor`]: `src/operations/describe/descriptor.json`, the connector for user interfaces. The component embeds it and
//!   returns it from `describe`.
//! - `docs/src/send/set-up-steps.md`, the steps of `setup-guide` with placeholders.
//! - [`troubleshooting`]: pages of `docs/src/troubleshooting`, the guidance catalogue for people.
//!
//! `cargo xtask generate` writes these [`files`]. A test fails if one of them is out of date.

mod document;
mod forms;
mod set_up_steps;
mod troubleshooting;

pub use document::descriptor;
pub use troubleshooting::troubleshooting;

/// Returns the files that this crate writes: their paths in the repository, and their texts.
#[must_use]
pub fn files() -> Vec<(String, String)> {
    let mut files = vec![("src/operations/describe/descriptor.json".to_owned(), descriptor())];
    files.push(("docs/src/send/set-up-steps.md".to_owned(), set_up_steps::page()));
    let pages = troubleshooting();
    files.extend(
        pages
            .into_iter()
            .map(|(name, text)| (format!("docs/src/troubleshooting/{name}"), text)),
    );
    files
}
