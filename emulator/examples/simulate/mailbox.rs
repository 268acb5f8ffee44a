//! One mailbox from which a platform sends through one app, in virtual time. The limits are the emulator's own.

use std::{cmp::Reverse, collections::BinaryHeap};

use outlook_emulator::throttle::{AppOnMailbox, Sending, Submitted};
use time::{Duration, OffsetDateTime};

use super::random::Random;

/// How the platform sends.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Mails.
    pub mails: u64,
    /// Milliseconds from one mail to the next.
    pub every_ms: i64,
    /// Recipients of a mail.
    pub recipients: u64,
    /// Requests that a mail takes, one after the other: one, or four with an idempotency key.
    pub requests: u32,
    /// Shortest and longest milliseconds of a request.
    pub request_ms: (i64, i64),
    /// Calls that the host lets run at once.
    pub calls_at_once: u32,
}

/// What became of the mails.
#[derive(Debug, Default, Clone, Copy)]
pub struct Outcome {
    /// Mails that were delivered.
    pub delivered: u64,
    /// Mails that were accepted and bounced.
    pub bounced: u64,
    /// When the first mail was bounced, in milliseconds from the start.
    pub first_bounce_ms: Option<i64>,
    /// Requests that were let through.
    pub requests: u64,
    /// Requests that were refused with 429 because of too many at once.
    pub refused_at_once: u64,
    /// Requests that were refused with 429 because of their rate.
    pub refused_rate: u64,
    /// Longest wait of a mail between its acceptance and its delivery.
    pub longest_delay: Duration,
    /// When the last mail was accepted, in milliseconds from the start.
    pub finished_ms: i64,
}

/// What happens next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A request ends. So many of its mail follow.
    End(u32),
    /// A request that was refused is made again. So many of its mail follow.
    Again(u32),
    /// The platform hands over a mail.
    Mail,
}

struct Mailbox<'a> {
    plan: Plan,
    random: &'a mut Random,
    app: AppOnMailbox,
    sending: Sending,
    events: BinaryHeap<Reverse<(i64, Event)>>,
    outcome: Outcome,
    seen: &'a mut dyn FnMut(i64),
}

/// Lets one mailbox send. `seen` is told the time of each request that is let through, in milliseconds from the start.
pub fn run(plan: Plan, random: &mut Random, seen: &mut dyn FnMut(i64)) -> Outcome {
    let mut mailbox = Mailbox {
        plan,
        random,
        app: AppOnMailbox::default(),
        sending: Sending::default(),
        events: BinaryHeap::new(),
        outcome: Outcome::default(),
        seen,
    };
    let (mut handed_over, mut waiting, mut calls) = (0, 0u64, 0);
    // Mailboxes do not begin at the same moment.
    let first = mailbox.random.below(usize::try_from(plan.every_ms).unwrap_or(0) + 1);
    mailbox.at(i64::try_from(first).unwrap_or(0), Event::Mail);
    while let Some(Reverse((now, event))) = mailbox.events.pop() {
        match event {
            Event::Mail => {
                handed_over += 1;
                waiting += 1;
                if handed_over < plan.mails {
                    mailbox.at(now + plan.every_ms, Event::Mail);
                }
            }
            Event::Again(left) => mailbox.request(now, left),
            Event::End(left) => {
                mailbox.app.end();
                if left > 0 {
                    mailbox.request(now, left - 1);
                } else {
                    mailbox.accepted(now);
                    calls -= 1;
                }
            }
        }
        while waiting > 0 && calls < plan.calls_at_once {
            waiting -= 1;
            calls += 1;
            mailbox.request(now, plan.requests - 1);
        }
    }
    mailbox.outcome
}

impl Mailbox<'_> {
    fn at(&mut self, time: i64, event: Event) {
        self.events.push(Reverse((time, event)));
    }

    /// Makes a request, as the emulator's endpoints count it in.
    fn request(&mut self, now: i64, left: u32) {
        /// `Retry-After` of a request that is one too many at once.
        const ONE_SECOND: i64 = 1_000;
        if let Err(wait) = self.app.count_request(moment(now)) {
            self.outcome.refused_rate += 1;
            let seconds = wait.whole_seconds() + 1;
            return self.at(now + seconds * 1_000, Event::Again(left));
        }
        if !self.app.begin() {
            self.outcome.refused_at_once += 1;
            return self.at(now + ONE_SECOND, Event::Again(left));
        }
        self.outcome.requests += 1;
        (self.seen)(now);
        let (shortest, longest) = self.plan.request_ms;
        let spread = usize::try_from(longest - shortest + 1).unwrap_or(1);
        let took = shortest + i64::try_from(self.random.below(spread)).unwrap_or(0);
        self.at(now + took, Event::End(left));
    }

    fn accepted(&mut self, now: i64) {
        self.outcome.finished_ms = now;
        match self.sending.submit(moment(now), self.plan.recipients) {
            Submitted::DeliveredAfter(delay) => {
                self.outcome.delivered += 1;
                self.outcome.longest_delay = self.outcome.longest_delay.max(delay);
            }
            Submitted::Bounced => {
                self.outcome.bounced += 1;
                self.outcome.first_bounce_ms.get_or_insert(now);
            }
        }
    }
}

/// A time for the emulator's rules.
pub fn moment(ms: i64) -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH + Duration::milliseconds(ms)
}
