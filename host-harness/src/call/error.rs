//! Why a call ended without an answer of the component.

use std::time::Duration;

use thiserror::Error;

/// A call that ended without an answer of the component: not a failure to send, which is an answer, but a failure to ask.
#[derive(Debug, Error)]
#[error("{kind}")]
pub struct CallError {
    kind: CallErrorKind,
    traces: Traces,
}

impl CallError {
    pub(super) fn new(kind: CallErrorKind, traces: Traces) -> Self {
        Self { kind, traces }
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
        self.traces.mail
    }

    /// Whether a draft may have been written and left in the mailbox. A second run with the same idempotency key goes on with
    /// it; without a key a person should delete it.
    #[must_use]
    pub fn may_have_left_a_draft(&self) -> bool {
        self.traces.draft
    }
}

/// What a call that died may have left at Microsoft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Traces {
    pub mail: bool,
    pub draft: bool,
}

/// What happened to a call. Texts hold nothing of the mail or the connection.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CallErrorKind {
    /// The call's turn did not come in time: too many calls at once to this mailbox, or on this host.
    #[error(
        "the call's turn did not come within {0:?}; make fewer calls at once, above all to one mailbox, or give more time"
    )]
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
