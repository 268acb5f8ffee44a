//! The report as Markdown, for the administrator who has to fix something. It holds what the steps hold and no more: ids and
//! addresses of the connection, and no secret.

use std::fmt::{self, Write};

use crate::contract::{Cause, Connection, ErrorDetail, RequestRecord, StepStatus, TestStep};

/// Writes the report.
pub fn markdown(
    status: StepStatus,
    summary: &str,
    steps: &[TestStep],
    requests: &[RequestRecord],
    connection: &Connection,
) -> String {
    let mut page = String::new();
    // Writing to a `String` does not fail.
    let _never_fails = write_page(&mut page, status, summary, steps, requests, connection);
    page
}

fn write_page(
    page: &mut String,
    status: StepStatus,
    summary: &str,
    steps: &[TestStep],
    requests: &[RequestRecord],
    connection: &Connection,
) -> fmt::Result {
    writeln!(page, "# Test of the Outlook connection: {}", word(status))?;
    writeln!(page, "{summary}")?;
    item(page, "Tenant", &connection.tenant_id)?;
    item(page, "App (client ID)", &connection.client_id)?;
    item(page, "Mailbox", &connection.mailbox)?;
    for step in steps {
        write_step(page, step)?;
    }
    writeln!(page, "\n## Requests")?;
    for request in requests {
        write_request(page, request)?;
    }
    Ok(())
}

fn write_step(page: &mut String, step: &TestStep) -> fmt::Result {
    writeln!(page, "\n## {}: {}", step.title, word(step.status))?;
    writeln!(page, "{}", step.message)?;
    optional_item(page, "Does not prove", step.does_not_prove.as_deref())?;
    for notice in &step.notices {
        item(page, "Notice", &notice.message)?;
        item(page, "Fix", &notice.fix)?;
    }
    step.detail.iter().try_for_each(|detail| write_detail(page, detail))
}

fn write_detail(page: &mut String, detail: &ErrorDetail) -> fmt::Result {
    optional_item(page, "Microsoft's code", detail.service_code.as_deref())?;
    optional_item(page, "Microsoft's message", detail.service_message.as_deref())?;
    for field in &detail.fields {
        writeln!(page, "- {}: {} {}", field.field, field.message, field.fix)?;
    }
    for (rank, cause) in (1..).zip(&detail.causes) {
        write_cause(page, rank, cause)?;
    }
    Ok(())
}

fn write_cause(page: &mut String, rank: u32, cause: &Cause) -> fmt::Result {
    writeln!(page, "\n### {rank}. {} ({})", cause.title, cause.confidence)?;
    for evidence in &cause.evidence {
        item(page, "For it", evidence)?;
    }
    for evidence in &cause.counter_evidence {
        item(page, "Against it", evidence)?;
    }
    item(page, "Check", &cause.check)?;
    item(page, "Fix", &cause.fix)?;
    item(page, "Who", &cause.owner)?;
    optional_item(page, "Step of the set-up guide", cause.guide_step.as_deref())?;
    item(page, "Repeat", &cause.retry)
}

fn write_request(page: &mut String, request: &RequestRecord) -> fmt::Result {
    write!(page, "- {}, {}: ", request.step, request.host)?;
    match request.http_status {
        Some(status) => write!(page, "{status}")?,
        None => page.write_str("no response")?,
    }
    writeln!(
        page,
        ", request id {}, client request id {}, {}",
        request.request_id.as_deref().unwrap_or("none"),
        request.client_request_id,
        request.date.as_deref().unwrap_or("no date"),
    )
}

/// Writes an item of a list. Writes nothing if the text is empty.
fn item(page: &mut String, name: &str, text: &str) -> fmt::Result {
    if text.is_empty() {
        return Ok(());
    }
    writeln!(page, "- {name}: {text}")
}

fn optional_item(page: &mut String, name: &str, text: Option<&str>) -> fmt::Result {
    item(page, name, text.unwrap_or_default())
}

fn word(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Ok => "ok",
        StepStatus::Warn => "warning",
        StepStatus::Fail => "failed",
        StepStatus::Skip => "not tried",
    }
}
