//! The gate before the mailboxes: how many calls at once may use one of them.

mod in_process;
mod key;

use std::{error::Error, fmt};

use async_trait::async_trait;

pub use in_process::InProcessGate;
pub use key::MailboxKey;

/// Lets a limited number of calls at once through to each mailbox. An implementation that several processes share keeps the limit for all
/// of them together: the crate `outlook-postgres-gate` has one.
///
/// The gate is about speed, and not about safety: Outlook refuses what is too much with 429 and a wait, and nothing is sent twice. A
/// gate that cannot reach the other processes may therefore let calls through by what it knows itself.
#[async_trait]
pub trait MailboxGate: Send + Sync {
    /// Waits until the call may use the mailbox, and then holds one of its `at_once` places until the pass is dropped. Calls are let
    /// through in order of arrival, as far as the gate knows it.
    ///
    /// The caller sets the limit of time: it drops the future when the call's time is over. A dropped future holds no place.
    ///
    /// # Errors
    /// [`GateError`] if the gate refuses the call. It then ends with [`ErrorKind::Busy`](crate::ErrorKind::Busy): nothing was sent.
    async fn enter(&self, mailbox: &MailboxKey, at_once: usize) -> Result<Pass, GateError>;
}

/// A place with a mailbox. It is given up when this is dropped.
#[must_use = "the place is given up when the pass is dropped"]
pub struct Pass(#[expect(dead_code, reason = "held for its drop")] Box<dyn Send + Sync>);

impl Pass {
    /// A pass that holds `place`, whose drop gives up the place.
    pub fn new(place: impl Send + Sync + 'static) -> Self {
        Self(Box::new(place))
    }
}

impl fmt::Debug for Pass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pass(..)")
    }
}

/// Why a gate refused a call. The text becomes part of the call's error.
#[derive(Debug)]
pub struct GateError(String);

impl GateError {
    /// An error with that text. It should say what the caller can do, and hold no secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for GateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for GateError {}
