//! Claims of an access token. They are read for diagnosis only: a token is opaque to a client, so no decision on a request depends
//! on them.

use base64_simd::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::{
    connection::CheckedConnection,
    guid,
    guidance::{
        Context,
        signals::{Signal, Signals},
    },
    secret::AccessToken,
};

/// Microsoft Graph's app ID. Some tokens hold it as audience, in place of Graph's URL.
const GRAPH_APP_ID: &str = "00000003-0000-0000-c000-000000000000";

/// The claims that are used.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// `roles`: application permissions that are consented in Entra. They hold for every mailbox of the tenant. Grants of Exchange
    /// RBAC for Applications never appear here.
    pub roles: Vec<String>,
    /// `aud`: the service that the token is for.
    pub audience: Option<String>,
    /// `tid`: the tenant.
    pub tenant: Option<String>,
    /// `appid` (v1 tokens) or `azp` (v2): the app.
    pub app: Option<String>,
    /// `oid`: object ID of the enterprise application. Exchange's service principal of the app must have the same.
    pub object_id: Option<String>,
    /// Whether the token stands for a user: it has `scp`, or an `idtyp` other than `app`.
    pub delegated: bool,
}

impl Claims {
    /// Returns whether `roles` holds a permission.
    pub fn has(&self, role: &str) -> bool {
        self.roles.iter().any(|r| r == role)
    }

    /// Returns what the claims show of a connection.
    pub fn signals(&self, connection: &CheckedConnection) -> Signals {
        let graph = format!("https://{}", connection.cloud.graph_host());
        let foreign = |audience: &str| audience.trim_end_matches('/') != graph && audience != GRAPH_APP_ID;
        let differs = |claim: &Option<String>, own: &str| {
            guid::is_guid(own) && claim.as_deref().is_some_and(|claim| !claim.eq_ignore_ascii_case(own))
        };
        role_signals(&self.roles)
            | Signals::when(self.delegated, Signal::DelegatedToken)
            | Signals::when(self.audience.as_deref().is_some_and(foreign), Signal::WrongAudience)
            | Signals::when(differs(&self.tenant, &connection.tenant_id), Signal::OtherTenant)
            | Signals::when(differs(&self.app, &connection.client_id), Signal::OtherApp)
    }
}

/// Returns what the application permissions of a token show.
pub fn role_signals(roles: &[String]) -> Signals {
    let has = |name: &str| roles.iter().any(|role| role == name);
    let found = Signals::when(has("Mail.Send"), Signal::HasMailSend)
        | Signals::when(has("Mail.ReadWrite"), Signal::HasMailReadWrite);
    found | Signals::when(found == Signals::NONE, Signal::NoRoles)
}

/// Adds to the context of a case what the token in use shows.
pub fn add_to(context: Context, token: &AccessToken, connection: &CheckedConnection) -> Context {
    match read(token) {
        Some(claims) => context
            .with(claims.signals(connection))
            .with_object_id(claims.object_id),
        None => context.with(Signal::RolesUnknown),
    }
}

/// Reads the claims. Returns `None` if the token is not a JWT: a placeholder or an encrypted token has no readable claims.
pub fn read(token: &AccessToken) -> Option<Claims> {
    let payload = token.reveal().split('.').nth(1)?;
    let payload = URL_SAFE_NO_PAD.decode_to_vec(payload).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let claims = claims.as_object()?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let roles = claims
        .get("roles")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    Some(Claims {
        // The name of a permission is a word such as Mail.Send. People do not see any other text.
        roles: roles
            .iter()
            .filter_map(Value::as_str)
            .filter(|r| is_permission(r))
            .map(str::to_owned)
            .collect(),
        audience: text("aud"),
        tenant: text("tid"),
        app: text("appid").or_else(|| text("azp")),
        object_id: text("oid").filter(|id| guid::is_guid(id)),
        delegated: claims.contains_key("scp") || text("idtyp").is_some_and(|kind| kind != "app"),
    })
}

fn is_permission(role: &str) -> bool {
    role.len() <= 100 && role.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(payload: &str) -> Option<Claims> {
        let jwt = format!("h.{}.s", URL_SAFE_NO_PAD.encode_to_string(payload));
        read(&AccessToken::new(jwt).unwrap())
    }

    #[test]
    fn roles_are_read() {
        let found = claims(r#"{"aud":"https://graph.microsoft.com","roles":["Mail.Send","<script>",7]}"#).unwrap();
        assert_eq!(found.roles, ["Mail.Send"]);
        assert!(found.has("Mail.Send") && !found.has("Mail.ReadWrite"));
        assert_eq!(claims("{}"), Some(Claims::default()));
    }

    #[test]
    fn a_token_that_is_no_jwt_has_no_claims() {
        for payload in ["", "[]", "7", "{"] {
            assert_eq!(claims(payload), None);
        }
        assert_eq!(read(&AccessToken::new("SECRET_PLACEHOLDER".into()).unwrap()), None);
    }
}
