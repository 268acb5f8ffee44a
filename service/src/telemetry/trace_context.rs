//! W3C Trace Context: the caller's trace, so that the log of a call can be found by it.

use http::HeaderMap;
use tracing::Span;

/// Length of `traceparent` in version 00 (W3C Trace Context §3.2): version, trace, parent and flags.
const LENGTH: usize = 55;

/// Returns the span of a request: its log lines have the caller's trace and span, if the request names them.
pub(crate) fn span(headers: &HeaderMap) -> Span {
    match parent(headers) {
        Some((trace_id, parent_id)) => {
            tracing::info_span!(target: "outlook_service", "request", trace_id, parent_id)
        }
        None => Span::none(),
    }
}

/// The trace and the parent of the header `traceparent`. Anything else than hexadecimal digits in their places is no such header, and is
/// not written anywhere.
fn parent(headers: &HeaderMap) -> Option<(&str, &str)> {
    let text = headers.get("traceparent")?.to_str().ok()?;
    let is_hexadecimal = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    // A later version may have more fields after these.
    let (fields, rest) = text.split_at_checked(LENGTH)?;
    let [version, trace, parent, flags] = fields.split('-').collect::<Vec<_>>().try_into().ok()?;
    let lengths = [version.len(), trace.len(), parent.len(), flags.len()];
    let is_known = lengths == [2, 32, 16, 2]
        && [version, trace, parent, flags].into_iter().all(is_hexadecimal)
        && version != "ff"
        && (rest.is_empty() || (version != "00" && rest.starts_with('-')));
    let is_zero = |text: &str| text.bytes().all(|byte| byte == b'0');
    (is_known && !is_zero(trace) && !is_zero(parent)).then_some((trace, parent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_as_the_recommendation_has_them() {
        let (trace, parent_id) = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
        let found = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("traceparent", text.parse().unwrap());
            parent(&headers).map(|(trace, parent)| (trace.to_owned(), parent.to_owned()))
        };
        let expected = Some((trace.to_owned(), parent_id.to_owned()));
        assert_eq!(found(&format!("00-{trace}-{parent_id}-01")), expected);
        assert_eq!(found(&format!("cc-{trace}-{parent_id}-01-what-comes-later")), expected);
        for other in [
            String::new(),
            format!("00-{trace}-{parent_id}"),
            format!("00-{trace}-{parent_id}-01-more"),
            format!("ff-{trace}-{parent_id}-01"),
            format!("00-{}-{parent_id}-01", trace.to_uppercase()),
            format!("00-{}-{parent_id}-01", "0".repeat(32)),
            format!("00-{trace}-{}-01", "0".repeat(16)),
            format!("00-{}-{parent_id}-01", "x".repeat(32)),
        ] {
            assert_eq!(found(&other), None, "{other}");
        }
    }
}
