//! `man`: writes manual pages.

use std::{fs, path::Path};

use clap::Command;
use serde_json::json;

use crate::{
    failure::{Failure, exit},
    options::quoted,
    output::Output,
};

/// Writes a page for the tool whose command line `tool` describes, and one for each of its commands.
pub fn run(folder: &Path, tool: Command, output: &Output) -> Result<i32, Failure> {
    let cannot = |error: std::io::Error| Failure::tool("file", format!("{}: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(cannot)?;
    clap_mangen::generate_to(tool, folder).map_err(cannot)?;
    let page = folder.join("outlook-host.1");
    let page = std::path::absolute(&page).unwrap_or(page);
    output.result(exit::OK, json!({ "folder": folder }), |out| {
        out.line(&format!("The manual pages are in {}.", folder.display()));
        // `man` takes a path for what it is if it has a slash.
        out.command(&format!("  man {}", quoted(&page.to_string_lossy())));
    });
    Ok(exit::OK)
}
