//! Upload sessions, and how much each app has uploaded of late.

use std::collections::{HashMap, VecDeque};

use time::OffsetDateTime;
use uuid::Uuid;

use super::folder::Folder;
use super::{Key, Store};

/// "Outlook service limits" of the Graph throttling documentation: 150 MB per app and mailbox in five minutes.
const UPLOAD_LIMIT: usize = 150 * 1024 * 1024;
const UPLOAD_WINDOW: time::Duration = time::Duration::minutes(5);

/// A file on its way to a draft.
pub(crate) struct Session {
    /// Mailbox of the draft.
    pub(crate) key: Key,
    /// Client id of the app that opened the session.
    pub(crate) app: Uuid,
    /// Immutable id of the draft.
    pub(crate) draft: String,
    /// Folder in which the draft was: a draft that moves takes no session along.
    pub(crate) folder: Folder,
    /// `https://{host}/api/gv1.0`.
    pub(crate) base: String,
    /// `/users('…')/messages('…')`.
    pub(crate) message_path: String,
    /// Secret of the upload URL.
    pub(crate) auth_token: String,
    pub(crate) name: String,
    pub(crate) content_type: Option<String>,
    pub(crate) content_id: Option<String>,
    pub(crate) is_inline: bool,
    /// Size of the whole file.
    pub(crate) total: usize,
    /// What has arrived. Room for the whole is reserved from the start, so nothing is copied as it grows.
    pub(crate) received: Vec<u8>,
    pub(crate) expires_at: OffsetDateTime,
}

/// All open sessions, by id, and the uploads of the last minutes.
#[derive(Default)]
pub(crate) struct Sessions {
    open: HashMap<String, Session>,
    uploads: HashMap<(Uuid, Uuid), VecDeque<(OffsetDateTime, usize)>>,
}

impl Store {
    /// Opens a session.
    pub(crate) fn open_session(&mut self, id: String, session: Session) {
        self.sessions.open.insert(id, session);
    }

    /// Finds a session that has neither expired nor lost its draft.
    pub(crate) fn session(&mut self, id: &str, now: OffsetDateTime) -> Option<&mut Session> {
        let session = self.sessions.open.get(id)?;
        if !self.is_alive(session, now) {
            self.sessions.open.remove(id);
        }
        self.sessions.open.get_mut(id)
    }

    /// Ends a session.
    pub(crate) fn close_session(&mut self, id: &str) -> Option<Session> {
        self.sessions.open.remove(id)
    }

    /// Number of sessions that could be used now.
    pub(crate) fn open_sessions(&self, now: OffsetDateTime) -> usize {
        let open = self.sessions.open.values();
        open.filter(|session| self.is_alive(session, now)).count()
    }

    fn is_alive(&self, session: &Session, now: OffsetDateTime) -> bool {
        now < session.expires_at
            && self
                .mailboxes
                .get(&session.key)
                .and_then(|mailbox| mailbox.find(&session.draft))
                .is_some_and(|(_, version)| version.takes_files() && version.folder == session.folder)
    }

    /// Counts an upload of an app to a mailbox. Over the limit nothing is counted, and the seconds are returned after which it
    /// would fit.
    pub(crate) fn count_upload(
        &mut self,
        app: Uuid,
        mailbox: Uuid,
        bytes: usize,
        now: OffsetDateTime,
    ) -> Result<(), i64> {
        let uploads = self.sessions.uploads.entry((app, mailbox)).or_default();
        uploads.retain(|(at, _)| *at + UPLOAD_WINDOW > now);
        let mut sum = bytes + uploads.iter().map(|(_, bytes)| bytes).sum::<usize>();
        if sum <= UPLOAD_LIMIT {
            uploads.push_back((now, bytes));
            return Ok(());
        }
        let mut free_at = now;
        for (at, bytes) in uploads.iter() {
            free_at = *at + UPLOAD_WINDOW;
            sum -= bytes;
            if sum <= UPLOAD_LIMIT {
                break;
            }
        }
        Err((free_at - now).whole_seconds() + 1)
    }
}
