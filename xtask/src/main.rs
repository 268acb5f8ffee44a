//! The project's tasks: `cargo xtask build | demo | test | bench | check | generate | size`.
//!
//! They need Rust and nothing else that they do not install themselves, write only below the project's target folder
//! (Debian packages aside, announced first), and say what to do when something is missing.

mod commands;
mod gates;
mod guest;
mod project;
mod run;
mod wasm_target;

use clap::{Parser, Subcommand};

/// Tasks of the Outlook connector.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the component and check its gates
    Build,
    /// Send a mail through the sandboxed component, with Entra and Graph played on this machine
    Demo,
    /// Build and test everything
    Test,
    /// Measure: instantiation, calls, whole sends beside a native core, start-up and memory
    Bench(commands::bench::Options),
    /// Formatting, lints, documentation, licences and gates
    Check,
    /// Write the files that are made from the connector's own tables
    Generate,
    /// Show the component's size and imports
    Size,
}

fn main() -> std::process::ExitCode {
    let result = match Arguments::parse().task {
        Task::Build => commands::build::run().map(|_| ()),
        Task::Demo => commands::demo::run(),
        Task::Test => commands::test::run(),
        Task::Bench(options) => commands::bench::run(&options),
        Task::Check => commands::check::run(),
        Task::Generate => commands::generate::run(),
        Task::Size => commands::size::run(),
    };
    match result {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
