//! What people and programs see. Results go to standard output, failures to standard error; with `--json` both are one
//! document on standard output.

mod causes;
mod guidance;
mod human;
pub mod json;
mod json_guidance;
mod progress;
mod style;

use std::io::{self, IsTerminal, Write};

use serde_json::{Value, json};
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

use crate::failure::Failure;
pub use human::Human;
pub use progress::ProgressBar;

/// Where output goes, and in which form.
pub struct Output {
    json: bool,
    verbose: bool,
}

impl Output {
    pub fn new(json: bool, verbose: bool) -> Self {
        Self { json, verbose }
    }

    pub fn is_verbose(&self) -> bool {
        self.verbose
    }

    pub fn is_json(&self) -> bool {
        self.json
    }

    /// A result: `{"ok": true, "result": …}`, or words.
    pub fn success(&self, result: Value, say: impl FnOnce(&mut Human)) {
        if self.json {
            print(&json!({ "ok": true, "result": result }));
        } else {
            say(&mut Human::on_stdout());
        }
    }

    /// A result that is a document of its own: its fields stand beside `"ok": true`.
    pub fn document(&self, mut document: Value, say: impl FnOnce(&mut Human)) {
        if self.json {
            document["ok"] = true.into();
            print(&document);
        } else {
            say(&mut Human::on_stdout());
        }
    }

    /// Text that is a result as it is, for a pipe or a file.
    pub fn text(&self, text: &str) {
        let mut stdout = io::stdout().lock();
        let _ = stdout.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = stdout.write_all(b"\n");
        }
    }

    /// Says what is waited for, to somebody who sits at a terminal.
    pub fn prompt(&self, text: &str) {
        if io::stdin().is_terminal() && io::stderr().is_terminal() {
            Human::on_stderr().line(text);
        }
    }

    /// A failure: `{"ok": false, "exit_code": …, "error": …}`, or words.
    pub fn failure(&self, failure: &Failure) {
        if self.json {
            print(&json!({ "ok": false, "exit_code": failure.exit_code(), "error": json::failure(failure) }));
        } else {
            Human::on_stderr().failure(failure);
        }
    }
}

/// Nobody is left to tell when standard output is closed.
fn print(document: &Value) {
    let _ = writeln!(io::stdout().lock(), "{document}");
}

/// Only this program's own events: those of HTTP libraries may hold headers.
pub fn trace_to_stderr() {
    let own = Targets::new().with_target("outlook_host", tracing_subscriber::filter::LevelFilter::DEBUG);
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(false)
        .without_time();
    tracing_subscriber::registry().with(layer.with_filter(own)).init();
}
