//! Runs other programs, shows what is run and how long it took, and turns failures into messages.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// Announces a step.
pub fn step(title: &str) {
    println!("\n==> {title}");
}

/// Stages of a task, with the time that each took.
pub struct Stages {
    started: Instant,
    done: Vec<(&'static str, Duration)>,
}

impl Stages {
    /// Starts the clock.
    pub fn start() -> Self {
        Self {
            started: Instant::now(),
            done: Vec::new(),
        }
    }

    /// Announces a stage and runs it.
    ///
    /// # Errors
    /// If the stage fails.
    pub fn run<T>(&mut self, title: &'static str, stage: impl FnOnce() -> Result<T>) -> Result<T> {
        step(title);
        let started = Instant::now();
        let result = stage()?;
        self.done.push((title, started.elapsed()));
        Ok(result)
    }

    /// Prints one line for each stage, and the sum.
    pub fn print(&self) {
        step("Time");
        for (title, time) in &self.done {
            println!("  {:>6.1} s  {title}", time.as_secs_f64());
        }
        println!("  {:>6.1} s  in all", self.started.elapsed().as_secs_f64());
    }
}

/// The cargo that runs us.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::project::root());
    command
}

/// Cargo for one test target. All of the workspace is named, as in `cargo xtask test`: then nothing is compiled twice.
pub fn cargo_test(target: &str) -> Command {
    let mut command = cargo();
    command.args([
        "test",
        "--workspace",
        "--profile",
        crate::project::PROFILE,
        "--test",
        target,
    ]);
    command
}

/// Runs a command with our own input and output.
///
/// # Errors
/// If it cannot be started or fails.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    println!("  $ {shown}");
    let status = command.status().with_context(|| format!("cannot start: {shown}"))?;
    if !status.success() {
        bail!("failed ({status}): {shown}");
    }
    Ok(())
}

/// Runs a command quietly and returns its output.
///
/// # Errors
/// If it cannot be started or fails. The message holds the command's error output.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start: {shown}"))?;
    if !output.status.success() {
        bail!(
            "failed ({}): {shown}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim_end()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Returns a command as a person would type it, without the path of cargo.
pub fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program
        .file_stem()
        .unwrap_or(program.as_os_str())
        .to_string_lossy()
        .into_owned();
    command
        .get_args()
        .fold(name, |line, argument| format!("{line} {}", argument.to_string_lossy()))
}
