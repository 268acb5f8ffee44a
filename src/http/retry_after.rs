//! `Retry-After` (RFC 9110 §10.2.3): seconds or a date. Graph may send the seconds with decimals (2.128 in its own sample).

use crate::{limits::RETRY_AFTER_MAX_S, time};

/// Parses the header. Returns the milliseconds from now, at most one day. Rounds up: an early repeat is throttled again and
/// counts as a request.
pub fn milliseconds(header: Option<&str>, now: u64) -> Option<u64> {
    let header = header?.trim();
    let wait = match header.split_once('.') {
        None if header.bytes().all(|b| b.is_ascii_digit()) => seconds(header)?,
        Some((whole, decimals)) if is_number(whole) && is_number(decimals) => {
            let thousandths = format!("{decimals:0<3}").get(..3)?.parse::<u64>().ok()?;
            seconds(whole)?
                .saturating_add(thousandths)
                .saturating_add(u64::from(decimals.len() > 3))
        }
        _ => time::parse_http_date(header)?.saturating_sub(now).saturating_mul(1000),
    };
    Some(wait.min(RETRY_AFTER_MAX_S.saturating_mul(1000)))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn seconds(digits: &str) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    // A number that does not fit is above the limit.
    Some(digits.parse::<u64>().unwrap_or(u64::MAX).saturating_mul(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_are_read() {
        let now = 784_111_777;
        for (header, expected) in [
            ("0", Some(0)),
            (" 60 ", Some(60_000)),
            ("2.128", Some(2_128)),
            ("0.5", Some(500)),
            ("1.00001", Some(1_001)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60_000)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("99999999999999999999999", Some(86_400_000)),
            ("", None),
            ("-5", None),
            ("1.", None),
            ("soon", None),
        ] {
            assert_eq!(milliseconds(Some(header), now), expected, "{header}");
        }
        assert_eq!(milliseconds(None, now), None);
    }
}
