//! Which tenant a token URL names.

use uuid::Uuid;

use super::error::EntraError;
use crate::world::{Tenant, World};

/// Finds the tenant of a URL's first segment at a login host.
pub(super) fn find<'w>(world: &'w World, login_host: &str, segment: &str) -> Result<&'w Tenant, EntraError> {
    let segment = percent_encoding::percent_decode_str(segment).decode_utf8_lossy();
    match segment.to_ascii_lowercase().as_str() {
        "common" | "consumers" => return Err(EntraError::not_over_common()),
        "organizations" | "" => return Err(EntraError::no_tenant()),
        _ => {}
    }
    // `Uuid` reads braced and urn forms as well; Entra does not.
    let id = Uuid::try_parse(&segment).ok().filter(|_| segment.len() == 36);
    if id.is_some_and(|id| id.is_nil()) {
        return Err(EntraError::empty_tenant_id(&segment));
    }
    if id.is_none() && !is_domain(&segment) {
        return Err(EntraError::malformed_tenant(&segment));
    }
    let tenant = world
        .tenant(&segment)
        .ok_or_else(|| EntraError::unknown_tenant(&segment))?;
    if !tenant.cloud.login_hosts().contains(&login_host) {
        return Err(EntraError::other_cloud());
    }
    Ok(tenant)
}

/// A DNS name of two labels or more.
fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(label)
}
