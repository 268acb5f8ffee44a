//! `completions`: scripts for shells.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::{
    cli::Cli,
    failure::{Failure, exit},
};

pub fn run(shell: Shell) -> Result<i32, Failure> {
    generate(shell, &mut Cli::command(), "outlook-host", &mut std::io::stdout());
    Ok(exit::OK)
}
