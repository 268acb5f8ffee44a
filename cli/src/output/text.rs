//! Writes lines of text for people.

use std::io::{self, Write};

use outlook_host::types::StepStatus;

use terminal_size::{Width, terminal_size_of};

use super::{style::Style, visible, wrap::wrapped};
use crate::{failure::Failure, next_step::NextStep};

/// Writes text for people. Ignores a closed stream.
pub struct TextOutput {
    stream: Box<dyn Write>,
    pub(super) style: Style,
    pub(super) verbose: bool,
    /// Columns of the terminal. `None` if the stream is none: programs get whole lines.
    columns: Option<usize>,
}

impl TextOutput {
    /// Writes to standard output.
    pub fn on_stdout(verbose: bool) -> Self {
        Self {
            style: Style::of(&io::stdout()),
            stream: Box::new(io::stdout()),
            verbose,
            columns: columns(terminal_size_of(io::stdout())),
        }
    }

    /// Writes to standard error.
    pub fn on_stderr(verbose: bool) -> Self {
        Self {
            style: Style::of(&io::stderr()),
            stream: Box::new(io::stderr()),
            verbose,
            columns: columns(terminal_size_of(io::stderr())),
        }
    }

    /// Writes one line of text, wrapped to the terminal. A line break in it is shown as an escape.
    pub fn line(&mut self, text: &str) {
        let text = visible::line(text, self.style.is_on());
        let text = match self.columns {
            Some(columns) => wrapped(&text, columns),
            None => text,
        };
        let _ = writeln!(self.stream, "{text}");
    }

    /// Writes one line that people copy, such as a command, and does not wrap it.
    pub fn command(&mut self, text: &str) {
        let _ = writeln!(self.stream, "{}", visible::line(text, self.style.is_on()));
    }

    /// Writes something that needs care.
    pub fn warning(&mut self, text: &str) {
        let symbol = self.symbol(StepStatus::Warn);
        self.line(&format!("  {symbol} {text}"));
    }

    /// Writes something that fails, or will soon.
    pub fn alarm(&mut self, text: &str) {
        let symbol = self.symbol(StepStatus::Fail);
        self.line(&format!("  {symbol} {text}"));
    }

    /// Writes a failure: the message, the first cause with its fix, and the first next step. `verbose` adds the rest.
    pub fn failure(&mut self, failure: &Failure) {
        let label = self.style.red("error");
        let code = self.style.bold(failure.code());
        self.line(&format!("{label} {code}: {}", failure.message()));
        if let Some(detail) = failure.detail() {
            self.detail(detail, "  ");
        }
        self.next(failure.next());
        if let Some(detail) = failure.detail() {
            self.requests(&detail.requests);
        }
    }

    /// Writes next steps with the commands to paste.
    pub fn next(&mut self, steps: &[NextStep]) {
        for step in steps {
            let why = self.style.bold(&step.why);
            self.line(&format!("  {why}"));
            if let Some(command) = &step.command {
                self.command(&format!("    {command}"));
            }
        }
    }

    /// Writes the facts that are known, a line each.
    pub(super) fn facts(&mut self, facts: &[(&str, Option<&str>)]) {
        for (label, value) in facts {
            if let Some(value) = value {
                self.line(&format!("  {label}: {value}"));
            }
        }
    }

    /// Writes a label and its text. Further lines of the text are indented. Writes nothing for an empty text.
    pub(super) fn labelled(&mut self, indent: &str, label: &str, text: &str) {
        for line in with_label(indent, label, text) {
            self.line(&line);
        }
    }

    /// The same for a text that people copy, or parts of it.
    pub(super) fn labelled_commands(&mut self, indent: &str, label: &str, text: &str) {
        for line in with_label(indent, label, text) {
            self.command(&line);
        }
    }

    /// The symbol of a status.
    pub(super) fn symbol(&self, status: StepStatus) -> String {
        match status {
            StepStatus::Ok => self.style.green("✓"),
            StepStatus::Warn => self.style.yellow("!"),
            StepStatus::Fail => self.style.red("✗"),
            StepStatus::Skip => self.style.dim("–"),
        }
    }
}

/// The lines of a text, the first of them with its label.
fn with_label<'a>(indent: &'a str, label: &'a str, text: &'a str) -> impl Iterator<Item = String> + 'a {
    let spaces = " ".repeat(label.len());
    text.lines().enumerate().map(move |(index, line)| {
        let before = if index == 0 { label } else { &spaces };
        format!("{indent}{before}{line}").trim_end().to_owned()
    })
}

/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 110;

fn columns(size: Option<(Width, terminal_size::Height)>) -> Option<usize> {
    size.map(|(Width(columns), _)| usize::from(columns).min(WIDEST))
}
