//! `connect`: checks a connection and proves that the app can sign in.

use super::{error_of, notices};
use crate::{
    auth::{self, claims},
    call::{Call, Host},
    contract::{ConnectResult, Connection, Error},
    failure::Result,
    limits::TIME_BUDGET_MS,
    link::LinkValues,
    notice, time, validate,
};

/// Checks every field of a connection, removes its cached token and signs in. Sends no mail.
///
/// # Errors
/// `permanent-invalid-input` with every field at fault, or the error of the sign-in.
pub fn connect(host: &dyn Host, connection: &Connection) -> Result<ConnectResult, Error> {
    let mut call = Call::begin(host, TIME_BUDGET_MS);
    run(&mut call, connection).map_err(|failure| error_of(failure, call.take_requests()))
}

fn run(call: &mut Call<'_>, connection: &Connection) -> Result<ConnectResult> {
    let connection = validate::connection::check(connection)?;
    let token = auth::prove_credentials(call, &connection)?;
    let claims = claims::read(&token.access_token).unwrap_or_default();
    for notice in [
        notices::tenant_wide_grant(&claims),
        notices::credential_expiry(call.host(), &connection),
    ]
    .into_iter()
    .flatten()
    {
        call.note(notice);
    }
    let pages = LinkValues {
        object_id: claims.object_id.as_deref(),
        ..connection.link_values()
    };
    Ok(ConnectResult {
        notices: notice::with_links(call.take_notices(), pages),
        connection: connection.to_contract(),
        permissions: claims.roles,
        enterprise_object_id: claims.object_id,
        token_expires_at: time::rfc3339(token.expires_at),
        requests: call.take_requests(),
    })
}
