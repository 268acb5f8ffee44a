//! Why a call ended without an answer of the component.

use std::time::Duration;

use thiserror::Error;

/// A call that ended without an answer of the component: not a failure to send, which is an answer, but a failure to ask.
#[derive(Debug, Error)]
#[error("{kind}")]
pub struct CallError {
    kind: CallErrorKind,
    may_have_been_sent: bool,
}

impl CallError {
    pub(super) fn new(kind: CallErrorKind, may_have_been_sent: bool) -> Self {
        Self {
            kind,
            may_have_been_sent,
        }
    }

    /// What happened.
    #[must_use]
    pub fn kind(&self) -> &CallErrorKind {
        &self.kind
    }

    /// Whether a request that sends mail had begun to leave for Microsoft and was not refused: then the mail may have been
    /// sent, and must not be sent again without a look into the mailbox.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.may_have_been_sent
    }
}

/// What happened to a call. Texts hold nothing of the mail or the connection.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CallErrorKind {
    /// No sandbox became free in time.
    #[error("no sandbox became free within {0:?}; allow more calls at once, or make fewer")]
    Busy(Duration),
    /// The call took longer than its time budget, and did not end by itself.
    #[error("the call did not end within {0:?} and was stopped")]
    TimedOut(Duration),
    /// The caller interrupted it.
    #[error("the call was interrupted")]
    Interrupted,
    /// The component computed for too long.
    #[error("the component used up its processor time and was stopped")]
    ProcessorTime,
    /// The component needed more memory than it may have.
    #[error("the component needed more than its {0} bytes of memory; pass large attachments by name, or allow more")]
    OutOfMemory(usize),
    /// The component broke off. A defect: it never does so on purpose.
    #[error("the component broke off: {0}")]
    Trap(String),
    /// The component answered with the failure that the contract reserves and the connector never returns.
    #[error("the component gave no answer")]
    NoAnswer,
    /// No instance could be made.
    #[error("the component could not be started: {0}")]
    Instantiate(String),
}
