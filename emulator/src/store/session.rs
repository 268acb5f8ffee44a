//! Upload sessions.

use std::collections::HashMap;

use time::OffsetDateTime;
use uuid::Uuid;

use super::folder::Folder;
use super::{Key, Store};

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

/// All open sessions, by id.
#[derive(Default)]
pub(crate) struct Sessions {
    open: HashMap<String, Session>,
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
}
