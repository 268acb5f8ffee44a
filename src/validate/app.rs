//! The app registration: cloud, tenant and client ID. A connection and a set-up have these fields in common.

use super::{address, text};
use crate::{
    cloud::Cloud,
    field_problem::{field_fixes, field_problems},
    guid,
    link::LinkValues,
    violation::{InvalidInput, Violation},
};

/// Checks the ID of a cloud. The default is the global cloud.
pub fn check_cloud(id: Option<&str>) -> Result<Cloud, Violation> {
    let id = text::given(id).unwrap_or(Cloud::Global.id());
    Cloud::from_id(&id.to_ascii_lowercase()).ok_or_else(|| field_problems::CLOUD.violated(&[]))
}

/// Checks the ID or domain of a tenant.
pub fn check_tenant(tenant: &str) -> Result<String, Violation> {
    let tenant = tenant.trim().to_ascii_lowercase();
    text::not_empty(&tenant, field_fixes::TENANT)?;
    if guid::is_guid(&tenant) {
        if tenant.bytes().all(|b| matches!(b, b'0' | b'-')) {
            return Err(field_problems::TENANT_EMPTY_GUID.violated(&[]));
        }
        return Ok(tenant);
    }
    if matches!(tenant.as_str(), "common" | "organizations" | "consumers") {
        return Err(field_problems::TENANT_SPECIFIC.violated(&[("tenant", tenant)]));
    }
    if tenant.contains("://") || tenant.contains(['/', '#', '?']) {
        return Err(match tenant_in_url(&tenant) {
            Some(tenant) => field_problems::TENANT_IN_URL.violated(&[("tenant", tenant)]),
            None => field_problems::TENANT_NOT_URL.violated(&[]),
        });
    }
    if tenant.contains('@') {
        return Err(field_problems::TENANT_NOT_ADDRESS.violated(&[]));
    }
    // No verified domain has an underscore, and a typed one is an error.
    if !tenant.is_ascii() || tenant.contains('_') || address::check_domain(&tenant).is_err() {
        return Err(field_problems::TENANT.violated(&[]));
    }
    Ok(tenant)
}

/// Finds the tenant in the URL of a portal or an endpoint. It stands after `#@`, or it is the first part of a login host's
/// path.
fn tenant_in_url(url: &str) -> Option<String> {
    let domain = |part: &str| {
        part.split(['/', '?', '#', '&'])
            .next()
            .filter(|domain| address::check_domain(domain).is_ok())
            .map(str::to_owned)
    };
    url.split_once("#@").and_then(|(_, rest)| domain(rest)).or_else(|| {
        Cloud::ALL.iter().find_map(|cloud| {
            let (_, rest) = url.split_once(cloud.login_host())?;
            let rest = rest.strip_prefix('/')?;
            let guid = rest.get(..36).filter(|part| guid::is_guid(part)).map(str::to_owned);
            guid.or_else(|| domain(rest))
        })
    })
}

/// Checks a client ID.
pub fn check_client_id(client_id: &str) -> Result<String, Violation> {
    let client_id = client_id.trim().to_ascii_lowercase();
    text::not_empty(&client_id, field_fixes::CLIENT)?;
    if guid::is_guid(&client_id) {
        return Ok(client_id);
    }
    Err(match guid::find_guid(&client_id) {
        Some(guid) => field_problems::GUID_WITHIN.violated(&[("guid", guid.to_owned())]),
        None => field_problems::GUID.violated_with(field_fixes::CLIENT, &[]),
    })
}

/// Returns what is well formed of the values that addresses of web pages contain.
pub fn link_values<'v>(cloud: Option<&str>, client_id: Option<&'v str>) -> LinkValues<'v> {
    LinkValues {
        cloud: check_cloud(cloud).ok(),
        client_id: client_id.map(str::trim).filter(|id| guid::is_guid(id)),
        object_id: None,
    }
}

/// Refuses a client ID that is the tenant ID. The portal shows the two one below the other.
pub fn differs_from_tenant(client_id: String, tenant_id: &Result<String, InvalidInput>) -> Result<String, Violation> {
    match tenant_id {
        Ok(tenant_id) if *tenant_id == client_id => Err(field_problems::SAME_AS_TENANT.violated(&[])),
        _ => Ok(client_id),
    }
}
