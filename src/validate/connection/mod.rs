//! The fields of a connection.

#[cfg(test)]
mod tests;

use super::{address, app, store_name, text};
use crate::{
    connection::CheckedConnection,
    contract::{Connection, Credential},
    field_problem::{field_fixes, field_problems},
    guid,
    limits::DATE_TIME_CHARS,
    time::{self, Date, OffsetDateTime},
    violation::{All, InvalidInput, Violation, field},
};

const NEXT_CREDENTIAL: &str = "connection.next-credential";

/// Checks every field of a connection.
///
/// # Errors
/// Every violation.
pub fn check(connection: &Connection) -> Result<CheckedConnection, InvalidInput> {
    let tenant_id = field("connection.tenant-id", app::check_tenant(&connection.tenant_id));
    let client_id = field(
        "connection.client-id",
        app::check_client_id(&connection.client_id).and_then(|id| app::differs_from_tenant(id, &tenant_id)),
    );
    let mailbox = field("connection.mailbox", check_mailbox(&connection.mailbox));
    let out_of_scope_mailbox = field(
        "connection.out-of-scope-mailbox",
        check_out_of_scope_mailbox(connection.out_of_scope_mailbox.as_deref(), mailbox.as_deref().ok()),
    );
    let credential = check_credential("connection.credential", &connection.credential);
    let next_credential = check_next_credential(connection.next_credential.as_ref(), credential.as_ref().ok());
    let (
        cloud,
        tenant_id,
        client_id,
        credential,
        mailbox,
        credential_expires,
        out_of_scope_mailbox,
        granted_at,
        next_credential,
    ) = (
        field("connection.cloud", app::check_cloud(connection.cloud.as_deref())),
        tenant_id,
        client_id,
        credential,
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
        next_credential,
    )
        .all()
        .map_err(|invalid| {
            let client_id = Some(connection.client_id.as_str());
            invalid.with_links(app::link_values(connection.cloud.as_deref(), client_id))
        })?;
    Ok(CheckedConnection {
        cloud,
        tenant_id,
        client_id,
        credential,
        next_credential,
        mailbox,
        credential_expires,
        out_of_scope_mailbox,
        granted_at,
    })
}

/// Checks the name of a credential. `path` is the field.
fn check_credential(path: &str, credential: &Credential) -> Result<Credential, InvalidInput> {
    let checked = |fix| {
        let path = format!("{path}.{}", credential.kind());
        field(&path, store_name::check(credential.name(), fix))
    };
    Ok(match credential {
        Credential::ClientSecret(_) => Credential::ClientSecret(checked(field_fixes::SECRET_NAME)?),
        Credential::Certificate(_) => Credential::Certificate(checked(field_fixes::KEY_NAME)?),
        Credential::FederatedAssertion(_) => Credential::FederatedAssertion(checked(field_fixes::TOKEN_NAME)?),
    })
}

fn check_next_credential(
    next: Option<&Credential>,
    credential: Option<&Credential>,
) -> Result<Option<Credential>, InvalidInput> {
    let Some(next) = next else { return Ok(None) };
    let next = check_credential(NEXT_CREDENTIAL, next)?;
    if credential == Some(&next) {
        let same = field_problems::SAME_AS_CREDENTIAL.violated(&[]);
        return Err(same.at(&format!("{NEXT_CREDENTIAL}.{}", next.kind())));
    }
    Ok(Some(next))
}

fn check_mailbox(mailbox: &str) -> Result<String, Violation> {
    let mailbox = mailbox.trim();
    text::not_empty(mailbox, field_fixes::MAILBOX)?;
    if guid::is_guid(mailbox) {
        return Ok(mailbox.to_ascii_lowercase());
    }
    if mailbox.eq_ignore_ascii_case("me") {
        return Err(field_problems::MAILBOX_ME.violated(&[]));
    }
    address::check(mailbox)
        .map(str::to_owned)
        .map_err(|violation| violation.with_fix(field_fixes::MAILBOX))
}

fn check_expiry(date: Option<&str>) -> Result<Option<Date>, Violation> {
    let Some(date) = text::given(date) else {
        return Ok(None);
    };
    match time::parse_date(date) {
        Some(date) => Ok(Some(date)),
        None => Err(field_problems::DATE.violated(&[])),
    }
}

fn check_out_of_scope_mailbox(other: Option<&str>, mailbox: Option<&str>) -> Result<Option<String>, Violation> {
    let Some(other) = text::given(other) else {
        return Ok(None);
    };
    let other = check_mailbox(other)?;
    if mailbox.is_some_and(|mailbox| mailbox.eq_ignore_ascii_case(&other)) {
        return Err(field_problems::MAILBOX_OF_CONNECTION.violated(&[]));
    }
    Ok(Some(other))
}

fn check_granted_at(time: Option<&str>) -> Result<Option<OffsetDateTime>, Violation> {
    let Some(time) = text::given(time) else {
        return Ok(None);
    };
    text::at_most(time, DATE_TIME_CHARS)?;
    match time::parse_moment(time) {
        Some(moment) => Ok(Some(moment)),
        None => Err(field_problems::MOMENT.violated(&[])),
    }
}
