//! Messages that people and programs of a mailbox make of others: what comes along, and what does not.

use serde_json::{Map, Value, json};

use super::extended::{Extended, PropertyId};
use super::item::{Content, Stage};

/// What is made of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicate {
    /// A copy inside of the mailbox (Graph "message: copy"; MS-OXCFOLD 2.2.1.7, RopMoveCopyMessages). All properties come along:
    /// named ones, `sender`, `isDraft` and PidTagReceivedByEmailAddress. A message that is being submitted is copied as a draft that
    /// is not: submission is the original's (MS-OXOMSG 2.2.3.2, RopSubmitMessage, works on one message).
    Copied,
    /// A copy that another program brings back from a file or a backup. It has the named properties and the sender. It was not
    /// delivered here, and some programs leave out what delivery has set. A draft stays one: mfUnsent is among the message's flags
    /// (MS-OXCMSG 2.2.1.6).
    Imported,
    /// A draft of Outlook's "Resend This Message", which begins with all properties of a message.
    Resent,
    /// A draft of a forward (Graph "message: createForward"; MS-OXOMSG 3.2.5.2): subject and text come along, and no named property.
    Forwarded,
}

/// A message that another program writes into a mailbox, as with PidTagMessageFlags, EWS or a migration.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// Address in `sender` and `from`. `None` leaves them out.
    pub sender: Option<String>,
    /// Whether it is a draft.
    pub is_draft: bool,
    /// Id and value of each extended property.
    pub extended_properties: Vec<(String, String)>,
}

impl Duplicate {
    /// Returns the stage of the new message.
    pub(super) fn stage(self, original: Stage) -> Stage {
        match (self, original) {
            (Self::Resent | Self::Forwarded, _) | (_, Stage::Draft | Stage::InTransit { .. }) => Stage::Draft,
            (Self::Copied | Self::Imported, Stage::Finished) => Stage::Finished,
        }
    }

    /// Returns the content of the new message. `message_id` is that of a new draft.
    pub(super) fn content(self, original: &Content, received_by: &PropertyId, message_id: String) -> Content {
        let mut content = original.clone();
        match self {
            Self::Copied => {}
            Self::Imported => content.extended.retain(|property| property.id != *received_by),
            Self::Resent | Self::Forwarded => {
                content.internet_message_id = message_id;
                content
                    .extended
                    .retain(|property| self == Self::Resent && property.id != *received_by);
            }
        }
        content
    }
}

impl Import {
    /// Returns the message.
    ///
    /// # Errors
    /// When the id of a property is none.
    pub(crate) fn into_content(self, message_id: String) -> Result<Content, String> {
        let mut properties = Map::new();
        properties.insert("subject".to_owned(), Value::from("Imported"));
        if let Some(address) = self.sender {
            let person = json!({ "emailAddress": { "name": address, "address": address } });
            properties.insert("from".to_owned(), person.clone());
            properties.insert("sender".to_owned(), person);
        }
        let extended = self
            .extended_properties
            .into_iter()
            .map(|(id, value)| Ok(Extended::new(PropertyId::parse(&id)?, value)))
            .collect::<Result<_, String>>()?;
        Ok(Content {
            properties: properties.into(),
            extended,
            files: Vec::new(),
            mime: None,
            internet_message_id: message_id,
        })
    }
}
