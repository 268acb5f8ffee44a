//! Time that a call may take: as people write it, and by the size of what is sent.

use std::time::Duration;

use super::files::Sent;

/// Bytes of attachments from which the component's own budget (100 s) may be too short.
const LARGE_BYTES: u64 = 3_000_000;

/// The component's own budget, in milliseconds.
const USUAL_MS: u64 = 100_000;

/// Bytes that every further second is for: 0.8 Mbit/s, a slow line's way up. Microsoft itself takes 150 MB in five minutes.
const BYTES_PER_SECOND: u64 = 100_000;

/// The longest budget that the contract has, in milliseconds.
const LONGEST_MS: u64 = 3_600_000;

/// Reads a time such as `30s`, `2m` or `1500ms`; a bare number is seconds.
pub fn parse(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits
        .parse()
        .map_err(|_| "write a time such as 30s, 2m or 1500ms".to_owned())?;
    match &text[digits.len()..] {
        "" | "s" => Ok(Duration::from_secs(number)),
        "ms" => Ok(Duration::from_millis(number)),
        "m" => Ok(Duration::from_secs(number.saturating_mul(60))),
        _ => Err("write a time such as 30s, 2m or 1500ms".to_owned()),
    }
}

/// Budget for files of that size, in milliseconds; none where the component's own will do.
pub fn for_files(sent: &Sent) -> Option<u32> {
    if sent.bytes() <= LARGE_BYTES {
        return None;
    }
    let more = sent.bytes().saturating_mul(1_000) / BYTES_PER_SECOND;
    u32::try_from(USUAL_MS.saturating_add(more).min(LONGEST_MS)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(parse("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(parse("30"), Ok(Duration::from_secs(30)));
        assert_eq!(parse("2m"), Ok(Duration::from_secs(120)));
        assert_eq!(parse("1500ms"), Ok(Duration::from_millis(1500)));
        for bad in ["", "s", "-1s", "1h", "1.5s", "ten"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn large_files_get_more_time() {
        let budget = |bytes| {
            let mut sent = Sent::default();
            sent.add(bytes);
            for_files(&sent)
        };
        assert_eq!(budget(0), None);
        assert_eq!(budget(3_000_000), None);
        assert_eq!(budget(3_100_000), Some(131_000));
        assert_eq!(budget(150_000_000), Some(1_600_000));
        assert_eq!(budget(u64::MAX / 2), Some(3_600_000));
    }
}
