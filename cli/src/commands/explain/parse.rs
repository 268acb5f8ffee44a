//! Reads a response in any form in which people have it: a body, a whole HTTP response, or a line of a log.
//!
//! Text that is neither a response nor a line of a log is a body; the component makes the best of any body.

use super::{http_response, log_line, response::PastedResponse};

/// Reads the input, in whichever form it is.
///
/// # Errors
/// When the input holds more than one response. The message says what to do instead.
pub fn parse(text: &str) -> Result<PastedResponse, String> {
    let text = text.trim();
    if let Some(response) = http_response::parse(text) {
        return Ok(response);
    }
    if let Some(response) = log_line::parse(text)? {
        return Ok(response);
    }
    Ok(PastedResponse {
        body: text.to_owned(),
        ..PastedResponse::default()
    })
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
            let response = parse(&format!("\n{body}\r\n")).unwrap();
            assert_eq!((response.body.as_str(), response.status), (body, None), "{body}");
            assert!(!response.is_empty());
        }
    }

    #[test]
    fn nothing_is_nothing() {
        assert!(parse(" \r\n").unwrap().is_empty());
        assert!(!parse("HTTP/2 403").unwrap().is_empty());
    }

    #[test]
    fn a_header_given_takes_the_place_of_one_read() {
        let mut response = parse("HTTP/1.1 429 Too Many Requests\nretry-after: 5\n\n").unwrap();
        response.set_header("Retry-After", "30");
        assert_eq!(response.headers, [("Retry-After".to_owned(), "30".to_owned())]);
    }
}
