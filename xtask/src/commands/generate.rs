//! `cargo xtask generate`: writes the files that are made from the connector's own tables, and kept in the repository so that
//! people can read and review them. A test of the crate `descriptor` fails if one of them is out of date. Also writes the copy of
//! the contract inside the package of the host library, and the reference pages of the book.

use anyhow::Result;

use crate::{gates, reference, run};

/// Writes every generated file.
///
/// # Errors
/// If the crate does not compile, or a file cannot be written.
pub fn run() -> Result<()> {
    gates::host_wit::copy()?;
    reference::write()?;
    run::run(run::cargo().args(["run", "--quiet", "--package", "outlook-descriptor"]))
}
