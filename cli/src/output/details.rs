//! Details of a failure as text: fields, causes, Microsoft's words, notices and the request log.

use outlook_host::types::{ErrorDetail, Notice, RequestRecord};

use super::{TextOutput, guidance::field_name};

impl TextOutput {
    /// Writes the fields at fault, the causes and Microsoft's response.
    pub(super) fn detail(&mut self, detail: &ErrorDetail, indent: &str) {
        for field in &detail.fields {
            let name = self.style.bold(&field_name(&field.field));
            self.line(&format!("{indent}{name}: {}", field.message));
            self.line(&format!("{indent}  {}", field.fix));
        }
        self.causes(&detail.causes, indent);
        self.response(detail, indent);
    }

    /// Writes when to repeat, what is left in the mailbox, and Microsoft's response.
    pub(super) fn response(&mut self, detail: &ErrorDetail, indent: &str) {
        if let Some(milliseconds) = detail.retry_after_ms {
            self.line(&format!("{indent}Repeat after {} s.", milliseconds.div_ceil(1000)));
        }
        for leftover in &detail.leftovers {
            let symbol = self.style.yellow("!");
            self.line(&format!("{indent}{symbol} Left behind: {}", leftover.message));
        }
        let status = detail.http_status.map(|status| format!("HTTP {status}"));
        let response: Vec<_> = [status, detail.service_code.clone(), detail.service_message.clone()]
            .into_iter()
            .flatten()
            .collect();
        if !response.is_empty() {
            let response = self
                .style
                .dim(&format!("Microsoft's response: {}", response.join(", ")));
            self.line(&format!("{indent}{response}"));
        }
    }

    /// Writes notices. They are warnings, so that they show without `verbose`.
    pub(super) fn notices(&mut self, notices: &[Notice], indent: &str) {
        for notice in notices {
            let symbol = self.style.yellow("!");
            self.line(&format!("{indent}{symbol} {} {}", notice.message, notice.fix));
        }
    }

    /// Writes the request log, which Microsoft's support asks for, if `verbose` is set. Of a step that succeeded many times in
    /// a row, such as the pieces of a large file, it shows the first and the last request.
    pub(super) fn requests(&mut self, requests: &[RequestRecord]) {
        if !self.verbose {
            return;
        }
        let succeeded =
            |request: &RequestRecord| request.http_status.is_some_and(|status| (200..300).contains(&status));
        let alike = |a: &RequestRecord, b: &RequestRecord| a.step == b.step && succeeded(a) && succeeded(b);
        for run in requests.chunk_by(alike) {
            match run {
                [first, between @ .., last] if between.len() > 1 => {
                    self.request(first);
                    let more = format!("  … {} more requests like it (--json shows all)", between.len());
                    let more = self.style.dim(&more);
                    self.line(&more);
                    self.request(last);
                }
                _ => run.iter().for_each(|request| self.request(request)),
            }
        }
    }

    fn request(&mut self, request: &RequestRecord) {
        let status = request
            .http_status
            .map_or("no response".to_owned(), |status| format!("HTTP {status}"));
        let ids = match &request.request_id {
            Some(id) => format!("request-id {id}, client-request-id {}", request.client_request_id),
            None => format!("client-request-id {}", request.client_request_id),
        };
        let line = format!(
            "  {} at {}: {status} in {} ms, {ids}",
            request.step, request.host, request.duration_ms
        );
        let line = self.style.dim(&line);
        self.line(&line);
    }
}
