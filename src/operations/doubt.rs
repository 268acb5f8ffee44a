//! Doubts about an earlier send: a message has the right key, but it cannot be shown who sent it or what its mark says. Then the
//! connector sends nothing and does not report the mail as sent. A person has to look.

use crate::{
    failure::{Failure, FailureKind},
    failure_message::failure_messages,
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
        let message = match self {
            Self::Owner { .. } => &failure_messages::OWNER_NOT_SHOWN,
            Self::Mark { .. } => &failure_messages::MARK_NOT_READABLE,
            Self::Moved { .. } => &failure_messages::READY_DRAFT_MOVED,
            Self::Copied { .. } => &failure_messages::READY_DRAFT_COPIED,
            Self::TooMany => &failure_messages::TOO_MANY_MESSAGES_OF_KEY,
        };
        let values = [("message_id", self.message_id().unwrap_or_default())];
        Failure::new(FailureKind::OutcomeUnknown, message, &values).with_reference(reference.as_text())
    }
}
