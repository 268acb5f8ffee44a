//! Times as the contract writes them: RFC 3339 in UTC with whole seconds.

use std::time::SystemTime;

use time::OffsetDateTime;

/// The time that it is.
pub fn now() -> String {
    rfc_3339(SystemTime::now())
}

/// A time, such as `2026-11-23T07:30:00Z`.
pub fn rfc_3339(moment: SystemTime) -> String {
    let moment = OffsetDateTime::from(moment);
    let (date, time) = (moment.date(), moment.time());
    format!("{date}T{:02}:{:02}:{:02}Z", time.hour(), time.minute(), time.second())
}

/// The day of a time in UTC, such as `2026-11-23`.
pub fn day(moment: SystemTime) -> String {
    OffsetDateTime::from(moment).date().to_string()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_have_two_digits() {
        let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
        assert_eq!(rfc_3339(moment), "2026-01-02T03:04:05Z");
        assert_eq!(day(moment), "2026-01-02");
    }
}
