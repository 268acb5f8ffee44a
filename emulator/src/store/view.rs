//! Messages as tests look at them.

use super::folder::Folder;
use super::item::{Item, Stage, Version};

/// A message in a mailbox.
#[derive(Clone, Debug)]
pub struct ItemView {
    /// Immutable id.
    pub id: String,
    /// Folder that it is in.
    pub folder: Folder,
    /// `isDraft`. True while the message is in transit, too.
    pub is_draft: bool,
    /// Whether it was accepted for submission and is not through yet.
    pub in_transit: bool,
    /// Subject.
    pub subject: String,
    /// Internet Message-ID, without angle brackets.
    pub internet_message_id: String,
    /// Name and size in bytes of each attached file.
    pub attachments: Vec<(String, usize)>,
    /// Id and value of each extended property; ids in the form in which Graph writes them.
    pub extended_properties: Vec<(String, String)>,
}

impl ItemView {
    pub(crate) fn new(item: &Item, version: &Version) -> Self {
        Self {
            id: item.immutable_id.clone(),
            folder: version.folder,
            is_draft: version.is_draft(),
            in_transit: matches!(version.stage, Stage::InTransit { .. }),
            subject: version.subject().to_owned(),
            internet_message_id: version.content.internet_message_id.clone(),
            attachments: version
                .content
                .files
                .iter()
                .map(|file| (file.name.clone(), file.bytes.len()))
                .collect(),
            extended_properties: version
                .content
                .extended
                .iter()
                .map(|property| (property.id.to_string(), property.value.clone()))
                .collect(),
        }
    }
}
