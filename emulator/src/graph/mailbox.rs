//! The mailbox that a path names, or why there is none to use.

use http::{HeaderMap, header};
use uuid::Uuid;

use super::error::GraphError;
use crate::world::Tenant;
use crate::world::mailbox::{Mailbox, MailboxKind};

/// Finds a usable mailbox by object id, user principal name or primary address.
pub(super) fn find<'w>(tenant: &'w Tenant, user: &str) -> Result<&'w Mailbox, GraphError> {
    let Some(mailbox) = tenant.mailbox(user) else {
        // Aliases, groups and strangers look alike to Exchange: none of them is a user's own address.
        return Err(match Uuid::try_parse(user) {
            Ok(_) => GraphError::no_such_object(user),
            Err(_) => GraphError::invalid_user(user),
        });
    };
    match mailbox.kind {
        MailboxKind::User | MailboxKind::Shared => Ok(mailbox),
        MailboxKind::Unlicensed | MailboxKind::OnPremises | MailboxKind::SoftDeleted => Err(
            GraphError::mailbox_not_enabled("The mailbox is either inactive, soft-deleted, or is hosted on-premise."),
        ),
        MailboxKind::Guest => Err(GraphError::mailbox_not_enabled(
            "REST API is not yet supported for this mailbox.",
        )),
        MailboxKind::NotProvisioned => Err(GraphError::invalid_user(&format!("{}@{}", mailbox.id, tenant.id))),
        MailboxKind::MailContact => Err(GraphError::invalid_user(user)),
    }
}

/// Checks that the lists of client programs, of the organization and of the mailbox, let this program in. Their name says EWS;
/// by the reference of Set-OrganizationConfig they hold for REST, too.
pub(super) fn admit_program(tenant: &Tenant, mailbox: &Mailbox, headers: &HeaderMap) -> Result<(), GraphError> {
    let user_agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    match tenant.client_access.blocks(user_agent) || mailbox.client_access.blocks(user_agent) {
        true => Err(GraphError::odata_disabled()),
        false => Ok(()),
    }
}
