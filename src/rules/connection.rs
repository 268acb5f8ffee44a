//! The fields of a connection.

#[cfg(not(target_arch = "wasm32"))]
pub mod fields;

use super::{Broken, Problems, address, text};
use crate::{
    cloud::Cloud,
    contract::{Connection, Credential},
    ids,
    limits::{DATE_TIME_CHARS, STORE_NAME_CHARS},
    time,
};

/// Names that begin so belong to the connector's token cache.
pub const CACHE_PREFIX: &str = "cache:";

const TENANT_FIX: &str = "Paste the Directory (tenant) ID from Entra ID > App registrations > your app > Overview: a GUID, or a domain of the tenant such as contoso.onmicrosoft.com.";
const CLIENT_FIX: &str =
    "Paste the Application (client) ID from Entra ID > App registrations > your app > Overview: a GUID with dashes.";
const MAILBOX_FIX: &str = "Type the user principal name or primary address of one mailbox, such as references@contoso.com, or the object ID of its user.";
const SECRET_NAME_FIX: &str = "Type the name under which the secret is stored: letters, digits and . _ - / : only. The secret itself goes into the secret store.";

const CLOUD_FIX: &str = "Use global, us-gov-l4 (GCC High), us-gov-l5 (DoD) or china.";
const DATE_FIX: &str = "Type it as YYYY-MM-DD, such as 2027-03-31.";
const MOMENT_FIX: &str = "Type it as 2026-11-23, or as 2026-11-23T07:30:00Z.";

/// A connection whose every field has been checked: trimmed, ids in lower case.
#[derive(Debug, Clone)]
pub struct CheckedConnection {
    /// Cloud.
    pub cloud: Cloud,
    /// Tenant: GUID or domain; safe in a path.
    pub tenant_id: String,
    /// Client id: GUID.
    pub client_id: String,
    /// Name of the client secret in the host's store.
    pub secret_name: String,
    /// Mailbox; not yet percent-encoded.
    pub mailbox: String,
    /// Day on which the credential expires, in days since 1970-01-01, and as it was typed.
    pub credential_expires: Option<(i64, String)>,
    /// A mailbox that must be refused; not yet percent-encoded.
    pub mailbox_to_refuse: Option<String>,
    /// When a grant was last changed, in seconds since 1970-01-01T00:00:00Z, and as it was typed.
    pub granted_at: Option<(u64, String)>,
}

impl CheckedConnection {
    /// Some connection, for tests.
    #[cfg(test)]
    pub fn example() -> Self {
        Self {
            cloud: Cloud::Global,
            tenant_id: String::new(),
            client_id: String::new(),
            secret_name: String::new(),
            mailbox: String::new(),
            credential_expires: None,
            mailbox_to_refuse: None,
            granted_at: None,
        }
    }

    /// The connection as it should be saved.
    pub fn to_contract(&self) -> Connection {
        Connection {
            cloud: Some(self.cloud.id().to_owned()),
            tenant_id: self.tenant_id.clone(),
            client_id: self.client_id.clone(),
            credential: Credential::ClientSecret(self.secret_name.clone()),
            mailbox: self.mailbox.clone(),
            credential_expires: self.credential_expires.as_ref().map(|(_, text)| text.clone()),
            mailbox_to_refuse: self.mailbox_to_refuse.clone(),
            granted_at: self.granted_at.as_ref().map(|(_, text)| text.clone()),
        }
    }
}

/// Checks every field. Returns a connection exactly when it added no problem.
pub fn check(connection: &Connection, problems: &mut Problems) -> Option<CheckedConnection> {
    let cloud = problems.take("connection.cloud", check_cloud(connection.cloud.as_deref()));
    let tenant_id = problems.take("connection.tenant-id", check_tenant(&connection.tenant_id));
    let client_id = problems.take("connection.client-id", check_client_id(&connection.client_id));
    let same = tenant_id.is_some() && tenant_id == client_id;
    if same {
        problems.add(
            "connection.client-id",
            Broken::new("same-as-tenant", "It is the same as the tenant ID.", CLIENT_FIX),
        );
    }
    let secret_name = check_credential(problems, &connection.credential);
    let mailbox = problems.take("connection.mailbox", check_mailbox(&connection.mailbox));
    let credential_expires = problems.take(
        "connection.credential-expires",
        check_expiry(connection.credential_expires.as_deref()),
    );
    let mailbox_to_refuse = problems.take(
        "connection.mailbox-to-refuse",
        check_mailbox_to_refuse(connection.mailbox_to_refuse.as_deref(), mailbox.as_deref()),
    );
    let granted_at = problems.take(
        "connection.granted-at",
        check_granted_at(connection.granted_at.as_deref()),
    );
    let checked = CheckedConnection {
        cloud: cloud?,
        tenant_id: tenant_id?,
        client_id: client_id?,
        secret_name: secret_name?,
        mailbox: mailbox?,
        credential_expires: credential_expires?,
        mailbox_to_refuse: mailbox_to_refuse?,
        granted_at: granted_at?,
    };
    (!same).then_some(checked)
}

/// Checks a cloud's name.
pub fn check_cloud(id: Option<&str>) -> Result<Cloud, Broken> {
    let id = id
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .unwrap_or(Cloud::Global.id());
    Cloud::from_id(&id.to_ascii_lowercase())
        .ok_or_else(|| Broken::new("cloud", "It is not a known Microsoft cloud.", CLOUD_FIX))
}

/// Checks a tenant's id or domain.
pub fn check_tenant(tenant: &str) -> Result<String, Broken> {
    let tenant = tenant.trim().to_ascii_lowercase();
    text::not_empty(&tenant, TENANT_FIX)?;
    if ids::is_guid(&tenant) {
        if tenant.bytes().all(|b| matches!(b, b'0' | b'-')) {
            return Err(Broken::new(
                "tenant",
                "It is the empty GUID, which no tenant has.",
                TENANT_FIX,
            ));
        }
        return Ok(tenant);
    }
    if matches!(tenant.as_str(), "common" | "organizations" | "consumers") {
        return Err(Broken::new(
            "tenant-specific",
            format!("\"{tenant}\" stands for any tenant, and an app that signs in without a user belongs to one."),
            TENANT_FIX,
        ));
    }
    if tenant.contains("://") || tenant.contains(['/', '#', '?']) {
        return Err(Broken::new("tenant-not-url", "It is a URL.", tenant_in_url(&tenant)));
    }
    if tenant.contains('@') {
        return Err(Broken::new(
            "tenant-not-address",
            "It is an address.",
            "Type only the part after the @, if that is a domain of the tenant.",
        ));
    }
    if !tenant.is_ascii() || address::check_domain(&tenant).is_err() {
        return Err(Broken::new(
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
            let guid = rest.get(..36).filter(|part| ids::is_guid(part)).map(str::to_owned);
            guid.or_else(|| domain(rest))
        })
    });
    match found {
        Some(tenant) => format!("Paste only the tenant: {tenant}, if that is yours."),
        None => TENANT_FIX.to_owned(),
    }
}

/// Checks a client id.
pub fn check_client_id(client_id: &str) -> Result<String, Broken> {
    let client_id = client_id.trim().to_ascii_lowercase();
    text::not_empty(&client_id, CLIENT_FIX)?;
    if ids::is_guid(&client_id) {
        return Ok(client_id);
    }
    let fix = match ids::find_guid(&client_id) {
        Some(guid) => format!("Paste only the GUID: {guid}, if that is the Application (client) ID."),
        None => CLIENT_FIX.to_owned(),
    };
    Err(Broken::new("guid", "It is not a GUID.", fix))
}

fn check_credential(problems: &mut Problems, credential: &Credential) -> Option<String> {
    let fix = "Sign in with a client secret: set credential.client-secret.";
    match credential {
        Credential::ClientSecret(name) => {
            return problems.take(
                "connection.credential.client-secret",
                check_store_name(name, SECRET_NAME_FIX),
            );
        }
        Credential::Certificate(_) => problems.refuse(
            "connection.credential.certificate",
            "This version does not sign in with a certificate.",
            fix,
        ),
        Credential::FederatedAssertion(_) => problems.refuse(
            "connection.credential.federated-assertion",
            "This version does not sign in with a federated token.",
            fix,
        ),
    }
    None
}

/// Checks a name in one of the host's stores. `~` is left out on purpose: it is in nearly every client secret and in no
/// sensible name, so a Value pasted here is caught.
pub fn check_store_name(name: &str, fix: &str) -> Result<String, Broken> {
    let name = name.trim();
    text::not_empty(name, fix)?;
    text::at_most(name, STORE_NAME_CHARS)?;
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/:".contains(&b)) {
        return Err(Broken::new(
            "store-name",
            "It holds a character that a name cannot have; it may be the secret itself.",
            fix,
        ));
    }
    if name.starts_with(CACHE_PREFIX) {
        return Err(Broken::new(
            "store-name",
            "Names that begin with cache: belong to the connector.",
            fix,
        ));
    }
    Ok(name.to_owned())
}

fn check_mailbox(mailbox: &str) -> Result<String, Broken> {
    let mailbox = mailbox.trim();
    text::not_empty(mailbox, MAILBOX_FIX)?;
    if ids::is_guid(mailbox) {
        return Ok(mailbox.to_ascii_lowercase());
    }
    if mailbox.eq_ignore_ascii_case("me") {
        return Err(Broken::new(
            "mailbox",
            "\"me\" needs a signed-in user, and there is none.",
            MAILBOX_FIX,
        ));
    }
    match address::check(mailbox) {
        Ok(address) => Ok(address.to_owned()),
        Err(Broken { rule, problem, .. }) => Err(Broken {
            rule,
            problem,
            fix: MAILBOX_FIX.to_owned(),
        }),
    }
}

fn check_expiry(date: Option<&str>) -> Result<Option<(i64, String)>, Broken> {
    let Some(date) = date.map(str::trim).filter(|date| !date.is_empty()) else {
        return Ok(None);
    };
    match time::parse_date(date) {
        Some(day) => Ok(Some((day, date.to_owned()))),
        None => Err(Broken::new("date", "It is not a date.", DATE_FIX)),
    }
}

fn check_mailbox_to_refuse(other: Option<&str>, mailbox: Option<&str>) -> Result<Option<String>, Broken> {
    let Some(other) = other.map(str::trim).filter(|other| !other.is_empty()) else {
        return Ok(None);
    };
    let other = check_mailbox(other)?;
    if mailbox.is_some_and(|mailbox| mailbox.eq_ignore_ascii_case(&other)) {
        return Err(Broken::new(
            "other-mailbox",
            "It is the mailbox that the app sends from.",
            "Name a mailbox that the app must not reach, or leave it out.",
        ));
    }
    Ok(Some(other))
}

fn check_granted_at(time: Option<&str>) -> Result<Option<(u64, String)>, Broken> {
    let Some(time) = time.map(str::trim).filter(|time| !time.is_empty()) else {
        return Ok(None);
    };
    text::at_most(time, DATE_TIME_CHARS)?;
    match time::parse_moment(time) {
        Some(seconds) => Ok(Some((seconds, time.to_owned()))),
        None => Err(Broken::new("moment", "It is neither a day nor a time.", MOMENT_FIX)),
    }
}

#[cfg(test)]
mod tests;
