//! A raw HTTP response, as `curl -i` and `curl -v` print it (RFC 9112 §2.1; HTTP/2 and HTTP/3 have no text of their own, and curl
//! writes theirs as `HTTP/2 403` with lower-case names).
//!
//! It is more lenient than a parser of what comes over a line: line feeds alone end lines too, other lines may stand before the
//! response, and lines that are no header, as a careless paste leaves them, are passed over.

/// A response in text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// Its status.
    pub status: u16,
    /// Its headers. Names are in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
}

/// Reads the last response of a text. Those before it are a proxy's response to CONNECT, `100 Continue`, or redirects.
pub fn find(text: &str) -> Option<Message> {
    let plain = without_marks(text);
    let mut rest = plain.as_deref().unwrap_or(text);
    let mut read = None;
    while let Some((status, after)) = status_line(rest) {
        let (headers, body) = header_block(after);
        read = Some(Message {
            status,
            headers,
            body: body.trim().to_owned(),
        });
        rest = body;
    }
    read
}

/// Takes away the marks of `curl -v`: `<` before a line of the response, `>` before one of the request, `*` before its own words.
fn without_marks(text: &str) -> Option<String> {
    if !text.lines().any(|line| line.starts_with("< HTTP/")) {
        return None;
    }
    let mut out = String::new();
    for line in text.lines().filter(|line| !line.starts_with(['>', '*', '}'])) {
        // `{ [123 bytes data]` counts what was received.
        if line.starts_with("{ [") && line.ends_with(']') {
            continue;
        }
        out.push_str(
            line.strip_prefix("< ")
                .or_else(|| line.strip_prefix('<').filter(|rest| rest.trim().is_empty()))
                .unwrap_or(line),
        );
        out.push('\n');
    }
    Some(out)
}

/// The status of the first status line, and what follows the line.
fn status_line(text: &str) -> Option<(u16, &str)> {
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = line(rest);
        rest = after;
        if let Some(status) = status_of(line.trim_start()) {
            return Some((status, after));
        }
    }
    None
}

fn status_of(line: &str) -> Option<u16> {
    let (version, after) = line.strip_prefix("HTTP/")?.split_once(' ')?;
    let is_version = !version.is_empty() && version.chars().all(|c| c.is_ascii_digit() || c == '.');
    let status = after.split_whitespace().next()?;
    if !is_version || status.len() != 3 {
        return None;
    }
    status.parse().ok().filter(|status| (100..=599).contains(status))
}

/// The headers up to the first empty line, and what follows it.
fn header_block(text: &str) -> (Vec<(String, String)>, &str) {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        // A paste may have lost the empty line.
        if rest.starts_with(['{', '<']) {
            break;
        }
        let (line, after) = line(rest);
        rest = after;
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            // A folded header goes on (RFC 9112 §5.2).
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    (headers, rest)
}

/// The first line without its end, and the rest.
fn line(text: &str) -> (&str, &str) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    (line.strip_suffix('\r').unwrap_or(line), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "{\"error\": {\"code\": \"ErrorAccessDenied\"}}";

    fn header<'a>(response: &'a Message, name: &str) -> Option<&'a str> {
        let found = response.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }

    #[test]
    fn http_1_and_2_with_either_line_end() {
        for first in ["HTTP/1.1 403 Forbidden", "HTTP/2 403 ", "HTTP/2 403", "HTTP/1.0 403 No"] {
            for end in ["\r\n", "\n"] {
                let text = [first, "request-id: 1", "Retry-After:7 ", "", BODY, ""].join(end);
                let response = find(&text).unwrap_or_else(|| panic!("{text:?}"));
                assert_eq!(response.status, 403, "{text:?}");
                assert_eq!(header(&response, "request-id"), Some("1"), "{text:?}");
                assert_eq!(header(&response, "retry-after"), Some("7"), "{text:?}");
                assert_eq!(response.body, BODY, "{text:?}");
            }
        }
    }

    #[test]
    fn the_last_of_several_header_blocks_counts() {
        let text = format!(
            "HTTP/1.1 200 Connection established\r\nvia: proxy\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n\
             HTTP/1.1 403 Forbidden\r\nrequest-id: 1\r\n\r\n{BODY}"
        );
        let response = find(&text).unwrap();
        assert_eq!((response.status, response.body.as_str()), (403, BODY));
        assert_eq!(
            header(&response, "via"),
            None,
            "the proxy's headers are not the response's"
        );
    }

    #[test]
    fn marks_of_curl_are_taken_away() {
        let text = format!(
            "* Connected\n> POST /v1.0 HTTP/1.1\n> Host: x\n>\n< HTTP/2 403 \n< request-id: 1\n< \n{{ [40 bytes data]\n{BODY}\n* Closing"
        );
        let response = find(&text).unwrap();
        assert_eq!((response.status, response.body.as_str()), (403, BODY));
        assert_eq!(header(&response, "request-id"), Some("1"));
    }

    #[test]
    fn bodies_keep_their_empty_lines_and_may_be_missing() {
        let response = find("HTTP/1.1 502 Bad Gateway\n\n<html>\n\n</html>").unwrap();
        assert_eq!(response.body, "<html>\n\n</html>");
        let response = find(&format!("POST https://x\n\nHTTP/2 503\nserver: x\n{BODY}")).unwrap();
        assert_eq!((response.status, response.body.as_str()), (503, BODY));
        for text in [
            "HTTP/2 503",
            "HTTP/2 503\r\n",
            "HTTP/2 503\nserver: x",
            "HTTP/2 503\r\n\r\n\r\n",
        ] {
            let response = find(text).unwrap();
            assert_eq!((response.status, response.body.as_str()), (503, ""), "{text:?}");
        }
    }

    #[test]
    fn folded_headers_and_odd_lines() {
        let response =
            find("HTTP/1.1 401 Unauthorized\nwww-authenticate: Bearer\n  error=\"x\"\nodd line\nb: c:d\n\n").unwrap();
        assert_eq!(header(&response, "www-authenticate"), Some("Bearer error=\"x\""));
        assert_eq!(header(&response, "b"), Some("c:d"));
        assert_eq!(response.headers.len(), 2);
    }

    #[test]
    fn other_text_is_no_response() {
        for text in [
            "",
            "HTTP/1.1 is a protocol",
            "HTTP/x 403",
            "HTTP/1.1 4030",
            "HTTP/1.1 999 No",
            BODY,
        ] {
            assert_eq!(find(text), None, "{text:?}");
        }
    }
}
