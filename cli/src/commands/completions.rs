//! `completions`: prints a completion script for a shell. The script asks this program for candidates: names of connections, too.

use clap_complete::env::Shells;

use crate::{
    failure::{Failure, exit},
    output::Output,
};

/// The variable by which a shell asks this program. It is that of `clap_complete`.
pub const VARIABLE: &str = "COMPLETE";

const PROGRAM: &str = "outlook-host";

/// Prints the script.
pub fn run(shell: &str, output: &Output) -> Result<i32, Failure> {
    let cannot = |text: String| Failure::tool("completions", text);
    let shells = Shells::builtins();
    let shell = shells
        .completer(shell)
        .ok_or_else(|| cannot(format!("there is no script for {shell}")))?;
    let mut script = Vec::new();
    shell
        .write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)
        .map_err(|error| cannot(error.to_string()))?;
    output.text(&String::from_utf8_lossy(&script));
    Ok(exit::OK)
}
