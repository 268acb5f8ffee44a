//! `cargo xtask engine NAME`: runs the connector in an engine that is too large for every test run.

mod n8n;
mod obelisk;

use anyhow::{Result, bail};

/// Runs the connector in the engine of this name.
///
/// # Errors
/// If there is no such engine, if a program that it needs is missing, or if a test fails.
pub fn run(engine: Option<&str>) -> Result<()> {
    match engine {
        Some("n8n") => n8n::run(),
        Some("obelisk") => obelisk::run(),
        other => bail!(
            "there is no engine `{}`; there are: n8n, obelisk",
            other.unwrap_or_default()
        ),
    }
}
