//! One message of a mailbox, with what it was before, for listings that lag.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use bytes::Bytes;
use serde_json::{Map, Value};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Moment;
use super::extended::Extended;
use super::file::File;
use super::folder::Folder;

/// Where a message is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Draft,
    /// Accepted for submission, and not yet through: still looks like a draft.
    InTransit {
        until: OffsetDateTime,
        /// Whether the message stays, in Sent Items, when it is through.
        saved: bool,
    },
    /// Sent or received.
    Finished,
}

/// What a message is made of.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    /// Properties of the message resource as they were set, without attachments, extended and server-made ones.
    pub(crate) properties: Arc<Map<String, Value>>,
    pub(crate) extended: Vec<Extended>,
    pub(crate) files: Vec<Arc<File>>,
    /// The MIME that the message was created from, as long as it still says what the properties say.
    pub(crate) mime: Option<Bytes>,
    /// Without angle brackets.
    pub(crate) internet_message_id: String,
}

impl Content {
    /// Names of the header fields that the message has as JSON or as properties, in lower case.
    pub(crate) fn header_names(&self) -> Vec<String> {
        let listed = self.properties.get("internetMessageHeaders").and_then(Value::as_array);
        let named = listed
            .into_iter()
            .flatten()
            .filter_map(|header| header["name"].as_str());
        let properties = self.extended.iter().filter_map(|property| property.id.header_name());
        named.chain(properties).map(str::to_ascii_lowercase).collect()
    }
}

/// A message at one time.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) content: Content,
    /// The id that changes when the message moves.
    pub(crate) mutable_id: String,
    pub(crate) folder: Folder,
    pub(crate) stage: Stage,
    pub(crate) change_key: String,
    pub(crate) modified_at: OffsetDateTime,
    /// For a draft: when it was created.
    pub(crate) sent_at: OffsetDateTime,
}

impl Version {
    /// `isDraft`. A message in transit counts as one: its copy in Sent Items appears only after transport.
    pub(crate) fn is_draft(&self) -> bool {
        self.stage != Stage::Finished
    }

    /// Whether files can be attached and sessions for them lead on.
    pub(crate) fn takes_files(&self) -> bool {
        self.stage == Stage::Draft
    }

    pub(crate) fn subject(&self) -> &str {
        self.content
            .properties
            .get("subject")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The entity tag.
    pub(crate) fn etag(&self) -> String {
        format!("W/\"{}\"", self.change_key)
    }
}

/// A message through time.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) immutable_id: String,
    pub(crate) created_at: OffsetDateTime,
    /// None: removed, and kept only for listings that lag.
    version: Option<Version>,
    /// Earlier versions, oldest first, each with the time at which it ended.
    past: Vec<(OffsetDateTime, Option<Version>)>,
}

impl Item {
    pub(super) fn new(immutable_id: String, moment: Moment, version: Version) -> Self {
        let mut item = Self {
            immutable_id,
            created_at: moment.now,
            version: None,
            past: Vec::new(),
        };
        item.replace(moment, Some(version));
        item
    }

    pub(crate) fn version(&self) -> Option<&Version> {
        self.version.as_ref()
    }

    /// Changes the message. It has a new change key afterwards.
    pub(super) fn change(&mut self, moment: Moment, change: impl FnOnce(&mut Version)) {
        let Some(mut version) = self.version.clone() else {
            return;
        };
        change(&mut version);
        version.change_key = change_key();
        version.modified_at = moment.now;
        self.replace(moment, Some(version));
    }

    pub(super) fn remove(&mut self, moment: Moment) {
        self.replace(moment, None);
    }

    fn replace(&mut self, moment: Moment, version: Option<Version>) {
        let before = std::mem::replace(&mut self.version, version);
        if moment.lag.is_positive() {
            self.past.retain(|(ended, _)| *ended > moment.now - moment.lag);
            self.past.push((moment.now, before));
        }
    }

    /// The message as a listing sees it that is behind by the moment's lag.
    pub(crate) fn seen(&self, moment: Moment) -> Option<&Version> {
        let at = moment.now - moment.lag;
        match self.past.iter().find(|(ended, _)| *ended > at) {
            Some((_, version)) => version.as_ref(),
            None => self.version.as_ref(),
        }
    }

    /// Whether nothing can see it any more.
    pub(super) fn is_over(&self, moment: Moment) -> bool {
        self.version.is_none() && self.past.iter().all(|(ended, _)| *ended <= moment.now - moment.lag)
    }
}

/// A new id of a message or attachment: opaque, case-sensitive, base64 in its URL-safe alphabet.
pub(crate) fn new_id(prefix: &str, mailbox: Uuid) -> String {
    let mut bytes = mailbox.as_bytes().to_vec();
    for _ in 0..3 {
        bytes.extend_from_slice(Uuid::new_v4().as_bytes());
    }
    bytes.push(0);
    // 65 bytes: the id ends in padding, as real ones do, and so has to be encoded in a path with care.
    format!("{prefix}{}", URL_SAFE.encode(bytes))
}

pub(crate) fn change_key() -> String {
    let mut bytes = b"\x09\x00\x00\x00\x16\x00\x00\x00".to_vec();
    bytes.extend_from_slice(Uuid::new_v4().as_bytes());
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
