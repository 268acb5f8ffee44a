//! Pages of the book that are made from the contract (`wit/`) and from the service's OpenAPI document. They are kept in the repository, so
//! that they can be read without a build.

mod contract;
mod http_api;

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::project;

/// Writes the pages.
///
/// # Errors
/// If a source cannot be read, or a page cannot be written.
pub fn write() -> Result<()> {
    for (path, text) in pages()? {
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Checks that the pages are those of today's contract.
///
/// # Errors
/// If one is not.
pub fn check() -> Result<()> {
    for (path, text) in pages()? {
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        ensure!(
            found == text,
            "{} is out of date. Run cargo xtask generate.",
            path.display()
        );
    }
    Ok(())
}

fn pages() -> Result<[(PathBuf, String); 2]> {
    let folder = project::root().join("docs/src/reference");
    Ok([
        (folder.join("contract.md"), contract::page()?),
        (folder.join("http-api.md"), http_api::page()?),
    ])
}

/// A text in a cell of a table: in one line, without an end of the cell.
fn cell(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace('|', "\\|")
}
