//! Doubts about an earlier send: a message has the right key, but it cannot be shown who sent it or what its mark says. Then the
//! connector sends nothing and does not report the mail as sent. A person has to look.

use crate::{
    failure::{Failure, FailureKind},
    graph::messages::{Found, Message, Reference},
};

/// Why the mailbox does not settle whether a mail was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// It cannot be shown which mailbox sent this message.
    Owner {
        /// Its immutable id.
        message_id: String,
    },
    /// This version of the connector cannot compare the mark of this message.
    Mark {
        /// Its immutable id.
        message_id: String,
    },
    /// A draft that is ready was deleted or moved.
    Moved {
        /// Its immutable id.
        message_id: String,
    },
    /// There are several drafts that are ready. A run makes one ready, so that the others are copies, which nothing tells apart.
    Copied {
        /// Immutable id of one of them.
        message_id: String,
    },
    /// More messages bear the reference than one response lists.
    TooMany,
}

impl Doubt {
    /// The owner of a message is unknown.
    pub fn owner(message: &Message) -> Self {
        Self::Owner {
            message_id: message.id.clone(),
        }
    }

    /// The mark of a message cannot be compared.
    pub fn mark(message: &Message) -> Self {
        Self::Mark {
            message_id: message.id.clone(),
        }
    }

    /// A draft that is ready was deleted or moved.
    pub fn moved(draft: &Message) -> Self {
        Self::Moved {
            message_id: draft.id.clone(),
        }
    }

    /// There are several drafts that are ready. `draft` is one of them.
    pub fn copied(draft: &Message) -> Self {
        Self::Copied {
            message_id: draft.id.clone(),
        }
    }

    /// The doubt that a truncated list leaves.
    pub fn of_list(found: &Found) -> Option<Self> {
        found.truncated.then_some(Self::TooMany)
    }

    /// Id of the message that is in doubt.
    pub fn message_id(&self) -> Option<&str> {
        match self {
            Self::Owner { message_id }
            | Self::Mark { message_id }
            | Self::Moved { message_id }
            | Self::Copied { message_id } => Some(message_id),
            Self::TooMany => None,
        }
    }

    /// The failure to report: `permanent-outcome-unknown`.
    pub fn into_failure(self, reference: &Reference) -> Failure {
        let (code, message) = match self {
            Self::Owner { message_id } => (
                "owner-not-shown",
                format!(
                    "A message in the mailbox bears this key, and it cannot be shown whether this mailbox sent it or received \
                     it (message {message_id}). The mail may have been sent earlier; this call sent nothing."
                ),
            ),
            Self::Mark { message_id } => (
                "mark-not-readable",
                format!(
                    "A message of this mailbox bears this key, and its mark cannot be compared: another version of the connector \
                     marked it, or it was sent by hand before it was complete (message {message_id}). The mail may have been sent \
                     earlier; this call sent nothing."
                ),
            ),
            Self::Moved { message_id } => (
                "ready-draft-moved",
                format!(
                    "The draft of this key was deleted or moved after it was ready to be sent, and Exchange may have been sending \
                     it (message {message_id}). The mail may have been sent earlier; this call sent nothing."
                ),
            ),
            Self::Copied { message_id } => (
                "ready-draft-copied",
                format!(
                    "The draft of this key was copied after it was ready to be sent, and Exchange may have been sending the original or \
                     the copy (message {message_id}). The mail may have been sent earlier; this call sent nothing."
                ),
            ),
            Self::TooMany => (
                "too-many-messages-of-key",
                "More messages in the mailbox bear this key than can be compared. The mail may have been sent earlier; this \
                 call sent nothing."
                    .to_owned(),
            ),
        };
        Failure::new(FailureKind::OutcomeUnknown, code, message).with_reference(reference.as_text())
    }
}
