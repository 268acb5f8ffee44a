//! The app registration: cloud, tenant and client ID. A connection and a set-up have these fields in common.

use super::{address, text};
use crate::{
    cloud::Cloud,
    guid,
    link::LinkValues,
    violation::{InvalidInput, Violation},
};

/// Fix of a cloud.
pub const CLOUD_FIX: &str = "Use global, us-gov-l4 (GCC High), us-gov-l5 (DoD) or china.";
/// Fix of a tenant.
pub const TENANT_FIX: &str = "Paste the Directory (tenant) ID from Entra ID > App registrations > your app > Overview. It is a GUID. A domain of the tenant, such as contoso.onmicrosoft.com, works as well.";
/// Fix of a client ID.
pub const CLIENT_FIX: &str = "Paste the Application (client) ID from Entra ID > App registrations > your app > Overview. It is a GUID with dashes.";

/// Checks the ID of a cloud. The default is the global cloud.
pub fn check_cloud(id: Option<&str>) -> Result<Cloud, Violation> {
    let id = text::given(id).unwrap_or(Cloud::Global.id());
    Cloud::from_id(&id.to_ascii_lowercase())
        .ok_or_else(|| Violation::new("cloud", "It is not a known Microsoft cloud.", CLOUD_FIX))
}

/// Checks the ID or domain of a tenant.
pub fn check_tenant(tenant: &str) -> Result<String, Violation> {
    let tenant = tenant.trim().to_ascii_lowercase();
    text::not_empty(&tenant, TENANT_FIX)?;
    if guid::is_guid(&tenant) {
        if tenant.bytes().all(|b| matches!(b, b'0' | b'-')) {
            return Err(Violation::new(
                "tenant",
                "It is the empty GUID. No tenant has it.",
                TENANT_FIX,
            ));
        }
        return Ok(tenant);
    }
    if matches!(tenant.as_str(), "common" | "organizations" | "consumers") {
        return Err(Violation::new(
            "tenant-specific",
            format!("\"{tenant}\" stands for any tenant. An app that signs in without a user belongs to one tenant."),
            TENANT_FIX,
        ));
    }
    if tenant.contains("://") || tenant.contains(['/', '#', '?']) {
        let fix = match tenant_in_url(&tenant) {
            Some(tenant) => format!("Paste only the tenant: {tenant}, if that is yours."),
            None => TENANT_FIX.to_owned(),
        };
        return Err(Violation::new("tenant-not-url", "It is a URL.", fix));
    }
    if tenant.contains('@') {
        return Err(Violation::new(
            "tenant-not-address",
            "It is an address.",
            "Type only the part after the @, if that is a domain of the tenant.",
        ));
    }
    // No verified domain has an underscore, and a typed one is an error.
    if !tenant.is_ascii() || tenant.contains('_') || address::check_domain(&tenant).is_err() {
        return Err(Violation::new(
            "tenant",
            "It is neither a complete GUID nor a domain.",
            TENANT_FIX,
        ));
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
    text::not_empty(&client_id, CLIENT_FIX)?;
    if guid::is_guid(&client_id) {
        return Ok(client_id);
    }
    let fix = match guid::find_guid(&client_id) {
        Some(guid) => format!("Paste only the GUID: {guid}, if that is the Application (client) ID."),
        None => CLIENT_FIX.to_owned(),
    };
    Err(Violation::new("guid", "It is not a GUID.", fix))
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
        Ok(tenant_id) if *tenant_id == client_id => Err(Violation::new(
            "same-as-tenant",
            "It is the same as the tenant ID.",
            CLIENT_FIX,
        )),
        _ => Ok(client_id),
    }
}
