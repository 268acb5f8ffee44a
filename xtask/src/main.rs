//! The project's tasks: `cargo xtask build | page | book | demo | test | bench | soak | fuel | guidance | check | generate | release | simulate | ci-full | engine | size`.
//!
//! Most need Rust and nothing else. They write below the project's target folder and into folders that git ignores, and install nothing
//! elsewhere but the WebAssembly target of the toolchain.

mod adapters;
mod commands;
mod gates;
mod guest;
mod initial_heap;
mod npm;
mod project;
mod reference;
mod run;
mod total;
mod wasm_target;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
Tasks of the Outlook connector

Usage: cargo xtask <TASK>

Tasks:
  build      Build the component, the adapters and their compositions, and check imports and size
  page       Build the page of `outlook-host ui` with Node.js; the next build of the tool embeds it
  book       Build the book with mdBook and Node.js, with two pages that run the component, into target/book
  demo       Send a mail through the sandboxed component; an emulator plays Entra and Graph on this machine. --ui opens the page on it
  test       Check, build and test everything, as CI does
  check      Only the checks: formatting, source files, licences, the component, lints and documentation
  bench      Measure time beside a sender written by hand: send, throughput, start, upload, call; names choose
  soak       Let 100 tenants send under faults for some minutes (5, or as many as the next word says), then kill a sender; print figures
  fuel       Count the guest's instructions and compare them with tests/end_to_end/fuel.toml; --update writes it
  guidance   Count how many pasted texts are explained right, by kind and by form
  generate   Write the files that are made from the connector's own tables
  release    Make what a release consists of, in target/dist: components, packages, bills of materials, digests
  simulate   Hold the page on scale against the limits of the emulator: 10,000 mailboxes, or as many as the next word says
  ci-full    Run what takes too long for each change: release, tool, simulate, fuzz, soak, node, obelisk, n8n; names choose
  engine     Run the connector in an engine that is too large or too new for every test run: n8n, node or obelisk
  size       Show the component's size, imports and exports";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match start(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Starts the task that the arguments name. Sixteen words need no parser of arguments, which would be most of this program's build.
fn start(arguments: &[String]) -> Result<()> {
    let (task, rest) = arguments
        .split_first()
        .map_or(("help", &[][..]), |(t, r)| (t.as_str(), r));
    if !["bench", "ci-full", "demo", "engine", "fuel", "simulate", "soak"].contains(&task) && !rest.is_empty() {
        bail!("`cargo xtask {task}` takes no arguments\n\n{HELP}");
    }
    match task {
        "build" => commands::build::all(),
        "book" => commands::book::run(),
        "page" => commands::page::run(),
        "demo" => commands::demo::run(rest),
        "engine" => commands::engine::run(rest),
        "test" => commands::test::run(),
        "check" => commands::check::run(),
        "bench" => commands::bench::run(rest),
        "soak" => commands::bench::soak(rest.first().map(String::as_str)),
        "fuel" => commands::fuel::run(rest),
        "guidance" => commands::guidance::run(),
        "generate" => commands::generate::run(),
        "release" => commands::release::run(),
        "ci-full" => commands::ci_full::run(rest),
        "simulate" => commands::simulate::run(rest.first().map(String::as_str)),
        "size" => commands::size::run(),
        "help" | "-h" | "--help" => {
            println!("{HELP}");
            Ok(())
        }
        _ => bail!("there is no task `{task}`\n\n{HELP}"),
    }
}
