//! What one session holds, and who waits for what. It speaks to nobody: it says what the next round trip does, and learns what came of it.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    time::Duration,
};

use outlook_host::MailboxKey;
use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

use crate::{
    keys,
    round::{Outcome, Release, Round, Try},
};

/// Time between tries for a mailbox whose places are taken. A place that is given up is told at once. One that is lost with its
/// process is not, and this is how long it stays empty at most.
const LOOK: Duration = Duration::from_secs(1);

/// Time that a process which gave up a place leaves to the others that wait. A notification takes a few milliseconds.
const LET_OTHERS_GO: Duration = Duration::from_millis(50);

/// Most tries of one round trip. What is left comes with the next.
const TRIES: usize = 200;

/// What the task of the gate is told.
pub(crate) enum Command {
    /// A call wants a place. A `reply` that is dropped says that there is no database.
    Enter {
        mailbox: MailboxKey,
        at_once: usize,
        reply: oneshot::Sender<Place>,
    },
    /// A place is given up.
    Leave {
        session: u64,
        mailbox: MailboxKey,
        number: usize,
    },
}

/// A place with a mailbox. It is given up when this is dropped.
pub(crate) struct Place {
    session: u64,
    mailbox: MailboxKey,
    number: usize,
    commands: mpsc::UnboundedSender<Command>,
}

impl Drop for Place {
    fn drop(&mut self) {
        // Without a task there is no session, and so no lock.
        let _ = self.commands.send(Command::Leave {
            session: self.session,
            mailbox: self.mailbox,
            number: self.number,
        });
    }
}

/// The book of a session.
pub(crate) struct Book {
    session: u64,
    commands: mpsc::WeakUnboundedSender<Command>,
    mailboxes: HashMap<i64, Mailbox>,
    leaving: Vec<Release>,
}

/// A mailbox that calls hold or wait for.
struct Mailbox {
    key: MailboxKey,
    held: BTreeSet<usize>,
    waiting: VecDeque<Waiter>,
    /// Not before.
    next_try: Instant,
    mark: Mark,
}

struct Waiter {
    at_once: usize,
    reply: oneshot::Sender<Place>,
}

/// Whether the other processes can see that this one waits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    /// The next try makes it.
    Wanted,
    Made,
}

impl Mailbox {
    /// Whether the next call that waits may try, now or later.
    fn may_try(&self) -> bool {
        let next = self.waiting.front();
        next.is_some_and(|waiter| self.held.len() < waiter.at_once)
    }

    fn is_idle(&self, now: Instant) -> bool {
        self.held.is_empty() && self.waiting.is_empty() && self.mark != Mark::Made && self.next_try <= now
    }
}

impl Book {
    /// The book of a new session. `commands` is where places are given up.
    pub(crate) fn new(session: u64, commands: mpsc::WeakUnboundedSender<Command>) -> Self {
        Self {
            session,
            commands,
            mailboxes: HashMap::new(),
            leaving: Vec::new(),
        }
    }

    pub(crate) fn take(&mut self, command: Command, now: Instant) {
        match command {
            Command::Enter {
                mailbox,
                at_once,
                reply,
            } => {
                let new = || Mailbox {
                    key: mailbox,
                    held: BTreeSet::new(),
                    waiting: VecDeque::new(),
                    next_try: now,
                    mark: Mark::None,
                };
                let mailbox = self.mailboxes.entry(keys::waiting(&mailbox)).or_insert_with(new);
                mailbox.waiting.push_back(Waiter {
                    at_once: at_once.max(1),
                    reply,
                });
            }
            // A place of an earlier session is gone already.
            Command::Leave {
                session,
                mailbox,
                number,
            } if session == self.session => self.leaving.push(Release { mailbox, number }),
            Command::Leave { .. } => {}
        }
    }

    /// Another process has given up a place of the mailbox with that name.
    pub(crate) fn told(&mut self, name: &str, now: Instant) {
        let mailbox = name.parse().ok().and_then(|key: i64| self.mailboxes.get_mut(&key));
        if let Some(mailbox) = mailbox {
            mailbox.next_try = now;
        }
    }

    /// When the next try is due.
    pub(crate) fn next_try(&self) -> Option<Instant> {
        let waiting = self.mailboxes.values().filter(|mailbox| mailbox.may_try());
        waiting.map(|mailbox| mailbox.next_try).min()
    }

    /// What the next round trip does. Returns `None` if there is nothing to do now.
    pub(crate) fn round(&mut self, now: Instant) -> Option<Round> {
        let mut round = Round {
            releases: std::mem::take(&mut self.leaving),
            ..Round::default()
        };
        let left: BTreeSet<_> = round.releases.iter().map(|release| release.mailbox).collect();
        for mailbox in self.mailboxes.values_mut() {
            mailbox.waiting.retain(|waiter| !waiter.reply.is_closed());
            let Some(waiter) = mailbox.waiting.front() else {
                if mailbox.mark == Mark::Made {
                    mailbox.mark = Mark::None;
                    round.unmarks.push(mailbox.key);
                }
                continue;
            };
            let is_due = mailbox.next_try <= now && mailbox.may_try() && round.tries.len() < TRIES;
            // Whether others wait is known after this round.
            if is_due && !left.contains(&mailbox.key) {
                let numbers = (0..waiter.at_once).filter(|number| !mailbox.held.contains(number));
                round.tries.push(Try {
                    mailbox: mailbox.key,
                    numbers: numbers.collect(),
                    marks: mailbox.mark == Mark::Wanted,
                });
            }
        }
        self.mailboxes.retain(|_, mailbox| !mailbox.is_idle(now));
        (!round.is_empty()).then_some(round)
    }

    /// Learns what came of a round trip.
    pub(crate) fn apply(&mut self, round: &Round, outcome: &Outcome, now: Instant) {
        for (release, others_wait) in round.releases.iter().zip(&outcome.others_wait) {
            if let Some(mailbox) = self.mailboxes.get_mut(&keys::waiting(&release.mailbox)) {
                mailbox.held.remove(&release.number);
                mailbox.next_try = if *others_wait { now + LET_OTHERS_GO } else { now };
            }
        }
        for (tried, got) in round.tries.iter().zip(&outcome.got) {
            let Some(mailbox) = self.mailboxes.get_mut(&keys::waiting(&tried.mailbox)) else {
                continue;
            };
            if tried.marks {
                mailbox.mark = Mark::Made;
            }
            match got {
                Some(number) => {
                    mailbox.held.insert(*number);
                    mailbox.next_try = now;
                    let place = self.commands.upgrade().map(|commands| Place {
                        session: self.session,
                        mailbox: tried.mailbox,
                        number: *number,
                        commands,
                    });
                    if let (Some(waiter), Some(place)) = (mailbox.waiting.pop_front(), place) {
                        // A call that has given up drops the place, and so leaves it.
                        let _ = waiter.reply.send(place);
                    }
                }
                None if mailbox.mark == Mark::None => {
                    mailbox.mark = Mark::Wanted;
                    mailbox.next_try = now;
                }
                None => mailbox.next_try = now + LOOK,
            }
        }
    }
}

#[cfg(test)]
mod tests;
