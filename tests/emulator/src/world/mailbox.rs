//! Recipients: mailboxes of every kind, and groups.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// `RecipientLimits` of a mailbox by default (Set-Mailbox, message resource type).
pub const DEFAULT_RECIPIENT_LIMIT: usize = 500;
/// `MaxSendSize` of a mailbox by default: 35 MB (attachment: createUploadSession, tip; Set-Mailbox).
pub const DEFAULT_MAX_SEND_SIZE: usize = 35 * 1024 * 1024;

/// A user or other recipient.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mailbox {
    /// Object ID of the user.
    pub id: Uuid,
    /// User principal name.
    pub user_principal_name: String,
    /// Primary SMTP address; may differ from the user principal name.
    pub primary_address: String,
    /// Name shown.
    #[serde(default)]
    pub display_name: String,
    /// Further addresses. They receive mail, but do not address the user in Graph.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Kind.
    #[serde(default)]
    pub kind: MailboxKind,
    /// Addresses that this mailbox may put into `from` besides its own.
    #[serde(default)]
    pub send_as: Vec<String>,
    /// Most recipients in one message.
    #[serde(default = "default_recipient_limit")]
    pub recipient_limit: usize,
    /// Largest message, in bytes of MIME.
    #[serde(default = "default_max_send_size")]
    pub max_send_size: usize,
}

/// What a recipient is; all but the first two cannot be used through Graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MailboxKind {
    /// Mailbox of a licensed user.
    #[default]
    User,
    /// Shared mailbox; works like a user's.
    Shared,
    /// User without an Exchange Online licence.
    Unlicensed,
    /// Mailbox hosted in an on-premises Exchange.
    OnPremises,
    /// Soft-deleted mailbox.
    SoftDeleted,
    /// Guest user.
    Guest,
    /// User just created, whose mailbox Exchange does not resolve yet.
    NotProvisioned,
    /// Mail contact: an outside address in the address book, no user at all.
    MailContact,
}

impl Mailbox {
    /// Returns a licensed user's mailbox whose user principal name and primary address are `address`. The object id is derived
    /// from the address, so it is the same in every run.
    pub fn user(address: &str, display_name: &str) -> Self {
        Self {
            id: Uuid::new_v5(&Uuid::NAMESPACE_DNS, address.to_ascii_lowercase().as_bytes()),
            user_principal_name: address.to_owned(),
            primary_address: address.to_owned(),
            display_name: display_name.to_owned(),
            aliases: Vec::new(),
            kind: MailboxKind::User,
            send_as: Vec::new(),
            recipient_limit: DEFAULT_RECIPIENT_LIMIT,
            max_send_size: DEFAULT_MAX_SEND_SIZE,
        }
    }

    /// Returns the mailbox with another kind.
    pub fn of_kind(mut self, kind: MailboxKind) -> Self {
        self.kind = kind;
        self
    }

    pub(crate) fn is_addressed_by(&self, user_id: &str) -> bool {
        self.user_principal_name.eq_ignore_ascii_case(user_id)
            || self.primary_address.eq_ignore_ascii_case(user_id)
            || Uuid::try_parse(user_id).is_ok_and(|id| id == self.id)
    }

    /// Whether the address is one of this mailbox's own.
    pub(crate) fn receives(&self, address: &str) -> bool {
        self.user_principal_name.eq_ignore_ascii_case(address)
            || self.primary_address.eq_ignore_ascii_case(address)
            || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(address))
    }

    pub(crate) fn may_send_as(&self, address: &str) -> bool {
        self.receives(address) || self.send_as.iter().any(|other| other.eq_ignore_ascii_case(address))
    }
}

/// A distribution list or mail-enabled security group.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Group {
    /// Object ID.
    pub id: Uuid,
    /// Address.
    pub address: String,
    /// Direct members: addresses of mailboxes, or of other groups.
    pub members: Vec<String>,
}

impl Group {
    pub(crate) fn has_member(&self, address: &str) -> bool {
        self.members.iter().any(|member| member.eq_ignore_ascii_case(address))
    }
}

fn default_recipient_limit() -> usize {
    DEFAULT_RECIPIENT_LIMIT
}

fn default_max_send_size() -> usize {
    DEFAULT_MAX_SEND_SIZE
}
