//! Several attempts in one text. Each may have sent the mail, whatever the last one came to.

use super::{client_fault, http_message, log_line, status};
use crate::step::Step;

/// Finds the status of a line that leaves open whether a mail was sent, other than the one that was read.
pub fn doubtful_status(text: &str, read: u16) -> Option<u16> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.find_map(|line| {
        let found = status_of(line)?;
        (found != read && is_doubtful(found)).then_some(found)
    })
}

/// Whether a mail may have been sent, or was, if a send came to this status (`verdict::GRAPH_RULES`).
fn is_doubtful(status: u16) -> bool {
    matches!(status, 202 | 408 | 500 | 502..=504)
}

/// Returns the status of a line: of a response, of a line of a log about a send, or in words. Lines of a JSON body have none.
fn status_of(line: &str) -> Option<u16> {
    let line = line.trim();
    if let Some(logged) = log_line::find(line) {
        let step = logged.step.as_deref().and_then(Step::from_name);
        let sends = step.is_none_or(|step| [Step::SendMail, Step::SendDraft].contains(&step));
        return logged
            .status
            .filter(|_| sends && logged.service.as_deref() != Some("token"));
    }
    if line.starts_with("HTTP/") {
        return http_message::find(line).map(|message| message.status);
    }
    if line.starts_with(['{', '}', '"', '[', '<']) {
        return None;
    }
    status::find(line)
        .filter(|(_, form)| *form == status::Form::Number)
        .map(|(status, _)| status)
}

/// Returns whether a text tells of one attempt.
pub fn is_one(text: &str) -> bool {
    client_fault::events(text).nth(1).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_attempt_that_may_have_sent_is_found() {
        for text in [
            "first: HTTP 403 Forbidden for /sendMail\nsecond: HTTP 504 Gateway Timeout for /sendMail",
            "{\"http_status\":403,\"body\":\"\"}\n{\"http_status\":504,\"step\":\"send-mail\",\"body\":\"\"}",
            "HTTP/1.1 504 Gateway Timeout\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n",
        ] {
            assert_eq!(doubtful_status(text, 403), Some(504), "{text}");
        }
        for text in [
            "HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n",
            "{\"http_status\":403,\"body\":\"\"}\n{\"http_status\":504,\"step\":\"create-draft\",\"body\":\"\"}",
            "403 Forbidden\n{\n  \"status\": 500\n}",
            "HTTP 403",
        ] {
            assert_eq!(doubtful_status(text, 403), None, "{text}");
        }
    }
}
