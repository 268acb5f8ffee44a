//! Calendar arithmetic for the two dates that we read: a credential's expiry (`YYYY-MM-DD`) and HTTP dates (RFC 9110
//! §5.6.7). A date library would be many times the size of these two functions.

use ::time::{
    OffsetDateTime, PrimitiveDateTime,
    format_description::{
        BorrowedFormatItem,
        well_known::{Rfc2822, Rfc3339},
    },
    macros::format_description,
};

const SECONDS_PER_DAY: u64 = 86_400;
/// 9999-12-31T23:59:59Z.
const LAST_UNIX_SECOND: u64 = 253_402_300_799;

/// Days from 1970-01-01 to a date of the Gregorian calendar, or none when there is no such date.
///
/// The algorithm is Howard Hinnant's `days_from_civil`, for years 1970 to 9999.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year.checked_rem(4)? == 0 && (year.checked_rem(100)? != 0 || year.checked_rem(400)? == 0);
    let month_days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1970..=9999).contains(&year) || !(1..=month_days).contains(&day) {
        return None;
    }
    // Years begin in March here, so that the leap day is the last of a year.
    let (year, month) = if month > 2 {
        (year, month.checked_sub(3)?)
    } else {
        (year.checked_sub(1)?, month.checked_add(9)?)
    };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = month
        .checked_mul(153)?
        .checked_add(2)?
        .checked_div(5)?
        .checked_add(day)?
        .checked_sub(1)?;
    let day_of_era = year_of_era
        .checked_mul(365)?
        .checked_add(year_of_era.checked_div(4)?)?
        .checked_sub(year_of_era.checked_div(100)?)?
        .checked_add(day_of_year)?;
    era.checked_mul(146_097)?.checked_add(day_of_era)?.checked_sub(719_468)
}

fn number(digits: &str) -> Option<i64> {
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

/// Reads `YYYY-MM-DD` as days since 1970-01-01.
pub fn parse_date(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    days_from_civil(number(year)?, number(month)?, number(day)?)
}

/// Days since 1970-01-01 of a moment in seconds.
pub fn day_of(unix_seconds: u64) -> i64 {
    i64::try_from(unix_seconds.checked_div(SECONDS_PER_DAY).unwrap_or(0)).unwrap_or(i64::MAX)
}

/// Writes seconds since 1970-01-01T00:00:00Z as RFC 3339 in UTC, such as `2026-11-23T07:30:00Z`: the form of every time in the
/// contract's results. Later moments than the year 9999, the last that the form can show, are written as its end.
pub fn rfc3339(unix_seconds: u64) -> String {
    let seconds = i64::try_from(unix_seconds.min(LAST_UNIX_SECOND)).unwrap_or_default();
    OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_default()
}

/// Brings a time of Graph's (RFC 3339, with any offset and any fraction) into the form of [`rfc3339`]. Returns `None` if it is
/// not RFC 3339.
pub fn normalized(text: &str) -> Option<String> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(rfc3339(u64::try_from(moment.unix_timestamp()).ok()?))
}

/// The preferred form of an HTTP date, IMF-fixdate (RFC 9110 §5.6.7).
const IMF_FIXDATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// Parses an HTTP date in its preferred form, `Sun, 06 Nov 1994 08:49:37 GMT`, as seconds since 1970-01-01T00:00:00Z. Returns
/// `None` for anything else, and for a date before 1970.
pub fn parse_http_date(text: &str) -> Option<u64> {
    let moment = PrimitiveDateTime::parse(text.trim(), IMF_FIXDATE).ok()?;
    u64::try_from(moment.assume_utc().unix_timestamp()).ok()
}

/// Reads a moment as seconds since 1970-01-01T00:00:00Z: RFC 3339's date and time, or a day alone, which stands for its end:
/// what happened on it is at most that old. What an offset puts before 1970 is taken for its beginning.
pub fn parse_moment(text: &str) -> Option<u64> {
    let (day, time) = match text.split_once(['T', 't', ' ']) {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let midnight = parse_date(day)?.checked_mul(i64::try_from(SECONDS_PER_DAY).ok()?)?;
    let seconds = match time {
        None => i64::try_from(SECONDS_PER_DAY).ok()?.checked_sub(1)?,
        Some(time) => seconds_of_day(time)?,
    };
    u64::try_from(midnight.checked_add(seconds)?.max(0)).ok()
}

/// `07:30:00.5+01:00` as seconds since midnight UTC, which may be negative.
fn seconds_of_day(time: &str) -> Option<i64> {
    let at = time.find(['Z', 'z', '+', '-'])?;
    let (clock, offset) = (time.get(..at)?, time.get(at..)?);
    let mut parts = clock.splitn(3, ':');
    let (hours, minutes) = (two_digits(parts.next()?, 23)?, two_digits(parts.next()?, 59)?);
    let seconds = parts.next()?;
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    number(fraction)?;
    let local = hours_and_minutes(hours, minutes)?.checked_add(two_digits(seconds, 60)?)?;
    if offset.eq_ignore_ascii_case("z") {
        return Some(local);
    }
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let ahead = hours_and_minutes(two_digits(hours, 23)?, two_digits(minutes, 59)?)?;
    match offset.starts_with('+') {
        true => local.checked_sub(ahead),
        false => local.checked_add(ahead),
    }
}

fn hours_and_minutes(hours: i64, minutes: i64) -> Option<i64> {
    hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(60)
}

fn two_digits(digits: &str, most: i64) -> Option<i64> {
    number(digits).filter(|value| digits.len() == 2 && *value <= most)
}

/// Formats seconds since 1970-01-01T00:00:00Z as the date of a message (RFC 5322 §3.3) in UTC, such as
/// `Sun, 06 Nov 1994 08:49:37 +0000`. A moment after the year 9999 is written as the last second of 9999, the last that the form
/// can show.
pub fn rfc5322(unix_seconds: u64) -> String {
    let seconds = i64::try_from(unix_seconds.min(LAST_UNIX_SECOND)).unwrap_or_default();
    let moment = OffsetDateTime::from_unix_timestamp(seconds).ok();
    moment
        .and_then(|moment| moment.format(&Rfc2822).ok())
        .unwrap_or_default()
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
    fn dates_are_read() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("2000-02-29", 11_016),
            ("2026-11-23", 20_780),
            ("2027-03-01", 20_878),
        ] {
            assert_eq!(parse_date(text), Some(days), "{text}");
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
            "1969-12-31",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn http_dates_are_read() {
        assert_eq!(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(day_of(784_111_777), parse_date("1994-11-06").unwrap());
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
    fn moments_are_read() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("1970-01-02T01:00:00+01:00", Some(86_400)),
            ("1970-01-01T23:00:00.123-01:00", Some(86_400)),
            ("1970-01-01 00:01:01z", Some(61)),
            ("1970-01-01", Some(86_399)),
            ("2026-11-23T07:30:00Z", Some(1_795_419_000)),
            ("1970-01-01T00:00:00+01:00", Some(0)),
            ("2026-11-23T07:30", None),
            ("2026-11-23T07:30:00", None),
            ("2026-11-23T24:00:00Z", None),
            ("2026-11-23T07:30:00.Z", None),
            ("2026-13-01T07:30:00Z", None),
            ("today", None),
            ("", None),
        ] {
            assert_eq!(parse_moment(text), expected, "{text}");
        }
    }
}
