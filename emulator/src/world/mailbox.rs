//! Recipients: mailboxes of every kind, and groups.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::exchange::ClientAccess;

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
    /// Names of header fields that it has sent before, as JSON or as properties. Exchange drops other fields that it does not know
    /// from a message in MIME (microsoft-graph-docs-contrib#424).
    #[serde(default)]
    pub known_headers: Vec<String>,
    /// Which of its names Exchange resolves in Graph's paths.
    #[serde(default)]
    pub resolved_by: ResolvedBy,
    /// Which programs may use EWS and REST on it.
    #[serde(default)]
    pub client_access: ClientAccess,
    /// When the mailbox was made. Absent means long ago.
    #[serde(
        default,
        with = "time::serde::rfc3339::option",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_at: Option<OffsetDateTime>,
}

/// Which names of a user Exchange resolves. Its object ID always works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ResolvedBy {
    /// User principal name and primary address.
    #[default]
    Both,
    /// The user principal name alone: what Graph's reference names.
    UserPrincipalName,
    /// The primary address alone: what users report where the two differ.
    PrimaryAddress,
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
            known_headers: Vec::new(),
            resolved_by: ResolvedBy::Both,
            client_access: ClientAccess::default(),
            created_at: None,
        }
    }

    /// Returns the mailbox with another kind.
    pub fn of_kind(mut self, kind: MailboxKind) -> Self {
        self.kind = kind;
        self
    }

    /// Whether Graph finds the mailbox under this user id.
    pub(crate) fn is_addressed_by(&self, user_id: &str) -> bool {
        let by_name = self.resolved_by != ResolvedBy::PrimaryAddress;
        let by_address = self.resolved_by != ResolvedBy::UserPrincipalName;
        by_name && self.user_principal_name.eq_ignore_ascii_case(user_id)
            || by_address && self.primary_address.eq_ignore_ascii_case(user_id)
            || self.has_id(user_id)
    }

    /// Whether an administrator means this mailbox by the object id, user principal name or primary address.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.user_principal_name.eq_ignore_ascii_case(name)
            || self.primary_address.eq_ignore_ascii_case(name)
            || self.has_id(name)
    }

    pub(crate) fn has_id(&self, id: &str) -> bool {
        Uuid::try_parse(id).is_ok_and(|id| id == self.id)
    }

    /// Whether it is one of the SMTP addresses.
    pub(crate) fn has_address(&self, address: &str) -> bool {
        self.primary_address.eq_ignore_ascii_case(address)
            || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(address))
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
    /// Name. Absent means the address up to its `@`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Distinguished name, by which filters know the group. Absent means one that is made of name and tenant. A group that
    /// was deleted and made again has another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distinguished_name: Option<String>,
    /// Kind.
    #[serde(default)]
    pub kind: GroupKind,
    /// Direct members: addresses of mailboxes, or of other groups.
    pub members: Vec<String>,
    /// `IsDirSynced`: the group is synchronized from an on-premises directory, and can be changed only there.
    #[serde(default)]
    pub is_synchronized: bool,
}

/// Kind of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum GroupKind {
    /// Mail-enabled security group.
    #[default]
    Security,
    /// Distribution list.
    Distribution,
}

impl Group {
    /// Name.
    pub fn name(&self) -> &str {
        let of_address = || self.address.split('@').next().unwrap_or(&self.address);
        self.name.as_deref().unwrap_or_else(of_address)
    }

    pub(crate) fn has_member(&self, address: &str) -> bool {
        self.members.iter().any(|member| member.eq_ignore_ascii_case(address))
    }

    /// Whether the mailbox is a direct member.
    pub(crate) fn has_as_member(&self, mailbox: &Mailbox) -> bool {
        self.members.iter().any(|member| mailbox.is_called(member))
    }
}

fn default_recipient_limit() -> usize {
    DEFAULT_RECIPIENT_LIMIT
}

fn default_max_send_size() -> usize {
    DEFAULT_MAX_SEND_SIZE
}
