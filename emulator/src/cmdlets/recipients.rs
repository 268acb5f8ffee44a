//! Recipients: mailboxes, groups and their members, and who may send as whom.

use time::macros::datetime;

use super::command::{Command, CommandError};
use super::object::Object;
use super::{Printed, Session};
use crate::world::Tenant;
use crate::world::filter::Filter;
use crate::world::mailbox::{Group, GroupKind, Mailbox, MailboxKind};

/// A recipient of Exchange.
#[derive(Clone, Copy)]
enum Recipient<'w> {
    User(&'w Mailbox),
    Group(&'w Group),
}

impl<'w> Recipient<'w> {
    /// All that Exchange knows. Of a user without a mailbox it knows nothing, and soft-deleted mailboxes are asked for apart.
    fn all(tenant: &'w Tenant) -> impl Iterator<Item = Self> {
        let known = |user: &&Mailbox| details(user.kind).is_some() && user.kind != MailboxKind::SoftDeleted;
        let users = tenant.mailboxes.iter().filter(known).map(Self::User);
        users.chain(tenant.groups.iter().map(Self::Group))
    }

    fn is(self, tenant: &Tenant, identity: &str) -> bool {
        match self {
            Self::User(user) => is_user(user, identity),
            Self::Group(group) => is_group(tenant, group, identity),
        }
    }

    /// `RecipientType` and `RecipientTypeDetails`.
    fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::User(user) => details(user.kind).unwrap_or(("User", "User")),
            Self::Group(group) => match group.kind {
                GroupKind::Security => ("MailUniversalSecurityGroup", "MailUniversalSecurityGroup"),
                GroupKind::Distribution => ("MailUniversalDistributionGroup", "MailUniversalDistributionGroup"),
            },
        }
    }

    /// As Get-Recipient and Get-DistributionGroup show it. Neither knows a user principal name.
    fn object(self, tenant: &Tenant) -> Object {
        let (kind, details) = self.kind();
        match self {
            Self::User(user) => user_object(user, kind, details),
            Self::Group(group) => Object::new()
                .with("Name", group.name())
                .with("DisplayName", group.name())
                .with("RecipientType", kind)
                .with("RecipientTypeDetails", details)
                .with("PrimarySmtpAddress", &group.address)
                .with("DistinguishedName", tenant.distinguished_name(group))
                .with("ExternalDirectoryObjectId", group.id)
                .with_list("EmailAddresses", [format!("SMTP:{}", group.address)]),
        }
    }
}

/// `RecipientType` and `RecipientTypeDetails` of users; none for those that Exchange Online has no recipient for.
fn details(kind: MailboxKind) -> Option<(&'static str, &'static str)> {
    match kind {
        MailboxKind::User | MailboxKind::SoftDeleted => Some(("UserMailbox", "UserMailbox")),
        MailboxKind::Shared => Some(("UserMailbox", "SharedMailbox")),
        // In the cloud's directory, a mailbox on premises is a mail user.
        MailboxKind::OnPremises => Some(("MailUser", "MailUser")),
        MailboxKind::Guest => Some(("MailUser", "GuestMailUser")),
        MailboxKind::MailContact => Some(("MailContact", "MailContact")),
        MailboxKind::Unlicensed | MailboxKind::NotProvisioned => None,
    }
}

fn is_user(user: &Mailbox, identity: &str) -> bool {
    user.receives(identity) || user.has_id(identity) || user.display_name.eq_ignore_ascii_case(identity)
}

fn is_group(tenant: &Tenant, group: &Group, identity: &str) -> bool {
    group.address.eq_ignore_ascii_case(identity)
        || group.name().eq_ignore_ascii_case(identity)
        || group.id.to_string().eq_ignore_ascii_case(identity)
        || tenant.distinguished_name(group).eq_ignore_ascii_case(identity)
}

fn user_object(user: &Mailbox, kind: &'static str, details: &'static str) -> Object {
    let primary = format!("SMTP:{}", user.primary_address);
    let others = user.aliases.iter().map(|alias| format!("smtp:{alias}"));
    let object = Object::new()
        .with("Name", &user.display_name)
        .with("DisplayName", &user.display_name)
        .with("RecipientType", kind)
        .with("RecipientTypeDetails", details)
        .with("PrimarySmtpAddress", &user.primary_address)
        .with_list("EmailAddresses", std::iter::once(primary).chain(others))
        .with("ExternalDirectoryObjectId", user.id);
    if kind != "UserMailbox" {
        return object;
    }
    let object = object.with_time(
        "WhenMailboxCreated",
        user.created_at.unwrap_or(datetime!(2024-01-15 10:20:30 UTC)),
    );
    match user.kind {
        MailboxKind::SoftDeleted => object.with_time("WhenSoftDeleted", datetime!(2025-11-03 08:09:10 UTC)),
        _ => object.with("WhenSoftDeleted", ""),
    }
}

/// As Get-Mailbox shows it.
fn mailbox_object(user: &Mailbox) -> Object {
    let (kind, details) = Recipient::User(user).kind();
    let deleted = user.kind == MailboxKind::SoftDeleted;
    user_object(user, kind, details)
        .with("UserPrincipalName", &user.user_principal_name)
        .with("MaxSendSize", size(user.max_send_size))
        .with("RecipientLimits", user.recipient_limit)
        .with_bool("IsMailboxEnabled", !deleted)
        .with_bool("IsSoftDeletedByDisable", false)
        .with_bool("IsSoftDeletedByRemove", deleted)
}

/// A size as Exchange prints it: `35 MB (36,700,160 bytes)`.
fn size(bytes: usize) -> String {
    let digits = bytes.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{} MB ({grouped} bytes)", bytes / (1024 * 1024))
}

/// A mailbox of Exchange Online that works, by any of its names.
pub(super) fn mailbox<'w>(
    session: Session<'w>,
    command: &Command,
    identity: &str,
) -> Result<&'w Mailbox, CommandError> {
    let works = |user: &&Mailbox| matches!(user.kind, MailboxKind::User | MailboxKind::Shared);
    let mut working = session.tenant.mailboxes.iter().filter(works);
    working
        .find(|user| is_user(user, identity))
        .ok_or_else(|| CommandError::not_found(command, identity))
}

/// `Get-Mailbox`.
pub(super) fn mailboxes(session: Session<'_>, command: &Command) -> Printed {
    let deleted = command.has("SoftDeletedMailbox");
    let wanted = |user: &&Mailbox| match user.kind {
        MailboxKind::User | MailboxKind::Shared => !deleted,
        MailboxKind::SoftDeleted => deleted,
        _ => false,
    };
    let chosen = session.tenant.mailboxes.iter().filter(wanted);
    let identity = command.get("Identity");
    let named = chosen.filter(|user| identity.is_none_or(|identity| is_user(user, identity)));
    let found: Vec<Object> = named.map(mailbox_object).collect();
    match identity {
        Some(identity) if found.is_empty() => Err(CommandError::not_found(command, identity)),
        _ => Ok(found),
    }
}

/// `Get-Recipient`.
pub(super) fn recipients(session: Session<'_>, command: &Command) -> Printed {
    let deleted = command.has("IncludeSoftDeletedRecipients");
    let filter = command.get("Filter").map(Filter::parse);
    let gone = session
        .tenant
        .mailboxes
        .iter()
        .filter(|user| deleted && user.kind == MailboxKind::SoftDeleted);
    let all = Recipient::all(session.tenant).chain(gone.map(Recipient::User));
    let matching = all.filter(|recipient| match (&filter, recipient) {
        (None, _) => true,
        (Some(filter), Recipient::User(user)) => filter.matches(session.tenant, user),
        (Some(_), Recipient::Group(_)) => false,
    });
    select(session, command, matching)
}

/// The recipient that `-Identity` names, or all.
fn select<'w>(session: Session<'w>, command: &Command, from: impl Iterator<Item = Recipient<'w>>) -> Printed {
    let object = |recipient: Recipient<'_>| recipient.object(session.tenant);
    let Some(identity) = command.get("Identity") else {
        return Ok(from.map(object).collect());
    };
    let found: Vec<Object> = from
        .filter(|one| one.is(session.tenant, identity))
        .map(object)
        .collect();
    match found.is_empty() {
        true => Err(CommandError::not_found(command, identity)),
        false => Ok(found),
    }
}

/// `Get-User`: users of the directory, with a mailbox or without.
pub(super) fn users(session: Session<'_>, command: &Command) -> Printed {
    let is_of_directory = |user: &&Mailbox| !matches!(user.kind, MailboxKind::MailContact | MailboxKind::SoftDeleted);
    let identity = command.get("Identity");
    let users = session.tenant.mailboxes.iter().filter(is_of_directory);
    let found: Vec<Object> = users
        .filter(|user| identity.is_none_or(|identity| is_user(user, identity)))
        .map(|user| {
            let (kind, details) = Recipient::User(user).kind();
            Object::new()
                .with("Name", &user.display_name)
                .with("DisplayName", &user.display_name)
                .with("UserPrincipalName", &user.user_principal_name)
                .with("RecipientType", kind)
                .with("RecipientTypeDetails", details)
                .with("ExternalDirectoryObjectId", user.id)
        })
        .collect();
    match identity {
        Some(identity) if found.is_empty() => Err(CommandError::not_found(command, identity)),
        _ => Ok(found),
    }
}

/// `Get-DistributionGroup`.
pub(super) fn groups(session: Session<'_>, command: &Command) -> Printed {
    select(session, command, session.tenant.groups.iter().map(Recipient::Group))
}

/// `Get-DistributionGroupMember`: direct members, a group among them as itself.
pub(super) fn group_members(session: Session<'_>, command: &Command) -> Printed {
    let identity = command.required("Identity")?;
    let mut groups = session.tenant.groups.iter();
    let group = groups
        .find(|group| is_group(session.tenant, group, identity))
        .ok_or_else(|| CommandError::not_found(command, identity))?;
    let known = |member: &String| {
        Recipient::all(session.tenant).find(|one| match one {
            Recipient::User(user) => user.is_called(member),
            Recipient::Group(inner) => inner.address.eq_ignore_ascii_case(member),
        })
    };
    let members = group.members.iter().filter_map(known);
    Ok(members.map(|member| member.object(session.tenant)).collect())
}

/// `Get-RecipientPermission`: who may send as whom.
pub(super) fn permissions(session: Session<'_>, command: &Command) -> Printed {
    let identity = command.get("Identity");
    if let Some(identity) = identity
        && !Recipient::all(session.tenant).any(|one| one.is(session.tenant, identity))
    {
        return Err(CommandError::not_found(command, identity));
    }
    let mut rows = Vec::new();
    for trustee in &session.tenant.mailboxes {
        if command.get("Trustee").is_some_and(|name| !is_user(trustee, name)) {
            continue;
        }
        for address in &trustee.send_as {
            let meant = identity.is_none_or(|identity| {
                let mut all = Recipient::all(session.tenant);
                all.any(|one| one.is(session.tenant, address) && one.is(session.tenant, identity))
            });
            if meant {
                let row = Object::new()
                    .with("Identity", address)
                    .with("Trustee", &trustee.user_principal_name)
                    .with("AccessControlType", "Allow")
                    .with_list("AccessRights", ["SendAs"])
                    .with_bool("IsInherited", false);
                rows.push(row);
            }
        }
    }
    Ok(rows)
}
