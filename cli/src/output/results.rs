//! Results of calls as text: one line for a success. `verbose` adds the facts and the request log.

use outlook_host::types::{ConnectResult, ConnectionReport, Receipt, SendOutcome, StepStatus, TestStep};

use super::TextOutput;

impl TextOutput {
    /// Writes the result of `connect`.
    pub fn connected(&mut self, name: &str, connected: &ConnectResult) {
        let symbol = self.symbol(StepStatus::Ok);
        // A sign-in proves nothing about the mailbox.
        self.line(&format!(
            "{symbol} {name} signs in to {}. Next, test the mailbox: outlook-host test-connection {name}",
            connected.connection.tenant_id
        ));
        self.line("  This does not prove that the app may use the mailbox.");
        self.facts(&[(
            "Object ID of the enterprise application",
            connected.enterprise_object_id.as_deref(),
        )]);
        self.notices(&connected.notices, "  ");
        if self.verbose {
            let permissions = match connected.permissions.as_slice() {
                [] => "none (a role from Exchange never shows in a token)".to_owned(),
                permissions => permissions.join(", "),
            };
            self.facts(&[("Permissions in the token", Some(&permissions))]);
        }
        self.requests(&connected.requests);
    }

    /// Writes the report of `test-connection`: a line for each step, the failures, and the summary.
    pub fn report(&mut self, report: &ConnectionReport) {
        for step in &report.steps {
            self.step(step);
        }
        let symbol = self.symbol(report.status);
        let summary = self.style.bold(&report.summary);
        self.line(&format!("{symbol} {summary}"));
        self.requests(&report.requests);
    }

    fn step(&mut self, step: &TestStep) {
        let (symbol, title) = (self.symbol(step.status), self.style.bold(&step.title));
        self.line(&format!("{symbol} {title}"));
        if self.verbose || matches!(step.status, StepStatus::Warn | StepStatus::Fail) {
            self.line(&format!("  {}", step.message));
        }
        if let Some(limit) = step.does_not_prove.as_ref().filter(|_| self.verbose) {
            let limit = self.style.dim(&format!("This does not prove: {limit}"));
            self.line(&format!("  {limit}"));
        }
        if let Some(detail) = &step.detail {
            self.detail(detail, "  ");
        }
        self.notices(&step.notices, "  ");
    }

    /// Writes the receipt of `send-mail`.
    pub fn receipt(&mut self, receipt: &Receipt) {
        let symbol = self.symbol(StepStatus::Ok);
        let verb = if receipt.already_sent {
            "had already accepted"
        } else {
            "accepted"
        };
        // The connector does not read the recipients of raw MIME.
        let recipients = match receipt.recipient_count {
            None => String::new(),
            Some(1) => " to 1 recipient".to_owned(),
            Some(count) => format!(" to {count} recipients"),
        };
        self.line(&format!(
            "{symbol} Microsoft {verb} the mail from {}{recipients}.",
            receipt.mailbox
        ));
        self.notices(&receipt.notices, "  ");
        if self.verbose {
            self.facts(&[
                ("Accepted at", receipt.accepted_at.as_deref()),
                ("Reference", Some(&receipt.reference)),
                ("Message ID", receipt.message_id.as_deref()),
                ("Internet message ID", receipt.internet_message_id.as_deref()),
            ]);
        }
        self.requests(&receipt.requests);
    }

    /// Writes the result of `check-outcome`.
    pub fn outcome(&mut self, outcome: &SendOutcome) {
        let symbol = self.symbol(match outcome.state.as_str() {
            "sent" => StepStatus::Ok,
            "draft" | "not-found" => StepStatus::Warn,
            _ => StepStatus::Fail,
        });
        let state = self.style.bold(&outcome.state);
        self.line(&format!("{symbol} {state}: {}", outcome.summary));
        if self.verbose {
            self.facts(&[
                ("Sent at", outcome.sent_at.as_deref()),
                ("Message ID", outcome.message_id.as_deref()),
                ("Internet message ID", outcome.internet_message_id.as_deref()),
            ]);
        }
        if let Some(detail) = &outcome.detail {
            self.line(&format!("  {}", detail.message));
            self.detail(detail, "  ");
        }
        self.requests(&outcome.requests);
    }
}
