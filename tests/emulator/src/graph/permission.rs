//! Effective rights: the union of what Entra and what Exchange grants, each acting alone ("RBAC for Applications").

use time::{Duration, OffsetDateTime};

use super::error::GraphError;
use crate::token::Claims;
use crate::world::application::{AccessRight, Application};
use crate::world::mailbox::Mailbox;
use crate::world::{Tenant, World};

/// What a call needs: the permission of that name below `Mail`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Permission {
    Send,
    /// All of a message but body, attachments and extended properties.
    ReadBasic,
    Read,
    ReadWrite,
}

impl Permission {
    /// Values of the token's `roles` that satisfy it.
    fn entra(self) -> &'static [&'static str] {
        match self {
            Self::Send => &["Mail.Send"],
            Self::ReadBasic => &["Mail.ReadBasic.All", "Mail.ReadBasic", "Mail.Read", "Mail.ReadWrite"],
            Self::Read => &["Mail.Read", "Mail.ReadWrite"],
            Self::ReadWrite => &["Mail.ReadWrite"],
        }
    }

    /// Exchange roles that satisfy it, bundles included.
    fn exchange(self) -> &'static [&'static str] {
        match self {
            Self::Send => &[
                "Application Mail.Send",
                "Application Mail Full Access",
                "Application Exchange Full Access",
            ],
            Self::ReadBasic => &[
                "Application Mail.ReadBasic",
                "Application Mail.Read",
                "Application Mail.ReadWrite",
                "Application Mail Full Access",
                "Application Exchange Full Access",
            ],
            Self::Read => &[
                "Application Mail.Read",
                "Application Mail.ReadWrite",
                "Application Mail Full Access",
                "Application Exchange Full Access",
            ],
            Self::ReadWrite => &[
                "Application Mail.ReadWrite",
                "Application Mail Full Access",
                "Application Exchange Full Access",
            ],
        }
    }
}

/// Checks that the caller may do this to this user's mailbox.
pub(super) fn check(
    world: &World,
    tenant: &Tenant,
    claims: &Claims,
    permission: Permission,
    user: &str,
    now: OffsetDateTime,
) -> Result<(), GraphError> {
    let app = tenant.applications.iter().find(|app| app.client_id == claims.appid);
    let mailbox = tenant.mailbox(user);
    if exchange_grants(world, tenant, app, permission, mailbox, now) {
        return Ok(());
    }
    // Entra's grants are those in the token: what changed since it was issued does not count.
    if !claims
        .roles
        .iter()
        .any(|role| permission.entra().contains(&role.as_str()))
    {
        return Err(GraphError::access_denied());
    }
    if policies_deny(tenant, app, mailbox) {
        return Err(GraphError::odata_disabled());
    }
    Ok(())
}

fn exchange_grants(
    world: &World,
    tenant: &Tenant,
    app: Option<&Application>,
    permission: Permission,
    mailbox: Option<&Mailbox>,
    now: OffsetDateTime,
) -> bool {
    let (Some(app), Some(mailbox)) = (app, mailbox) else {
        return false;
    };
    let delay = Duration::seconds(i64::from(world.exchange_propagation_seconds));
    app.exchange_roles.iter().any(|assignment| {
        permission.exchange().contains(&assignment.role.as_str())
            && assignment.assigned_at.is_none_or(|at| at + delay <= now)
            && assignment.scope.covers(tenant, mailbox)
    })
}

/// Deny beats Restrict; a matching Restrict grants; Restrict without a match denies; no policy allows.
fn policies_deny(tenant: &Tenant, app: Option<&Application>, mailbox: Option<&Mailbox>) -> bool {
    let (Some(app), Some(mailbox)) = (app, mailbox) else {
        return false;
    };
    let matching = |right: AccessRight| {
        app.access_policies
            .iter()
            .any(|policy| policy.right == right && policy.scope.covers(tenant, mailbox))
    };
    if matching(AccessRight::DenyAccess) {
        return true;
    }
    let restricted = app
        .access_policies
        .iter()
        .any(|policy| policy.right == AccessRight::RestrictAccess);
    restricted && !matching(AccessRight::RestrictAccess)
}
