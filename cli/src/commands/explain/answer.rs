//! The answer to explain, in whatever form people have it: a body, a whole HTTP response, or a line of a log.
//!
//! It refuses nothing but several lines of a log at once: what is neither a response nor a line of a log is a body, and the
//! component makes the best of any body.

use super::{http_response, log_line};

/// An answer, as far as the input tells it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: Option<u16>,
    /// Names as they were written.
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// `token` or `graph`, where a log says so.
    pub service: Option<String>,
    /// Name of the step, where a log says so.
    pub step: Option<String>,
}

impl Answer {
    /// Reads the input, whichever form it has.
    ///
    /// # Errors
    /// What to do instead, when the input holds more than one answer.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Some(answer) = http_response::parse(text) {
            return Ok(answer);
        }
        if let Some(answer) = log_line::parse(text)? {
            return Ok(answer);
        }
        Ok(Self {
            body: text.to_owned(),
            ..Self::default()
        })
    }

    /// Sets a header; one of the same name gives way.
    pub fn set_header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(old, _)| !old.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Whether there is nothing to explain.
    pub fn is_empty(&self) -> bool {
        self.status.is_none() && self.headers.is_empty() && self.body.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anything_else_is_a_body() {
        for body in [
            r#"{"error": {"code": "ErrorAccessDenied", "message": "Access is denied."}}"#,
            "{\n  \"error\": \"invalid_client\"\n}",
            "<html><body>Zscaler</body></html>",
            "AADSTS7000222: The provided client secret keys are expired.",
            r#"{"error": {"code": "ErrorAcc"#,
            "[1, 2]",
            "HTTP/1.1 is a protocol",
        ] {
            let answer = Answer::parse(&format!("\n{body}\r\n")).unwrap();
            assert_eq!((answer.body.as_str(), answer.status), (body, None), "{body}");
            assert!(!answer.is_empty());
        }
    }

    #[test]
    fn nothing_is_nothing() {
        assert!(Answer::parse(" \r\n").unwrap().is_empty());
        assert!(!Answer::parse("HTTP/2 403").unwrap().is_empty());
    }

    #[test]
    fn a_header_given_takes_the_place_of_one_read() {
        let mut answer = Answer::parse("HTTP/1.1 429 Too Many Requests\nretry-after: 5\n\n").unwrap();
        answer.set_header("Retry-After", "30");
        assert_eq!(answer.headers, [("Retry-After".to_owned(), "30".to_owned())]);
    }
}
