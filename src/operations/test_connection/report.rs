//! The whole report as Markdown, for the administrator who has to mend something. It holds what the steps hold, and no more:
//! ids and addresses of the connection, and nothing secret.

use crate::contract::{Cause, Connection, ErrorDetail, RequestRecord, StepStatus, TestStep};

/// Writes the report.
pub fn markdown(
    status: StepStatus,
    summary: &str,
    steps: &[TestStep],
    requests: &[RequestRecord],
    connection: &Connection,
) -> String {
    let mut page = Page::default();
    page.line(&["# Test of the Outlook connection: ", word(status)]);
    page.line(&[summary]);
    for (name, value) in [
        ("Tenant", connection.tenant_id.as_str()),
        ("App (client ID)", &connection.client_id),
        ("Mailbox", &connection.mailbox),
    ] {
        page.item(name, value);
    }
    for step in steps {
        page.line(&["\n## ", &step.id, ": ", word(step.status)]);
        page.line(&[&step.title, ". ", &step.message]);
        page.item("Does not prove", step.does_not_prove.as_deref().unwrap_or_default());
        for notice in &step.notices {
            page.item("Notice", &notice.message);
            page.item("Fix", &notice.fix);
        }
        if let Some(detail) = &step.detail {
            reason(&mut page, detail);
        }
    }
    page.line(&["\n## Requests"]);
    for exchange in requests {
        let status = exchange
            .http_status
            .map_or_else(|| "no answer".to_owned(), |status| status.to_string());
        page.line(&[
            "- ",
            &exchange.step,
            ", ",
            &exchange.host,
            ": ",
            &status,
            ", request id ",
            exchange.request_id.as_deref().unwrap_or("none"),
            ", client request id ",
            &exchange.client_request_id,
            ", ",
            exchange.date.as_deref().unwrap_or("no date"),
        ]);
    }
    page.0
}

fn reason(page: &mut Page, detail: &ErrorDetail) {
    page.item("Microsoft's code", detail.service_code.as_deref().unwrap_or_default());
    page.item(
        "Microsoft's message",
        detail.service_message.as_deref().unwrap_or_default(),
    );
    for field in &detail.fields {
        page.item(&field.field, &[field.message.as_str(), field.fix.as_str()].join(" "));
    }
    for (place, cause) in detail.causes.iter().enumerate() {
        tell(page, place.saturating_add(1), cause);
    }
}

fn tell(page: &mut Page, place: usize, cause: &Cause) {
    page.line(&[
        "\n### ",
        &place.to_string(),
        ". ",
        &cause.title,
        " (",
        &cause.confidence,
        ")",
    ]);
    for evidence in &cause.evidence {
        page.item("For it", evidence);
    }
    for evidence in &cause.counter_evidence {
        page.item("Against it", evidence);
    }
    page.item("Check", &cause.check);
    page.item("Fix", &cause.fix);
    page.item("Who", &cause.owner);
    page.item(
        "Step of the set-up guide",
        cause.guide_step.as_deref().unwrap_or_default(),
    );
    page.item("Repeat", &cause.retry);
}

fn word(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Ok => "ok",
        StepStatus::Warn => "warning",
        StepStatus::Fail => "failed",
        StepStatus::Skip => "not tried",
    }
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.0.push_str(part));
        self.0.push('\n');
    }

    /// A line of a list; nothing for what is not known.
    fn item(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.line(&["- ", name, ": ", text]);
        }
    }
}
