//! Dates and times in the text forms of the protocols: RFC 3339 in the contract and in Graph's JSON, the HTTP date of headers
//! (RFC 9110 §5.6.7), and the date of a message (RFC 5322 §3.3).
//!
//! The host's clock gives seconds since 1970-01-01T00:00:00Z, called `unix_seconds` here.

use ::time::{
    PrimitiveDateTime, Time,
    format_description::{
        BorrowedFormatItem,
        well_known::{Rfc2822, Rfc3339},
    },
    macros::{format_description, time},
};

pub use ::time::{Date, OffsetDateTime};

/// 9999-12-31T23:59:59Z, the last second that the text forms can express.
const LAST_UNIX_SECOND: u64 = 253_402_300_799;

/// A day, `YYYY-MM-DD`.
const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// The preferred form of an HTTP date, IMF-fixdate (RFC 9110 §5.6.7).
const IMF_FIXDATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// Returns a moment in UTC. A moment after the year 9999 becomes the last second of 9999.
fn utc(unix_seconds: u64) -> OffsetDateTime {
    let seconds = i64::try_from(unix_seconds.min(LAST_UNIX_SECOND)).unwrap_or_default();
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// Returns the day of a moment in UTC.
pub fn date(unix_seconds: u64) -> Date {
    utc(unix_seconds).date()
}

/// Returns how many seconds `unix_seconds` is after a moment. The number is negative if the moment is later.
pub fn seconds_since(moment: OffsetDateTime, unix_seconds: u64) -> i64 {
    i64::try_from(unix_seconds)
        .unwrap_or(i64::MAX)
        .saturating_sub(moment.unix_timestamp())
}

/// Formats a moment as RFC 3339 in UTC, such as `2026-11-23T07:30:00Z`. Every time in the contract's results has this form.
pub fn rfc3339(unix_seconds: u64) -> String {
    utc(unix_seconds).format(&Rfc3339).unwrap_or_default()
}

/// Formats a moment as [`rfc3339`] does. A moment before 1970 becomes the beginning of 1970.
pub fn moment_rfc3339(moment: OffsetDateTime) -> String {
    rfc3339(u64::try_from(moment.unix_timestamp()).unwrap_or_default())
}

/// Converts a time of Graph (RFC 3339 with any offset and any fraction) to the form of [`rfc3339`]. Returns `None` if it is not
/// RFC 3339.
pub fn normalized(text: &str) -> Option<String> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(rfc3339(u64::try_from(moment.unix_timestamp()).ok()?))
}

/// Formats a moment as the date of a message in UTC, such as `Sun, 06 Nov 1994 08:49:37 +0000`.
pub fn rfc5322(unix_seconds: u64) -> String {
    utc(unix_seconds).format(&Rfc2822).unwrap_or_default()
}

/// Parses an HTTP date in its preferred form, `Sun, 06 Nov 1994 08:49:37 GMT`, and returns seconds since 1970-01-01T00:00:00Z.
/// Returns `None` for any other form, and for a date before 1970.
pub fn parse_http_date(text: &str) -> Option<u64> {
    let moment = PrimitiveDateTime::parse(text.trim(), IMF_FIXDATE).ok()?;
    u64::try_from(moment.assume_utc().unix_timestamp()).ok()
}

/// Parses a day from 1970 on, `YYYY-MM-DD`.
pub fn parse_date(text: &str) -> Option<Date> {
    // The parser also accepts a sign before the year.
    let date = (text.len() == 10).then(|| Date::parse(text, DAY).ok()).flatten()?;
    (date.year() >= 1970).then_some(date)
}

/// Parses a moment from 1970 on: a date and time (RFC 3339), or a day. A day stands for its last second: an event on that day is
/// at most that recent.
pub fn parse_moment(text: &str) -> Option<OffsetDateTime> {
    const END_OF_DAY: Time = time!(23:59:59);
    if let Some(date) = parse_date(text) {
        return Some(PrimitiveDateTime::new(date, END_OF_DAY).assume_utc());
    }
    // The parser accepts any separator, and a leap second.
    let is_separated = text.get(10..11).is_some_and(|c| matches!(c, "T" | "t" | " "));
    let is_leap_second = text.get(17..19) == Some("60");
    if !is_separated || is_leap_second {
        return None;
    }
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    (moment.year() >= 1970).then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_messages_are_written() {
        for (seconds, text) in [
            (0, "Thu, 01 Jan 1970 00:00:00 +0000"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 +0000"),
            (951_782_399, "Mon, 28 Feb 2000 23:59:59 +0000"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"),
            (951_868_800, "Wed, 01 Mar 2000 00:00:00 +0000"),
            (1_798_761_599, "Thu, 31 Dec 2026 23:59:59 +0000"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 +0000"),
            (LAST_UNIX_SECOND, "Fri, 31 Dec 9999 23:59:59 +0000"),
            (u64::MAX, "Fri, 31 Dec 9999 23:59:59 +0000"),
        ] {
            assert_eq!(rfc5322(seconds), text, "{seconds}");
        }
    }

    #[test]
    fn dates_are_parsed() {
        for (text, unix_seconds) in [
            ("1970-01-01", 0),
            ("2000-02-29", 951_782_400),
            ("2026-11-23", 1_795_392_000),
            ("2027-03-01", 1_803_859_200),
        ] {
            assert_eq!(parse_date(text), Some(date(unix_seconds)), "{text}");
            assert_eq!(date(unix_seconds).to_string(), text);
        }
        for text in [
            "",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "26-01-01",
            "2026-1-1",
            "2026-01-01T00:00",
            "+026-01-01",
            "+2026-01-1",
            "+2026-01-01",
            "-2026-01-01",
            "1969-12-31",
            "10000-01-01",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn http_dates_are_parsed() {
        assert_eq!(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(Some(date(784_111_777)), parse_date("1994-11-06"));
        for text in [
            "",
            "784111777",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 99 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(parse_http_date(text), None, "{text}");
        }
    }

    #[test]
    fn times_of_results_are_rfc3339_in_utc() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (784_111_777, "1994-11-06T08:49:37Z"),
            (951_868_799, "2000-02-29T23:59:59Z"),
            (LAST_UNIX_SECOND, "9999-12-31T23:59:59Z"),
            (u64::MAX, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(rfc3339(seconds), text);
        }
        for (text, expected) in [
            ("2026-11-23T05:33:20Z", Some("2026-11-23T05:33:20Z")),
            ("2026-11-23T05:33:20.1234567Z", Some("2026-11-23T05:33:20Z")),
            ("2026-11-23T06:33:20+01:00", Some("2026-11-23T05:33:20Z")),
            ("Mon, 23 Nov 2026 05:33:20 GMT", None),
            ("2026-11-23", None),
            ("", None),
        ] {
            assert_eq!(normalized(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn moments_are_parsed() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("1970-01-02T01:00:00+01:00", Some(86_400)),
            ("1970-01-01T23:00:00.123-01:00", Some(86_400)),
            ("1970-01-01 00:01:01z", Some(61)),
            ("1970-01-01", Some(86_399)),
            ("2026-11-23T07:30:00Z", Some(1_795_419_000)),
            ("1970-01-01T00:00:00+01:00", Some(-3_600)),
            ("9999-12-31T23:59:59-23:59", Some(253_402_387_139)),
            ("2026-11-23T07:30", None),
            ("2026-11-23T07:30:00", None),
            ("2026-11-23T24:00:00Z", None),
            ("2026-11-23T07:30:60Z", None),
            ("2016-12-31T23:59:60Z", None),
            ("2026-11-23_07:30:00Z", None),
            ("1969-12-31T23:59:59Z", None),
            ("2026-11-23T07:30:00.Z", None),
            ("2026-13-01T07:30:00Z", None),
            ("today", None),
            ("", None),
        ] {
            assert_eq!(
                parse_moment(text).map(OffsetDateTime::unix_timestamp),
                expected,
                "{text}"
            );
        }
    }
}
