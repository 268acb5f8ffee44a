//! 404, or 403 for an app whose scope does not cover it: what the user ID names.
//!
//! Whether Graph looks at the mailbox or at the permission first is not documented, so that each is played both ways, and with
//! an app that may send as everybody.

use outlook_emulator::{GroupKind, ResolvedBy, Tenant, demo};

use super::scenario::Scenario;

macro_rules! user_ids {
    ($($name:ident: $user_id:expr, $change:expr, $cause:literal;)*) => {$(
        mod $name {
            use super::*;

            fn scenario() -> Scenario {
                Scenario::new($change).of_mailbox($user_id)
            }

            #[test]
            fn permission_looked_at_first() {
                scenario().first_cause_after_checks_is($cause);
            }

            #[test]
            fn mailbox_looked_for_first() {
                scenario().in_world(|world| world.mailbox_before_permission = true).first_cause_after_checks_is($cause);
            }

            #[test]
            fn tenant_wide_app() {
                scenario().of_wide_app().first_cause_after_checks_is($cause);
            }
        }
    )*};
}

user_ids! {
    alias: demo::MAILBOX_ALIAS, |_| {}, "user-id-is-alias";
    distribution_list: demo::SENDERS_GROUP, into_list, "user-id-is-distribution-list";
    security_group: demo::SENDERS_GROUP, |_| {}, "user-id-is-distribution-list";
    mail_contact: "contact@contoso.com", |_| {}, "user-id-is-contact";
    guest: "partner_fabrikam.com#EXT#@contoso.onmicrosoft.com", |_| {}, "user-id-is-guest";
    unlicensed: "unlicensed@contoso.com", |_| {}, "mailbox-unlicensed";
    on_premises: "onprem@contoso.com", |_| {}, "mailbox-on-premises";
    soft_deleted: "left@contoso.com", |_| {}, "mailbox-soft-deleted";
    nobody: "nobody@contoso.com", |_| {}, "no-such-mailbox";
    not_the_primary_address: "auto@contoso.onmicrosoft.com", rename, "user-id-not-primary-address";
}

#[test]
fn tenant_without_exchange() {
    Scenario::new(|tenant| tenant.exchange_organization.has_no_exchange = true)
        .first_cause_is("tenant-without-exchange");
}

fn into_list(tenant: &mut Tenant) {
    tenant.groups[0].kind = GroupKind::Distribution;
}

/// Another user principal name than the address, which Exchange does not resolve.
fn rename(tenant: &mut Tenant) {
    tenant.mailboxes[0].user_principal_name = "auto@contoso.onmicrosoft.com".to_owned();
    tenant.mailboxes[0].resolved_by = ResolvedBy::PrimaryAddress;
}
