//! What was sent in the last 30 days: time, mailbox, reference and outcome. Recipients, subjects and texts are never kept.

use std::{
    fs, io,
    io::Write,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// How long an entry stays.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Most entries. The file is read and written whole, and one entry has some 150 bytes.
const ENTRIES: usize = 5_000;

/// A send that has ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct HistoryEntry {
    /// When it ended, in RFC 3339.
    at: String,
    /// The mailbox that it was sent from.
    mailbox: String,
    /// What `check-outcome` finds the mail by.
    reference: Option<String>,
    /// What became of it.
    outcome: HistoryOutcome,
}

/// What became of a send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum HistoryOutcome {
    /// Microsoft accepted the mail.
    Sent,
    /// Nothing was sent.
    Failed,
    /// The mail may have been sent.
    Unknown,
}

/// The history of a tenant, in a file.
#[derive(Debug)]
pub(crate) struct History {
    path: PathBuf,
    writing: Mutex<()>,
}

impl History {
    pub(crate) fn in_file(path: PathBuf) -> Self {
        Self {
            path,
            writing: Mutex::new(()),
        }
    }

    /// Adds a send, and drops what is too old.
    pub(crate) fn add(&self, mailbox: &str, reference: Option<&str>, outcome: HistoryOutcome) -> io::Result<()> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let now = OffsetDateTime::now_utc();
        let at = now.replace_nanosecond(0).unwrap_or(now).format(&Rfc3339);
        let mut entries = self.read()?;
        entries.push(HistoryEntry {
            at: at.map_err(io::Error::other)?,
            mailbox: mailbox.to_owned(),
            reference: reference.map(str::to_owned),
            outcome,
        });
        let surplus = entries.len().saturating_sub(ENTRIES);
        entries.drain(..surplus);
        self.write(&entries)
    }

    /// Returns the entries of the last 30 days, the newest first.
    pub(crate) fn list(&self) -> io::Result<Vec<HistoryEntry>> {
        let mut entries = self.read()?;
        entries.reverse();
        Ok(entries)
    }

    /// Removes all entries.
    pub(crate) fn empty(&self) -> io::Result<()> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Reads the entries that are not too old. A line that is no entry is left out: it came of a version with other entries.
    fn read(&self) -> io::Result<Vec<HistoryEntry>> {
        let text = match fs::read_to_string(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        let oldest = OffsetDateTime::now_utc() - KEPT;
        let is_kept = |entry: &HistoryEntry| OffsetDateTime::parse(&entry.at, &Rfc3339).is_ok_and(|at| at >= oldest);
        let entries = text.lines().filter_map(|line| serde_json::from_str(line).ok());
        Ok(entries.filter(is_kept).collect())
    }

    /// Writes beside and renames, so that an interrupted write leaves the old file. Only the owner can read it.
    fn write(&self, entries: &[HistoryEntry]) -> io::Result<()> {
        let folder = self.path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        for entry in entries {
            serde_json::to_writer(&mut file, entry)?;
            file.write_all(b"\n")?;
        }
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(history: &History) -> Vec<String> {
        let entries = history.list().unwrap();
        entries.into_iter().filter_map(|entry| entry.reference).collect()
    }

    #[test]
    fn keeps_the_newest_first_and_can_be_emptied() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::in_file(folder.path().join("tenant/history.jsonl"));
        assert!(references(&history).is_empty());
        history.add("a@contoso.com", Some("one"), HistoryOutcome::Sent).unwrap();
        history
            .add("a@contoso.com", Some("two"), HistoryOutcome::Unknown)
            .unwrap();
        assert_eq!(references(&history), ["two", "one"]);
        history.empty().unwrap();
        history.empty().unwrap();
        assert!(references(&history).is_empty());
    }

    #[test]
    fn drops_what_is_older_than_30_days() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.jsonl");
        let line = |days: i64, reference: &str| {
            let at = OffsetDateTime::now_utc() - time::Duration::days(days);
            let at = at.format(&Rfc3339).unwrap();
            format!("{{\"at\":\"{at}\",\"mailbox\":\"a\",\"reference\":\"{reference}\",\"outcome\":\"sent\"}}\n")
        };
        fs::write(
            &path,
            [line(31, "old"), "no entry\n".to_owned(), line(29, "young")].concat(),
        )
        .unwrap();
        let history = History::in_file(path.clone());
        assert_eq!(references(&history), ["young"]);
        history.add("a", Some("new"), HistoryOutcome::Failed).unwrap();
        assert!(!fs::read_to_string(&path).unwrap().contains("old"));
    }
}
