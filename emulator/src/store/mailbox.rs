//! One mailbox: its messages by id, and how they move.

use std::collections::{BTreeMap, HashMap, HashSet};

use time::OffsetDateTime;
use uuid::Uuid;

use super::Moment;
use super::duplicate::Duplicate;
use super::extended::PropertyId;
use super::folder::Folder;
use super::item::{Content, Item, Stage, Version, change_key, new_id};

/// Prefixes of the two kinds of message ids, eight characters each, so that ids stay whole base64.
const IMMUTABLE: &str = "AAkALgAA";
const MUTABLE: &str = "AAMkADAA";

/// PidTagReceivedByEmailAddress: "must be set by the incoming transport provider" (MAPI reference). Copies in Sent Items do not
/// have it.
pub(crate) const RECEIVED_BY: PropertyId = PropertyId::string_tag(0x76);

/// The messages of a mailbox.
pub(crate) struct MailboxStore {
    id: Uuid,
    moment: Moment,
    /// By serial number: oldest first.
    items: BTreeMap<u64, Item>,
    /// Both kinds of id that are valid now.
    serials: HashMap<String, u64>,
    in_transit: Vec<u64>,
    /// Mail from inside the organization that is on its way here.
    arriving: Vec<(OffsetDateTime, Content)>,
    /// Removed messages that lagging listings may still show.
    ghosts: Vec<u64>,
    /// Names of header fields that messages had as JSON or as properties, in lower case.
    known_headers: HashSet<String>,
    next: u64,
}

/// How a message is submitted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Submit {
    /// How long the message is in transit.
    pub(crate) transit: time::Duration,
    /// Whether it is kept in Sent Items.
    pub(crate) saved: bool,
}

impl MailboxStore {
    pub(super) fn new(id: Uuid) -> Self {
        Self {
            id,
            moment: Moment {
                now: OffsetDateTime::UNIX_EPOCH,
                lag: time::Duration::ZERO,
            },
            items: BTreeMap::new(),
            serials: HashMap::new(),
            in_transit: Vec::new(),
            arriving: Vec::new(),
            ghosts: Vec::new(),
            known_headers: HashSet::new(),
            next: 1,
        }
    }

    /// Lets the submissions end that are due, and forgets what nobody can see any more.
    pub(super) fn settle(&mut self, moment: Moment) {
        self.moment = moment;
        for serial in std::mem::take(&mut self.in_transit) {
            let Some(version) = self.items.get(&serial).and_then(Item::version) else {
                continue;
            };
            match version.stage {
                Stage::InTransit { until, .. } if until > moment.now => self.in_transit.push(serial),
                Stage::InTransit { saved: false, .. } => self.remove_serial(serial),
                Stage::InTransit { until, .. } => {
                    // What was deleted on its way stays where it was put.
                    let folder = match version.folder {
                        Folder::Drafts => Folder::SentItems,
                        other => other,
                    };
                    self.put(serial, folder, |version| {
                        version.stage = Stage::Finished;
                        version.sent_at = until;
                    });
                }
                Stage::Draft | Stage::Finished => {}
            }
        }
        let (arrived, under_way) = std::mem::take(&mut self.arriving)
            .into_iter()
            .partition::<Vec<_>, _>(|(at, _)| *at <= moment.now);
        self.arriving = under_way;
        for (_, content) in arrived {
            self.add(content, Folder::Inbox, Stage::Finished);
        }
        let (over, left): (Vec<u64>, Vec<u64>) = std::mem::take(&mut self.ghosts)
            .into_iter()
            .partition(|serial| self.items.get(serial).is_none_or(|item| item.is_over(moment)));
        self.ghosts = left;
        for serial in over {
            self.items.remove(&serial);
        }
    }

    /// Adds a draft, and returns its immutable id.
    pub(crate) fn add_draft(&mut self, content: Content) -> String {
        self.known_headers.extend(content.header_names());
        self.add(content, Folder::Drafts, Stage::Draft)
    }

    /// Takes a message that arrives in the Inbox at a time.
    pub(crate) fn receive(&mut self, content: Content, at: OffsetDateTime) {
        self.arriving.push((at, content));
        self.settle(self.moment);
    }

    fn add(&mut self, content: Content, folder: Folder, stage: Stage) -> String {
        let serial = self.next;
        self.next += 1;
        let version = Version {
            content,
            mutable_id: new_id(MUTABLE, self.id),
            folder,
            stage,
            change_key: change_key(),
            modified_at: self.moment.now,
            sent_at: self.moment.now,
        };
        let immutable_id = new_id(IMMUTABLE, self.id);
        self.serials.insert(immutable_id.clone(), serial);
        self.serials.insert(version.mutable_id.clone(), serial);
        self.items
            .insert(serial, Item::new(immutable_id.clone(), self.moment, version));
        immutable_id
    }

    /// Whether the mailbox had a message with a header field of this name, in lower case, as JSON or as a property.
    pub(crate) fn knows_header(&self, name: &str) -> bool {
        self.known_headers.contains(name)
    }

    /// Finds a message by an id of either kind.
    pub(crate) fn find(&self, id: &str) -> Option<(&Item, &Version)> {
        let item = self.items.get(self.serials.get(id)?)?;
        Some((item, item.version()?))
    }

    /// All messages, newest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&Item, &Version)> {
        self.items
            .values()
            .rev()
            .filter_map(|item| Some((item, item.version()?)))
    }

    /// All messages as a filtered listing shows them, newest first.
    pub(crate) fn seen(&self) -> impl Iterator<Item = (&Item, &Version)> {
        self.items
            .values()
            .rev()
            .filter_map(|item| Some((item, item.seen(self.moment)?)))
    }

    /// Changes what a message holds.
    pub(crate) fn change(&mut self, id: &str, change: impl FnOnce(&mut Content)) {
        if let Some(item) = self.serials.get(id).and_then(|serial| self.items.get_mut(serial)) {
            item.change(self.moment, |version| change(&mut version.content));
            let names = item.version().map(|version| version.content.header_names());
            self.known_headers.extend(names.unwrap_or_default());
        }
    }

    /// Begins the submission of a message.
    pub(crate) fn submit(&mut self, id: &str, how: Submit) {
        let Some(serial) = self.serials.get(id).copied() else {
            return;
        };
        let until = self.moment.now + how.transit;
        if let Some(item) = self.items.get_mut(&serial) {
            item.change(self.moment, |version| {
                version.stage = Stage::InTransit {
                    until,
                    saved: how.saved,
                };
            });
            self.in_transit.push(serial);
            self.settle(self.moment);
        }
    }

    /// Moves a message to Deleted Items; one that is there, or any when `soft`, goes out of sight.
    pub(crate) fn delete(&mut self, id: &str, soft: bool) {
        let Some(serial) = self.serials.get(id).copied() else {
            return;
        };
        let folder = self.find(id).map(|(_, version)| version.folder);
        if soft || folder == Some(Folder::DeletedItems) {
            self.remove_serial(serial);
        } else {
            self.put(serial, Folder::DeletedItems, |_| {});
        }
    }

    /// Moves a message to a folder. Returns false if there is none of this id.
    pub(crate) fn file(&mut self, id: &str, folder: Folder) -> bool {
        let Some(serial) = self.serials.get(id).copied() else {
            return false;
        };
        self.put(serial, folder, |_| {});
        true
    }

    /// Adds what a person or a program makes of a message. Returns its immutable id.
    pub(crate) fn duplicate(&mut self, id: &str, how: Duplicate, folder: Folder) -> Option<String> {
        let (_, version) = self.find(id)?;
        let message_id = format!("{}@duplicate.contoso.com", Uuid::new_v4());
        let content = how.content(&version.content, &RECEIVED_BY, message_id);
        let stage = how.stage(version.stage);
        Some(self.add(content, folder, stage))
    }

    /// Adds a message that another program writes. Returns its immutable id.
    pub(crate) fn import(&mut self, content: Content, folder: Folder, is_draft: bool) -> String {
        let stage = if is_draft { Stage::Draft } else { Stage::Finished };
        self.add(content, folder, stage)
    }

    /// Removes a message for good.
    pub(crate) fn remove(&mut self, id: &str) {
        if let Some(serial) = self.serials.get(id).copied() {
            self.remove_serial(serial);
        }
    }

    /// Puts a message into a folder. Moving gives it a new mutable id, and the old one leads nowhere any more.
    fn put(&mut self, serial: u64, folder: Folder, change: impl FnOnce(&mut Version)) {
        let Some(item) = self.items.get_mut(&serial) else {
            return;
        };
        let Some(before) = item
            .version()
            .map(|version| (version.folder, version.mutable_id.clone()))
        else {
            return;
        };
        let moved = (before.0 != folder).then(|| new_id(MUTABLE, self.id));
        if let Some(id) = &moved {
            self.serials.remove(&before.1);
            self.serials.insert(id.clone(), serial);
        }
        item.change(self.moment, |version| {
            version.folder = folder;
            if let Some(id) = moved {
                version.mutable_id = id;
            }
            change(version);
        });
    }

    fn remove_serial(&mut self, serial: u64) {
        let Some(item) = self.items.get_mut(&serial) else {
            return;
        };
        self.serials.remove(&item.immutable_id);
        if let Some(version) = item.version() {
            self.serials.remove(&version.mutable_id);
        }
        item.remove(self.moment);
        self.ghosts.push(serial);
        if item.is_over(self.moment) {
            self.items.remove(&serial);
        }
    }

    pub(super) fn forget_finished(&mut self) {
        let finished: Vec<u64> = self
            .items
            .iter()
            .filter(|(_, item)| item.version().is_some_and(|version| version.stage == Stage::Finished))
            .map(|(serial, _)| *serial)
            .collect();
        finished.into_iter().for_each(|serial| self.remove_serial(serial));
    }
}
