//! Writes results and failures for people and for programs.
//!
//! Results go to standard output and failures to standard error. With `--json` both are one document on standard output:
//! `{"ok": …, "exit_code": …, "result": …}` or `{"ok": false, "exit_code": …, "error": …}`.

mod causes;
mod details;
mod guidance;
pub mod json;
mod progress;
mod results;
mod style;
mod text;
mod visible;
mod wrap;

use std::io::{self, IsTerminal, Write};

use serde_json::{Value, json};
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

use crate::failure::{Failure, exit};
pub use progress::{ProgressBar, Waiting};
pub use text::TextOutput;

/// Where output goes, and in which form.
pub struct Output {
    json: bool,
    verbose: bool,
}

impl Output {
    /// `verbose` shows every cause, every fact and the request log.
    pub fn new(json: bool, verbose: bool) -> Self {
        Self { json, verbose }
    }

    /// Whether everything is shown.
    pub fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Whether the output is one JSON document.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Writes the result of a command that ends with this exit code, as JSON or as text.
    pub fn result(&self, exit_code: i32, result: Value, write_text: impl FnOnce(&mut TextOutput)) {
        if self.json {
            let ok = exit_code == exit::OK;
            print(&json!({ "ok": ok, "exit_code": exit_code, "result": result }));
        } else {
            write_text(&mut TextOutput::on_stdout(self.verbose));
        }
    }

    /// Writes a result that is text itself, for a pipe or a file.
    pub fn text(&self, text: &str) {
        let mut stdout = io::stdout().lock();
        let _ = stdout.write_all(visible::lines(text).as_bytes());
        if !text.ends_with('\n') {
            let _ = stdout.write_all(b"\n");
        }
    }

    /// Tells a person at a terminal what the tool waits for.
    pub fn prompt(&self, text: &str) {
        if io::stdin().is_terminal() && io::stderr().is_terminal() {
            TextOutput::on_stderr(self.verbose).line(text);
        }
    }

    /// Writes a failure.
    pub fn failure(&self, failure: &Failure) {
        if self.json {
            print(&json!({ "ok": false, "exit_code": failure.exit_code(), "error": json::failure(failure) }));
        } else {
            TextOutput::on_stderr(self.verbose).failure(failure);
        }
    }
}

/// Ignores a closed standard output: nobody reads it.
fn print(document: &Value) {
    let _ = writeln!(io::stdout().lock(), "{}", visible::json(&document.to_string()));
}

/// Writes this program's own events to standard error. Events of HTTP libraries may hold headers.
pub fn trace_to_stderr() {
    let debug = tracing_subscriber::filter::LevelFilter::DEBUG;
    let own = Targets::new()
        .with_target("outlook_host", debug)
        .with_target("outlook_service", debug);
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(|| visible::Log)
        .with_ansi(false)
        .without_time();
    tracing_subscriber::registry().with(layer.with_filter(own)).init();
}

/// Forms of the log of `serve`.
#[cfg(feature = "serve")]
#[derive(Debug, Clone, Copy)]
pub enum LogFormat {
    /// A JSON document a line, for programs.
    Json,
    /// Text, for people.
    Text,
}

/// Writes the events of the service to standard error. With `-vv` the events of this program go there already.
#[cfg(feature = "serve")]
pub fn log_of_service(format: LogFormat) {
    let own = || {
        let level = tracing_subscriber::filter::LevelFilter::INFO;
        let level_of_exporter = tracing_subscriber::filter::LevelFilter::WARN;
        Targets::new()
            .with_target("opentelemetry", level_of_exporter)
            .with_target("outlook_service", level)
            .with_target("outlook_postgres_gate", level)
    };
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(|| visible::Log)
        .with_ansi(false);
    let registry = tracing_subscriber::registry();
    let _ = match format {
        LogFormat::Json => registry
            .with(layer.json().flatten_event(true).with_filter(own()))
            .try_init(),
        LogFormat::Text => registry.with(layer.with_filter(own())).try_init(),
    };
}
