//! `outlook-host`: runs the Outlook connector from a command line.
//!
//! It takes no secret as an argument and prints none. It never reports a mail as sent if that is not known.

mod cli;
mod commands;
mod completion;
mod connections;
mod context;
mod failure;
mod guid;
mod next_step;
mod options;
mod output;
mod sources;
mod suggest;
mod text;

use std::process::exit;

use clap::{CommandFactory, Parser};
use clap_complete::CompleteEnv;

use cli::{Cli, Command};
use context::Context;
use failure::Failure;
use output::Output;

fn main() {
    no_core_dumps();
    // A shell asks for candidates.
    CompleteEnv::with_factory(Cli::command)
        .var(commands::completions::VARIABLE)
        .complete();
    let json_wanted = std::env::args_os().any(|argument| argument == "--json");
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // Help and version are no errors, and clap prints them best.
        Err(usage) if json_wanted && usage.use_stderr() => {
            let failure = Failure::usage(usage.kind().to_string());
            Output::new(true, false).failure(&failure);
            exit(failure.exit_code());
        }
        Err(usage) => usage.exit(),
    };
    let output = Output::new(cli.global.json, cli.global.verbose > 0);
    if cli.global.verbose > 1 {
        output::trace_to_stderr();
    }
    let code = match run(cli, &output) {
        Ok(code) => code,
        Err(failure) => {
            output.failure(&failure);
            failure.exit_code()
        }
    };
    // Not a return from `main`: pools, sandboxes and connections need no orderly end, and it would cost time.
    exit(code);
}

/// Keeps secrets and mail out of core dumps. A system that does not allow this goes on as before.
fn no_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        let _ = setrlimit(Resource::Core, none);
    }
    // A program that collects dumps gets them whatever the limit is (core(5), "Piping core dumps to a program").
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

fn run(cli: Cli, output: &Output) -> Result<i32, Failure> {
    let context = Context::new(cli.global)?;
    match cli.command {
        Command::Connection(command) => commands::connection::run(*command, &context, output),
        Command::Secret(command) => block_on(commands::secret::run(command, &context, output)),
        Command::Key(command) => commands::key::run(command, &context, output),
        Command::Completions { shell } => commands::completions::run(&shell, output),
        Command::Man { folder } => commands::man::run(&folder, Cli::command(), output),
        Command::Connect { name } => block_on(commands::connect::run(&name, &context, output)),
        Command::TestConnection(arguments) => block_on(commands::test_connection::run(arguments, &context, output)),
        Command::CheckOutcome(arguments) => block_on(commands::check_outcome::run(&arguments, &context, output)),
        Command::SendMail(arguments) => block_on(commands::send_mail::run(*arguments, &context, output)),
        Command::Explain(arguments) => block_on(commands::explain::run(*arguments, &context, output)),
        Command::SetupGuide(arguments) => block_on(commands::setup_guide::run(*arguments, &context, output)),
        Command::Describe(arguments) => block_on(commands::describe::run(&arguments, &context, output)),
        #[cfg(feature = "emulator")]
        Command::Emulator(arguments) => block_on(commands::emulator::run(arguments, output)),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => block_on_threads(commands::serve::run(arguments, &context, output)),
        #[cfg(feature = "serve")]
        Command::Ui(arguments) => block_on_threads(commands::ui::run(arguments, &context, output)),
    }
}

/// One thread is enough for one mail, and starts fastest.
fn block_on<T>(command: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::tool("runtime-unavailable", error.to_string()))?;
    runtime.block_on(command)
}

/// A thread for each core, for a service.
#[cfg(feature = "serve")]
fn block_on_threads<T>(command: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::tool("runtime-unavailable", error.to_string()))?;
    runtime.block_on(command)
}
