//! `completions`: prints a completion script for a shell.

use clap::Command;
use clap_complete::{Shell, generate};

use crate::failure::{Failure, exit};

/// Prints the script for the tool whose command line `tool` describes.
pub fn run(shell: Shell, tool: &mut Command) -> Result<i32, Failure> {
    generate(shell, tool, "outlook-host", &mut std::io::stdout());
    Ok(exit::OK)
}
