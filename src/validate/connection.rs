//! The fields of a connection.

use super::{address, text};
use crate::{
    cloud::Cloud,
    connection::{CACHE_PREFIX, CheckedConnection},
    contract::{Connection, Credential},
    guid,
    limits::{DATE_TIME_CHARS, STORE_NAME_CHARS},
    time::{self, Date, OffsetDateTime},
    violation::{All, InvalidInput, Violation, field, not_supported},
};

/// Fix of a tenant's ID.
pub const TENANT_FIX: &str = "Paste the Directory (tenant) ID from Entra ID > App registrations > your app > Overview: a GUID, or a domain of the tenant such as contoso.onmicrosoft.com.";
/// Fix of a client ID.
pub const CLIENT_FIX: &str =
    "Paste the Application (client) ID from Entra ID > App registrations > your app > Overview: a GUID with dashes.";
/// Fix of a mailbox.
pub const MAILBOX_FIX: &str = "Type the user principal name or primary address of one mailbox, such as references@contoso.com, or the object ID of its user.";
pub const SECRET_NAME_FIX: &str = "Type the name under which the secret is stored: letters, digits and . _ - / : only. The secret itself goes into the secret store.";

/// Fix of a cloud.
pub const CLOUD_FIX: &str = "Use global, us-gov-l4 (GCC High), us-gov-l5 (DoD) or china.";
/// Fix of a day.
pub const DATE_FIX: &str = "Type it as YYYY-MM-DD, such as 2027-03-31.";
/// Fix of a day or a time.
pub const MOMENT_FIX: &str = "Type it as 2026-11-23, or as 2026-11-23T07:30:00Z.";

/// Checks every field of a connection.
///
/// # Errors
/// Every violation.
pub fn check(connection: &Connection) -> Result<CheckedConnection, InvalidInput> {
    let tenant_id = field("connection.tenant-id", check_tenant(&connection.tenant_id));
    let client_id = field(
        "connection.client-id",
        check_client_id(&connection.client_id).and_then(|id| differs_from_tenant(id, &tenant_id, CLIENT_FIX)),
    );
    let mailbox = field("connection.mailbox", check_mailbox(&connection.mailbox));
    let out_of_scope_mailbox = field(
        "connection.out-of-scope-mailbox",
        check_out_of_scope_mailbox(connection.out_of_scope_mailbox.as_deref(), mailbox.as_deref().ok()),
    );
    let (cloud, tenant_id, client_id, secret_name, mailbox, credential_expires, out_of_scope_mailbox, granted_at, ()) =
        (
            field("connection.cloud", check_cloud(connection.cloud.as_deref())),
            tenant_id,
            client_id,
            check_credential(&connection.credential),
            mailbox,
            field(
                "connection.credential-expires",
                check_expiry(connection.credential_expires.as_deref()),
            ),
            out_of_scope_mailbox,
            field(
                "connection.granted-at",
                check_granted_at(connection.granted_at.as_deref()),
            ),
            not_supported(
                "connection.next-credential",
                connection.next_credential.as_ref(),
                "This version does not rotate credentials.",
                "Leave it out, and change the credential itself.",
            ),
        )
            .all()?;
    Ok(CheckedConnection {
        cloud,
        tenant_id,
        client_id,
        secret_name,
        mailbox,
        credential_expires,
        out_of_scope_mailbox,
        granted_at,
    })
}

/// Refuses a client ID that is the tenant ID: the two stand one below the other in the portal.
pub fn differs_from_tenant(
    client_id: String,
    tenant_id: &Result<String, InvalidInput>,
    fix: &str,
) -> Result<String, Violation> {
    match tenant_id {
        Ok(tenant_id) if *tenant_id == client_id => Err(Violation::new(
            "same-as-tenant",
            "It is the same as the tenant ID.",
            fix,
        )),
        _ => Ok(client_id),
    }
}

/// Checks a cloud's name.
pub fn check_cloud(id: Option<&str>) -> Result<Cloud, Violation> {
    let id = id
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .unwrap_or(Cloud::Global.id());
    Cloud::from_id(&id.to_ascii_lowercase())
        .ok_or_else(|| Violation::new("cloud", "It is not a known Microsoft cloud.", CLOUD_FIX))
}

/// Checks a tenant's id or domain.
pub fn check_tenant(tenant: &str) -> Result<String, Violation> {
    let tenant = tenant.trim().to_ascii_lowercase();
    text::not_empty(&tenant, TENANT_FIX)?;
    if guid::is_guid(&tenant) {
        if tenant.bytes().all(|b| matches!(b, b'0' | b'-')) {
            return Err(Violation::new(
                "tenant",
                "It is the empty GUID, which no tenant has.",
                TENANT_FIX,
            ));
        }
        return Ok(tenant);
    }
    if matches!(tenant.as_str(), "common" | "organizations" | "consumers") {
        return Err(Violation::new(
            "tenant-specific",
            format!("\"{tenant}\" stands for any tenant, and an app that signs in without a user belongs to one."),
            TENANT_FIX,
        ));
    }
    if tenant.contains("://") || tenant.contains(['/', '#', '?']) {
        return Err(Violation::new("tenant-not-url", "It is a URL.", tenant_in_url(&tenant)));
    }
    if tenant.contains('@') {
        return Err(Violation::new(
            "tenant-not-address",
            "It is an address.",
            "Type only the part after the @, if that is a domain of the tenant.",
        ));
    }
    if !tenant.is_ascii() || address::check_domain(&tenant).is_err() {
        return Err(Violation::new(
            "tenant",
            "It is neither a whole GUID nor a domain.",
            TENANT_FIX,
        ));
    }
    Ok(tenant)
}

/// Says what to paste instead of a portal's or endpoint's URL: the tenant stands in it as a GUID, behind `#@`, or as the
/// first part of a login host's path.
fn tenant_in_url(url: &str) -> String {
    let domain = |part: &str| {
        part.split(['/', '?', '#', '&'])
            .next()
            .filter(|d| address::check_domain(d).is_ok())
            .map(str::to_owned)
    };
    let found = url.split_once("#@").and_then(|(_, rest)| domain(rest)).or_else(|| {
        Cloud::ALL.iter().find_map(|cloud| {
            let (_, rest) = url.split_once(cloud.login_host())?;
            let rest = rest.strip_prefix('/')?;
            let guid = rest.get(..36).filter(|part| guid::is_guid(part)).map(str::to_owned);
            guid.or_else(|| domain(rest))
        })
    });
    match found {
        Some(tenant) => format!("Paste only the tenant: {tenant}, if that is yours."),
        None => TENANT_FIX.to_owned(),
    }
}

/// Checks a client id.
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

fn check_credential(credential: &Credential) -> Result<String, InvalidInput> {
    let unsupported = |problem: &str| {
        let fix = "Sign in with a client secret: set credential.client-secret.";
        Err(Violation::new("not-supported", problem, fix))
    };
    match credential {
        Credential::ClientSecret(name) => field(
            "connection.credential.client-secret",
            check_store_name(name, SECRET_NAME_FIX),
        ),
        Credential::Certificate(_) => field(
            "connection.credential.certificate",
            unsupported("This version does not sign in with a certificate."),
        ),
        Credential::FederatedAssertion(_) => field(
            "connection.credential.federated-assertion",
            unsupported("This version does not sign in with a federated token."),
        ),
    }
}

/// Checks a name in one of the host's stores. `~` is left out on purpose: it is in nearly every client secret and in no
/// sensible name, so a Value pasted here is caught.
pub fn check_store_name(name: &str, fix: &str) -> Result<String, Violation> {
    let name = name.trim();
    text::not_empty(name, fix)?;
    text::at_most(name, STORE_NAME_CHARS)?;
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/:".contains(&b)) {
        return Err(Violation::new(
            "store-name",
            "It holds a character that a name cannot have; it may be the secret itself.",
            fix,
        ));
    }
    if name.starts_with(CACHE_PREFIX) {
        return Err(Violation::new(
            "store-name",
            "Names that begin with cache: belong to the connector.",
            fix,
        ));
    }
    Ok(name.to_owned())
}

fn check_mailbox(mailbox: &str) -> Result<String, Violation> {
    let mailbox = mailbox.trim();
    text::not_empty(mailbox, MAILBOX_FIX)?;
    if guid::is_guid(mailbox) {
        return Ok(mailbox.to_ascii_lowercase());
    }
    if mailbox.eq_ignore_ascii_case("me") {
        return Err(Violation::new(
            "mailbox",
            "\"me\" needs a signed-in user, and there is none.",
            MAILBOX_FIX,
        ));
    }
    match address::check(mailbox) {
        Ok(address) => Ok(address.to_owned()),
        Err(violation) => Err(Violation {
            fix: MAILBOX_FIX.to_owned(),
            ..violation
        }),
    }
}

fn check_expiry(date: Option<&str>) -> Result<Option<Date>, Violation> {
    let Some(date) = date.map(str::trim).filter(|date| !date.is_empty()) else {
        return Ok(None);
    };
    match time::parse_date(date) {
        Some(date) => Ok(Some(date)),
        None => Err(Violation::new("date", "It is not a date.", DATE_FIX)),
    }
}

fn check_out_of_scope_mailbox(other: Option<&str>, mailbox: Option<&str>) -> Result<Option<String>, Violation> {
    let Some(other) = other.map(str::trim).filter(|other| !other.is_empty()) else {
        return Ok(None);
    };
    let other = check_mailbox(other)?;
    if mailbox.is_some_and(|mailbox| mailbox.eq_ignore_ascii_case(&other)) {
        return Err(Violation::new(
            "other-mailbox",
            "It is the mailbox that the app sends from.",
            "Name a mailbox that the app must not reach, or leave it out.",
        ));
    }
    Ok(Some(other))
}

fn check_granted_at(time: Option<&str>) -> Result<Option<OffsetDateTime>, Violation> {
    let Some(time) = time.map(str::trim).filter(|time| !time.is_empty()) else {
        return Ok(None);
    };
    text::at_most(time, DATE_TIME_CHARS)?;
    match time::parse_moment(time) {
        Some(moment) => Ok(Some(moment)),
        None => Err(Violation::new("moment", "It is neither a day nor a time.", MOMENT_FIX)),
    }
}

#[cfg(test)]
mod tests;
