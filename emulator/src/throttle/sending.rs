//! What Exchange does with the mails of one mailbox after it has accepted them.

use std::collections::VecDeque;

use time::{Duration, OffsetDateTime};

use super::{MESSAGES, RECIPIENTS, Window};

/// What becomes of an accepted mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Submitted {
    /// It is delivered after this time.
    DeliveredAfter(Duration),
    /// It is bounced: the mailbox has no recipients left for the day.
    Bounced,
}

/// The mails of one mailbox.
#[derive(Debug)]
pub struct Sending {
    recipients: Window,
    /// When the last mails were delivered, as many as may be in one minute.
    delivered: VecDeque<OffsetDateTime>,
}

impl Default for Sending {
    fn default() -> Self {
        Self {
            recipients: Window::new(RECIPIENTS),
            delivered: VecDeque::new(),
        }
    }
}

impl Sending {
    /// Takes a mail to so many recipients.
    pub fn submit(&mut self, now: OffsetDateTime, recipients: u64) -> Submitted {
        if self.recipients.count(now, recipients).is_err() {
            return Submitted::Bounced;
        }
        let (most, span) = MESSAGES;
        let mut at = self.delivered.back().map_or(now, |last| now.max(*last));
        if self.delivered.len() as u64 == most
            && let Some(first) = self.delivered.pop_front()
        {
            at = at.max(first + span);
        }
        self.delivered.push_back(at);
        Submitted::DeliveredAfter(at - now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::seconds(seconds)
    }

    #[test]
    fn the_thirty_first_mail_of_a_minute_waits() {
        let mut sending = Sending::default();
        for _ in 0..30 {
            assert_eq!(sending.submit(at(0), 1), Submitted::DeliveredAfter(Duration::ZERO));
        }
        assert_eq!(
            sending.submit(at(20), 1),
            Submitted::DeliveredAfter(Duration::seconds(40))
        );
        // Those behind it do not overtake it.
        assert_eq!(
            sending.submit(at(30), 1),
            Submitted::DeliveredAfter(Duration::seconds(30))
        );
        assert_eq!(sending.submit(at(90), 1), Submitted::DeliveredAfter(Duration::ZERO));
    }

    #[test]
    fn recipients_of_a_day_are_used_up() {
        let mut sending = Sending::default();
        for mail in 0..20 {
            assert!(matches!(sending.submit(at(mail), 500), Submitted::DeliveredAfter(_)));
        }
        assert_eq!(sending.submit(at(100), 1), Submitted::Bounced);
        assert_eq!(sending.submit(at(86_399), 1), Submitted::Bounced);
        assert!(matches!(sending.submit(at(86_400), 500), Submitted::DeliveredAfter(_)));
        assert_eq!(sending.submit(at(86_400), 1), Submitted::Bounced);
    }
}
