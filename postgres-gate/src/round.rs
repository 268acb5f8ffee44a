//! One round trip: the locks that are given up, and those that are tried for.

use std::fmt::Write;

use outlook_host::MailboxKey;

use crate::{keys, session::CHANNEL};

/// What one round trip does.
#[derive(Default)]
pub(crate) struct Round {
    pub(crate) releases: Vec<Release>,
    /// Mailboxes that this process no longer waits for.
    pub(crate) unmarks: Vec<MailboxKey>,
    pub(crate) tries: Vec<Try>,
}

/// A place that is given up.
pub(crate) struct Release {
    pub(crate) mailbox: MailboxKey,
    pub(crate) number: usize,
}

/// A try for one place of a mailbox.
pub(crate) struct Try {
    pub(crate) mailbox: MailboxKey,
    /// The places to try. The process holds none of them: a session gets its own lock as often as it wants.
    pub(crate) numbers: Vec<usize>,
    /// Whether to say first that this process waits.
    pub(crate) marks: bool,
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// For each release, whether other processes wait for the mailbox. They have been told.
    pub(crate) others_wait: Vec<bool>,
    /// For each try, the place.
    pub(crate) got: Vec<Option<usize>>,
}

impl Round {
    pub(crate) fn is_empty(&self) -> bool {
        self.releases.is_empty() && self.unmarks.is_empty() && self.tries.is_empty()
    }

    /// The statements. They hold numbers alone, and run one after the other.
    pub(crate) fn sql(&self) -> String {
        let mut sql = String::new();
        // Nothing fails when a `String` is written to.
        for Release { mailbox, number } in &self.releases {
            let (place, waiting) = (keys::place(mailbox, *number), keys::waiting(mailbox));
            // A process that waits holds `waiting` in shared mode, and this session's own hold does not count.
            let _ = write!(
                sql,
                "SELECT pg_advisory_unlock({place}), CASE WHEN pg_try_advisory_lock({waiting}) \
                 THEN NOT pg_advisory_unlock({waiting}) ELSE pg_notify('{CHANNEL}', '{waiting}') IS NOT NULL END;"
            );
        }
        for mailbox in &self.unmarks {
            let _ = write!(sql, "SELECT pg_advisory_unlock_shared({});", keys::waiting(mailbox));
        }
        for Try {
            mailbox,
            numbers,
            marks,
        } in &self.tries
        {
            if *marks {
                // Before the try: a place that is given up after it is told to this process.
                let _ = write!(sql, "SELECT pg_advisory_lock_shared({});", keys::waiting(mailbox));
            }
            // The conditions of CASE are evaluated in order, and none after the first that is true.
            sql.push_str("SELECT CASE");
            for number in numbers {
                let place = keys::place(mailbox, *number);
                let _ = write!(sql, " WHEN pg_try_advisory_lock({place}) THEN {number}");
            }
            sql.push_str(" ELSE -1 END;");
        }
        sql
    }

    /// Reads the rows, one of each statement. Returns `None` if they are not such rows.
    pub(crate) fn read(&self, rows: &[Vec<Option<String>>]) -> Option<Outcome> {
        let mut rows = rows.iter();
        let mut others_wait = Vec::new();
        for _ in &self.releases {
            let [_, others] = rows.next()?.as_slice() else {
                return None;
            };
            others_wait.push(others.as_deref()? == "t");
        }
        rows.by_ref().take(self.unmarks.len()).for_each(drop);
        let mut got = Vec::new();
        for Try { marks, .. } in &self.tries {
            if *marks {
                rows.next()?;
            }
            let number = rows.next()?.first()?.as_deref()?;
            // -1 is none.
            got.push(number.parse().ok());
        }
        rows.next().is_none().then_some(Outcome { others_wait, got })
    }
}
