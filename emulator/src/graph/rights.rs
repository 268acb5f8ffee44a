//! What Exchange keeps of an app's rights: it looks seldom, and later the more an app calls.

use std::collections::HashMap;
use std::sync::Arc;

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::world::{Tenant, World};

/// What was true of an app when Exchange last looked.
#[derive(Debug)]
struct Kept {
    /// Apps, groups and scopes of that time; mailboxes are looked up live.
    tenant: Arc<Tenant>,
    looked_at: OffsetDateTime,
    last_call: OffsetDateTime,
}

/// What is kept, by tenant and app.
#[derive(Debug, Default)]
pub(crate) struct KeptRights(HashMap<(Uuid, Uuid), Kept>);

impl KeptRights {
    /// Counts a call of an app, and returns the tenant as Exchange sees it for this app; none, when it sees it as it is.
    pub(super) fn call(
        &mut self,
        world: &World,
        tenant: &Tenant,
        app: Uuid,
        now: OffsetDateTime,
    ) -> Option<Arc<Tenant>> {
        let cache = world.exchange_rights_cache?;
        let seconds = |seconds: u32| Duration::seconds(i64::from(seconds));
        let key = (tenant.id, app);
        self.0.retain(|_, kept| {
            now - kept.last_call < seconds(cache.idle_seconds) && now - kept.looked_at < seconds(cache.active_seconds)
        });
        let kept = self.0.entry(key).or_insert_with(|| Kept {
            tenant: Arc::new(without_mailboxes(tenant)),
            looked_at: now,
            last_call: now,
        });
        kept.last_call = now;
        Some(Arc::clone(&kept.tenant))
    }
}

fn without_mailboxes(tenant: &Tenant) -> Tenant {
    Tenant {
        id: tenant.id,
        domains: tenant.domains.clone(),
        cloud: tenant.cloud,
        applications: tenant.applications.clone(),
        mailboxes: Vec::new(),
        groups: tenant.groups.clone(),
        management_scopes: tenant.management_scopes.clone(),
        client_access: tenant.client_access.clone(),
        exchange_organization: tenant.exchange_organization.clone(),
    }
}
