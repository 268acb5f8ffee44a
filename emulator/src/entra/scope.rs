//! The `scope` parameter: `https://<Graph host of the tenant's cloud>/.default`, and nothing else.

use super::error::EntraError;
use crate::world::Tenant;

const SUFFIX: &str = "/.default";

pub(super) fn check(scope: &str, tenant: &Tenant) -> Result<(), EntraError> {
    if scope.split_whitespace().count() != 1 {
        return Err(EntraError::bad_scope(scope));
    }
    let resource = scope
        .trim()
        .strip_suffix(SUFFIX)
        .ok_or_else(|| EntraError::scope_without_default(scope))?;
    if resource.strip_prefix("https://") != Some(tenant.cloud.graph_host()) {
        return Err(EntraError::unknown_resource(resource, tenant));
    }
    Ok(())
}
