//! The links that open the page, and the sessions that came of them.

use std::{
    fmt,
    path::PathBuf,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::draft_store::DraftStore;
use crate::tenants::{Sha256Digest, Token};

/// Most sessions at once. The oldest ends when one more begins.
const SESSIONS: usize = 32;

/// Starts a page over an emulator, if there is none yet, and returns a link to it. The error is for the log.
pub type OpenDemo = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<String, String>> + Send>> + Send + Sync>;

/// What a page is made of.
#[must_use]
pub struct PageOptions {
    drafts: PathBuf,
    emulator: Option<String>,
    demo: Option<OpenDemo>,
}

impl PageOptions {
    /// A page that keeps drafts of its forms in this file. They hold no secret, no mail and no recipient.
    pub fn new(drafts: PathBuf) -> Self {
        Self {
            drafts,
            emulator: None,
            demo: None,
        }
    }

    /// The page says that an emulator at this address plays Microsoft 365.
    pub fn emulator(mut self, address: impl Into<String>) -> Self {
        self.emulator = Some(address.into());
        self
    }

    /// The page offers a demo.
    pub fn demo(mut self, open: OpenDemo) -> Self {
        self.demo = Some(open);
        self
    }
}

/// The page of a service on this machine. Clones share it.
#[derive(Clone)]
pub struct Page(Arc<Inner>);

struct Inner {
    port: u16,
    drafts: DraftStore,
    emulator: Option<String>,
    demo: Option<OpenDemo>,
    links: Mutex<Vec<Sha256Digest>>,
    sessions: Mutex<Vec<Sha256Digest>>,
}

impl Page {
    /// The page of a service that listens on this port of the loopback interface.
    #[must_use]
    pub fn new(port: u16, options: PageOptions) -> Self {
        Self(Arc::new(Inner {
            port,
            drafts: DraftStore::in_file(options.drafts),
            emulator: options.emulator,
            demo: options.demo,
            links: Mutex::default(),
            sessions: Mutex::default(),
        }))
    }

    /// Returns a new link. It opens the page once: its token, which browsers keep to themselves because it is in the fragment, is
    /// exchanged for a cookie.
    #[must_use]
    pub fn link(&self) -> String {
        let token = Token::random();
        lock(&self.0.links).push(token.digest());
        format!("http://127.0.0.1:{}/#token={}", self.0.port, token.expose())
    }

    /// Uses up the token of a link. Returns the token of a new session.
    pub(super) fn exchange(&self, token: &[u8]) -> Option<Token> {
        let digest = Sha256Digest::of(token);
        let mut links = lock(&self.0.links);
        let at = links.iter().position(|link| link.is_equal(&digest))?;
        links.remove(at);
        let session = Token::random();
        let mut sessions = lock(&self.0.sessions);
        if sessions.len() >= SESSIONS {
            sessions.remove(0);
        }
        sessions.push(session.digest());
        Some(session)
    }

    /// Whether the token is that of a session.
    pub(super) fn is_session(&self, token: &[u8]) -> bool {
        let digest = Sha256Digest::of(token);
        lock(&self.0.sessions).iter().any(|session| session.is_equal(&digest))
    }

    pub(super) fn drafts(&self) -> &DraftStore {
        &self.0.drafts
    }

    pub(super) fn emulator(&self) -> Option<&str> {
        self.0.emulator.as_deref()
    }

    pub(super) fn demo(&self) -> Option<&OpenDemo> {
        self.0.demo.as_ref()
    }

    /// The name of the cookie. Cookies do not distinguish ports, so that two services on one machine need two names.
    pub(super) fn cookie(&self) -> String {
        format!("outlook-session-{}", self.0.port)
    }

    /// Whether a `Host` header names this service on this machine.
    pub(super) fn is_own_host(&self, host: &str) -> bool {
        let names = ["127.0.0.1", "localhost", "[::1]"];
        host.rsplit_once(':')
            .is_some_and(|(name, port)| names.contains(&name) && port == self.0.port.to_string())
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("port", &self.0.port)
            .finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        Page::new(8026, PageOptions::new(PathBuf::from("drafts.json")))
    }

    #[test]
    fn a_link_works_once() {
        let page = page();
        let link = page.link();
        let token = link.strip_prefix("http://127.0.0.1:8026/#token=").unwrap();
        assert!(page.exchange(b"guess").is_none());
        let session = page.exchange(token.as_bytes()).unwrap();
        assert!(page.is_session(session.expose().as_bytes()));
        assert!(!page.is_session(token.as_bytes()));
        assert!(page.exchange(token.as_bytes()).is_none());
    }

    #[test]
    fn only_names_of_this_machine_with_the_port_are_its_own() {
        let page = page();
        for own in ["127.0.0.1:8026", "localhost:8026", "[::1]:8026"] {
            assert!(page.is_own_host(own), "{own}");
        }
        for other in [
            "127.0.0.1",
            "127.0.0.1:8025",
            "rebound.example:8026",
            "localhost.example:8026",
            ":8026",
            "",
        ] {
            assert!(!page.is_own_host(other), "{other}");
        }
    }
}
