//! `man`: writes manual pages.

use std::{fs, path::Path};

use clap::Command;
use serde_json::json;

use crate::{
    failure::{Failure, exit},
    output::Output,
};

/// Writes a page for the tool whose command line `tool` describes, and one for each of its commands.
pub fn run(folder: &Path, tool: Command, output: &Output) -> Result<i32, Failure> {
    let cannot = |error: std::io::Error| Failure::tool("file", format!("{}: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(cannot)?;
    clap_mangen::generate_to(tool, folder).map_err(cannot)?;
    output.result(exit::OK, json!({ "folder": folder }), |out| {
        out.line(&format!("The manual pages are in {}.", folder.display()));
        out.command("  man outlook-host");
    });
    Ok(exit::OK)
}
