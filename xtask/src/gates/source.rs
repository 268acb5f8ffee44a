//! Source files stay small: one idea each.

use anyhow::{Result, bail};

use crate::{project, run};

/// A file with more lines holds more than one idea.
const LINES: usize = 500;

/// Checks the length of every Rust file.
///
/// # Errors
/// If a file is too long. The message names it.
pub fn check() -> Result<()> {
    let root = project::root();
    let files = run::output(
        std::process::Command::new("git")
            .args(["ls-files", "--", "*.rs"])
            .current_dir(&root),
    )?;
    let length = |file: &str| std::fs::read_to_string(root.join(file)).map_or(0, |text| text.lines().count());
    let long: Vec<String> = files
        .lines()
        .map(|file| (file, length(file)))
        .filter(|(_, n)| *n > LINES)
        .map(|(file, n)| format!("{file}: {n}"))
        .collect();
    if !long.is_empty() {
        bail!(
            "files of more than {LINES} lines; give each idea a file of its own:\n  {}",
            long.join("\n  ")
        );
    }
    println!(
        "  source: {} Rust files, none over {LINES} lines",
        files.lines().count()
    );
    Ok(())
}
