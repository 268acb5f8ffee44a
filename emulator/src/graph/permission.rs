//! Effective rights: the union of what Entra and what Exchange grants, each acting alone ("RBAC for Applications").
//!
//! Exchange knows an app by the object ID that its own service principal holds: where that is not the `oid` of the token, the
//! role assignments belong to somebody else.

use time::{Duration, OffsetDateTime};

use super::error::GraphError;
use crate::token::Claims;
use crate::world::application::Application;
use crate::world::exchange::Scope;
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

/// Who asks, and what is known of them.
#[derive(Clone, Copy)]
pub(super) struct Caller<'a> {
    pub(super) world: &'a World,
    pub(super) tenant: &'a Tenant,
    /// The tenant as Exchange sees it for this app, which may be out of date.
    pub(super) exchange: &'a Tenant,
    pub(super) claims: &'a Claims,
    pub(super) now: OffsetDateTime,
}

/// Checks that the caller may do this to this user's mailbox.
pub(super) fn check(caller: Caller<'_>, permission: Permission, user: &str) -> Result<(), GraphError> {
    let mailbox = caller.tenant.mailbox(user);
    if exchange_grants(caller, permission, mailbox) {
        return Ok(());
    }
    // Entra's grants are those in the token: what changed since it was issued does not count.
    if !caller
        .claims
        .roles
        .iter()
        .any(|role| permission.entra().contains(&role.as_str()))
    {
        return Err(GraphError::access_denied());
    }
    if policies_deny(caller, mailbox) {
        return Err(GraphError::odata_disabled());
    }
    Ok(())
}

fn app_of<'a>(tenant: &'a Tenant, claims: &Claims) -> Option<&'a Application> {
    tenant.applications.iter().find(|app| app.client_id == claims.appid)
}

fn exchange_grants(caller: Caller<'_>, permission: Permission, mailbox: Option<&Mailbox>) -> bool {
    let Some(app) = app_of(caller.exchange, caller.claims) else {
        return false;
    };
    if app.exchange_object_id() != Some(caller.claims.oid) {
        return false;
    }
    let delay = Duration::seconds(i64::from(caller.world.exchange_propagation_seconds));
    app.exchange_roles.iter().any(|assignment| {
        let covers = match mailbox {
            Some(mailbox) => assignment.scope.covers(caller.exchange, mailbox),
            // What is no mailbox is in no scope but the whole organization.
            None => matches!(assignment.scope, Scope::Organization),
        };
        covers
            && permission.exchange().contains(&assignment.role.as_str())
            && assignment.assigned_at.is_none_or(|at| at + delay <= caller.now)
    })
}

fn policies_deny(caller: Caller<'_>, mailbox: Option<&Mailbox>) -> bool {
    let (Some(app), Some(mailbox)) = (app_of(caller.tenant, caller.claims), mailbox) else {
        return false;
    };
    !app.access_policies_allow(caller.tenant, mailbox)
}
