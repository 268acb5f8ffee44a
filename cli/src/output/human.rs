//! Words for people.

use std::io::{self, Write};

use outlook_host::types::{
    ConnectResult, ConnectionReport, ErrorDetail, Notice, Receipt, RequestRecord, SendOutcome, StepStatus, TestStep,
};

use super::{guidance::field_name, style::Style};
use crate::{failure::Failure, next_step::NextStep};

/// A stream to speak on. A closed one is spoken to in vain: there is nobody to tell.
pub struct Human {
    stream: Box<dyn Write>,
    pub(super) style: Style,
}

impl Human {
    pub fn on_stdout() -> Self {
        Self {
            style: Style::of(&io::stdout()),
            stream: Box::new(io::stdout()),
        }
    }

    pub fn on_stderr() -> Self {
        Self {
            style: Style::of(&io::stderr()),
            stream: Box::new(io::stderr()),
        }
    }

    pub fn line(&mut self, text: &str) {
        let _ = writeln!(self.stream, "{text}");
    }

    pub fn connected(&mut self, name: &str, connected: &ConnectResult) {
        let tick = self.style.green("✓");
        self.line(&format!(
            "{tick} {name} signs in to {}.",
            connected.connection.tenant_id
        ));
        match connected.permissions.as_slice() {
            [] => self.line("  Permissions in the token: none (grants made in Exchange never show there)"),
            permissions => self.line(&format!("  Permissions in the token: {}", permissions.join(", "))),
        }
        self.notices(&connected.notices, "  ");
        self.requests(&connected.requests);
    }

    pub fn report(&mut self, report: &ConnectionReport) {
        for step in &report.steps {
            self.step(step);
        }
        let mark = self.mark(report.status);
        let summary = self.style.bold(&report.summary);
        self.line(&format!("\n{mark} {summary}"));
        self.requests(&report.requests);
    }

    fn step(&mut self, step: &TestStep) {
        let (mark, title) = (self.mark(step.status), self.style.bold(&step.title));
        self.line(&format!("{mark} {title}"));
        self.line(&format!("  {}", step.message));
        if let Some(limit) = &step.does_not_prove {
            let limit = self.style.dim(&format!("This does not prove: {limit}"));
            self.line(&format!("  {limit}"));
        }
        if let Some(detail) = &step.detail {
            self.detail(detail, "  ");
        }
        self.notices(&step.notices, "  ");
    }

    pub fn receipt(&mut self, receipt: &Receipt) {
        let tick = self.style.green("✓");
        let what = if receipt.already_sent {
            "had already accepted"
        } else {
            "accepted"
        };
        // Raw MIME names its own recipients, and nobody read it.
        let recipients = match receipt.recipient_count {
            None => String::new(),
            Some(1) => " to 1 recipient".to_owned(),
            Some(count) => format!(" to {count} recipients"),
        };
        self.line(&format!(
            "{tick} Microsoft {what} the mail from {}{recipients}.",
            receipt.mailbox
        ));
        self.facts(&[
            ("Accepted at", receipt.accepted_at.as_deref()),
            ("Reference", Some(&receipt.reference)),
            ("Message id", receipt.message_id.as_deref()),
            ("Internet message id", receipt.internet_message_id.as_deref()),
        ]);
        self.notices(&receipt.notices, "  ");
        self.requests(&receipt.requests);
    }

    pub fn outcome(&mut self, outcome: &SendOutcome) {
        let mark = self.mark(match outcome.state.as_str() {
            "sent" => StepStatus::Ok,
            "draft" | "not-found" => StepStatus::Warn,
            _ => StepStatus::Fail,
        });
        let state = self.style.bold(&outcome.state);
        self.line(&format!("{mark} {state}: {}", outcome.summary));
        self.facts(&[
            ("Sent at", outcome.sent_at.as_deref()),
            ("Message id", outcome.message_id.as_deref()),
            ("Internet message id", outcome.internet_message_id.as_deref()),
        ]);
        if let Some(detail) = &outcome.detail {
            self.line(&format!("  {}", detail.message));
            self.detail(detail, "  ");
        }
        self.requests(&outcome.requests);
    }

    pub fn failure(&mut self, failure: &Failure) {
        let label = self.style.red("error");
        let code = self.style.bold(failure.code());
        self.line(&format!("{label} {code}: {}", failure.message()));
        if let Some(detail) = failure.detail() {
            self.detail(detail, "  ");
            self.requests(&detail.requests);
        }
        self.next(failure.next());
    }

    /// What to do next, with the command to paste.
    pub fn next(&mut self, steps: &[NextStep]) {
        for step in steps {
            let why = self.style.bold(&step.why);
            self.line(&format!("  {why}"));
            if let Some(command) = &step.command {
                self.line(&format!("    {command}"));
            }
        }
    }

    fn facts(&mut self, facts: &[(&str, Option<&str>)]) {
        for (label, value) in facts {
            if let Some(value) = value {
                self.line(&format!("  {label}: {value}"));
            }
        }
    }

    fn detail(&mut self, detail: &ErrorDetail, indent: &str) {
        for field in &detail.fields {
            let name = self.style.bold(&field_name(&field.field));
            self.line(&format!("{indent}{name}: {}", field.message));
            self.line(&format!("{indent}  {}", field.fix));
        }
        self.causes(&detail.causes, indent);
        self.answer(detail, indent);
    }

    /// What Microsoft said, and what follows from it.
    pub(super) fn answer(&mut self, detail: &ErrorDetail, indent: &str) {
        if let Some(milliseconds) = detail.retry_after_ms {
            self.line(&format!("{indent}Repeat after {} s.", milliseconds.div_ceil(1000)));
        }
        for leftover in &detail.leftovers {
            let mark = self.style.yellow("!");
            self.line(&format!("{indent}{mark} Left behind: {leftover}"));
        }
        let status = detail.http_status.map(|status| format!("HTTP {status}"));
        let said: Vec<_> = [status, detail.service_code.clone(), detail.service_message.clone()]
            .into_iter()
            .flatten()
            .collect();
        if !said.is_empty() {
            let said = self.style.dim(&format!("Microsoft said: {}", said.join(", ")));
            self.line(&format!("{indent}{said}"));
        }
    }

    fn notices(&mut self, notices: &[Notice], indent: &str) {
        for notice in notices {
            let mark = self.style.yellow("!");
            self.line(&format!("{indent}{mark} {} {}", notice.message, notice.fix));
        }
    }

    /// The ids that a support engineer asks for. Of a step that went well many times in a row, as the pieces of a large file,
    /// the first and the last.
    fn requests(&mut self, requests: &[RequestRecord]) {
        let went_well =
            |exchange: &RequestRecord| exchange.http_status.is_some_and(|status| (200..300).contains(&status));
        let alike = |a: &RequestRecord, b: &RequestRecord| a.step == b.step && went_well(a) && went_well(b);
        for run in requests.chunk_by(alike) {
            match run {
                [first, between @ .., last] if between.len() > 1 => {
                    self.exchange(first);
                    let more = self
                        .style
                        .dim(&format!("  … {} more like it (all of them with --json)", between.len()));
                    self.line(&more);
                    self.exchange(last);
                }
                _ => run.iter().for_each(|exchange| self.exchange(exchange)),
            }
        }
    }

    fn exchange(&mut self, exchange: &RequestRecord) {
        let status = exchange
            .http_status
            .map_or("no answer".to_owned(), |status| format!("HTTP {status}"));
        let ids = match &exchange.request_id {
            Some(id) => format!("request-id {id}, client-request-id {}", exchange.client_request_id),
            None => format!("client-request-id {}", exchange.client_request_id),
        };
        let line = format!(
            "  {} at {}: {status} in {} ms, {ids}",
            exchange.step, exchange.host, exchange.duration_ms
        );
        let line = self.style.dim(&line);
        self.line(&line);
    }

    fn mark(&self, status: StepStatus) -> String {
        match status {
            StepStatus::Ok => self.style.green("✓"),
            StepStatus::Warn => self.style.yellow("!"),
            StepStatus::Fail => self.style.red("✗"),
            StepStatus::Skip => self.style.dim("–"),
        }
    }
}
