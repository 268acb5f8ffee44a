//! Recipients: mailboxes, groups and their members, and who may send as whom.

use time::macros::datetime;

use super::Returned;
use super::command::Command;
use super::console::{self, Object};
use crate::world::Tenant;
use crate::world::filter::Filter;
use crate::world::mailbox::{Group, GroupKind, Mailbox, MailboxKind};

/// Returns `RecipientType` and `RecipientTypeDetails` of a user. Exchange Online has no recipient for the last two kinds.
fn kind_of_user(kind: MailboxKind) -> Option<(&'static str, &'static str)> {
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

pub(super) fn is_group(tenant: &Tenant, group: &Group, identity: &str) -> bool {
    group.address.eq_ignore_ascii_case(identity)
        || group.name().eq_ignore_ascii_case(identity)
        || group.id.to_string().eq_ignore_ascii_case(identity)
        || tenant.distinguished_name(group).eq_ignore_ascii_case(identity)
}

/// A user as recipient. `None` if Exchange Online has none: soft-deleted mailboxes are asked for apart.
fn user_object(tenant: &Tenant, user: &Mailbox) -> Option<Object> {
    let (kind, details) = kind_of_user(user.kind).filter(|_| user.kind != MailboxKind::SoftDeleted)?;
    Some(
        Object::new()
            .with("Name", &user.display_name)
            .with("RecipientType", kind)
            .with("RecipientTypeDetails", details)
            .with("PrimarySmtpAddress", &user.primary_address)
            .with_list("EmailAddresses", &addresses(user))
            .with("DisplayName", &user.display_name)
            .with("DistinguishedName", tenant.distinguished_name_of(user)),
    )
}

fn group_object(tenant: &Tenant, group: &Group) -> Object {
    let kind = match group.kind {
        GroupKind::Security => "MailUniversalSecurityGroup",
        GroupKind::Distribution => "MailUniversalDistributionGroup",
    };
    Object::new()
        .with("Name", group.name())
        .with("RecipientType", kind)
        .with("RecipientTypeDetails", kind)
        .with("PrimarySmtpAddress", &group.address)
        .with_list("EmailAddresses", &[format!("SMTP:{}", group.address)])
        .with("DisplayName", group.name())
        .with("DistinguishedName", tenant.distinguished_name(group))
        .with("ManagedBy", "{Organization Management}")
        .with_bool("IsDirSynced", group.is_synchronized)
}

/// All addresses of a user. `SMTP:` in capitals marks the primary one.
fn addresses(user: &Mailbox) -> Vec<String> {
    let primary = format!("SMTP:{}", user.primary_address);
    let aliases = user.aliases.iter().map(|alias| format!("smtp:{alias}"));
    std::iter::once(primary).chain(aliases).collect()
}

/// Finds a mailbox of Exchange Online that works, by any of its names.
pub(super) fn mailbox<'w>(tenant: &'w Tenant, command: &Command, identity: &str) -> Result<&'w Mailbox, String> {
    let works = |user: &&Mailbox| matches!(user.kind, MailboxKind::User | MailboxKind::Shared);
    let mut working = tenant.mailboxes.iter().filter(works);
    working
        .find(|user| is_user(user, identity))
        .ok_or_else(|| console::not_found(command.name(), identity))
}

/// Returns the objects, or the error record if there are none.
fn found(command: &Command, identity: &str, objects: impl Iterator<Item = Object>) -> Returned {
    let objects: Vec<Object> = objects.collect();
    match objects.is_empty() {
        true => Err(console::not_found(command.name(), identity)),
        false => Ok(objects),
    }
}

/// `Get-Mailbox`.
pub(super) fn mailboxes(tenant: &Tenant, command: &Command) -> Returned {
    let identity = command.get("Identity").unwrap_or_default();
    let deleted = command.has("SoftDeletedMailbox");
    let wanted = |user: &&Mailbox| match user.kind {
        MailboxKind::User | MailboxKind::Shared => !deleted,
        MailboxKind::SoftDeleted => deleted,
        _ => false,
    };
    let named = tenant.mailboxes.iter().filter(|user| is_user(user, identity));
    found(
        command,
        identity,
        named.filter(wanted).map(|user| mailbox_object(tenant, user)),
    )
}

fn mailbox_object(tenant: &Tenant, user: &Mailbox) -> Object {
    let (_, details) = kind_of_user(user.kind).unwrap_or_default();
    let created = user.created_at.unwrap_or(datetime!(2024-01-15 10:20:30 UTC));
    let object = Object::new()
        .with("Name", &user.display_name)
        .with("RecipientTypeDetails", details)
        .with("PrimarySmtpAddress", &user.primary_address)
        .with_list("EmailAddresses", &addresses(user))
        .with("UserPrincipalName", &user.user_principal_name)
        .with("ExternalDirectoryObjectId", user.id)
        .with("MaxSendSize", size(user.max_send_size))
        .with("RecipientLimits", user.recipient_limit)
        .with_time("WhenMailboxCreated", created)
        .with("DisplayName", &user.display_name)
        .with("DistinguishedName", tenant.distinguished_name_of(user));
    match user.kind {
        MailboxKind::SoftDeleted => object.with_time("WhenSoftDeleted", datetime!(2025-11-03 08:09:10 UTC)),
        _ => object.with("WhenSoftDeleted", ""),
    }
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

/// `Get-Recipient`. With a filter, finding none is no error.
pub(super) fn recipients(tenant: &Tenant, command: &Command) -> Returned {
    if let Some(text) = command.get("Filter") {
        let filter = Filter::parse(text);
        let users = tenant.mailboxes.iter().filter(|user| filter.matches(tenant, user));
        let groups = tenant.groups.iter().filter(|group| filter.matches_group(group));
        let objects = users.filter_map(|user| user_object(tenant, user));
        return Ok(objects.chain(groups.map(|group| group_object(tenant, group))).collect());
    }
    let identity = command.get("Identity").unwrap_or_default();
    let users = tenant.mailboxes.iter().filter(|user| is_user(user, identity));
    let groups = tenant.groups.iter().filter(|group| is_group(tenant, group, identity));
    let objects = users
        .filter_map(|user| user_object(tenant, user))
        .chain(groups.map(|group| group_object(tenant, group)));
    found(command, identity, objects)
}

/// `Get-DistributionGroup`.
pub(super) fn groups(tenant: &Tenant, command: &Command) -> Returned {
    let identity = command.get("Identity").unwrap_or_default();
    let groups = tenant.groups.iter().filter(|group| is_group(tenant, group, identity));
    found(command, identity, groups.map(|group| group_object(tenant, group)))
}

/// `Get-AcceptedDomain`.
pub(super) fn accepted_domains(tenant: &Tenant, _: &Command) -> Returned {
    let domains = tenant.domains.iter();
    Ok(domains.map(|domain| Object::new().with("DomainName", domain)).collect())
}

/// `Get-User`: users of the directory, with a mailbox or without.
pub(super) fn users(tenant: &Tenant, command: &Command) -> Returned {
    let identity = command.get("Identity").unwrap_or_default();
    let is_of_directory = |user: &&Mailbox| !matches!(user.kind, MailboxKind::MailContact | MailboxKind::SoftDeleted);
    let named = tenant.mailboxes.iter().filter(|user| is_user(user, identity));
    let objects = named.filter(is_of_directory).map(|user| {
        let (_, details) = kind_of_user(user.kind).unwrap_or(("User", "User"));
        Object::new()
            .with("Name", &user.display_name)
            .with("RecipientTypeDetails", details)
            .with("UserPrincipalName", &user.user_principal_name)
    });
    found(command, identity, objects)
}

/// `Get-DistributionGroupMember`: the direct members. A group among them is a member itself.
pub(super) fn group_members(tenant: &Tenant, command: &Command) -> Returned {
    let identity = command.get("Identity").unwrap_or_default();
    let mut groups = tenant.groups.iter();
    let group = groups
        .find(|group| is_group(tenant, group, identity))
        .ok_or_else(|| console::not_found(command.name(), identity))?;
    let member = |name: &String| {
        let mut users = tenant.mailboxes.iter().filter(|user| user.is_called(name));
        let mut groups = tenant
            .groups
            .iter()
            .filter(|group| group.address.eq_ignore_ascii_case(name));
        let user = users.find_map(|user| user_object(tenant, user));
        user.or_else(|| groups.next().map(|group| group_object(tenant, group)))
    };
    Ok(group.members.iter().filter_map(member).collect())
}

/// `Get-RecipientPermission`: who may send as the recipient.
pub(super) fn permissions(tenant: &Tenant, command: &Command) -> Returned {
    let identity = command.get("Identity").unwrap_or_default();
    let sender = mailbox(tenant, command, identity)?;
    let may_send = |trustee: &&Mailbox| trustee.send_as.iter().any(|address| sender.receives(address));
    let trustees = tenant.mailboxes.iter().filter(may_send);
    Ok(trustees
        .map(|trustee| {
            Object::new()
                .with("Identity", identity)
                .with("Trustee", &trustee.user_principal_name)
                .with("AccessRights", "{SendAs}")
        })
        .collect())
}
