//! Claims of an access token, for diagnosis and nothing else: to a client the token is opaque, so no request is ever refused
//! or sent because of what stands here.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::{guid, secret::AccessToken};

/// What the token says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// `roles`: application permissions consented in Entra, which hold for every mailbox of the tenant. Grants of Exchange
    /// RBAC for Applications never show here.
    pub roles: Vec<String>,
    /// `aud`: for whom it was issued.
    pub audience: Option<String>,
    /// `tid`: the tenant.
    pub tenant: Option<String>,
    /// `appid` (v1 tokens) or `azp` (v2): the app.
    pub app: Option<String>,
    /// `oid`: object id of the enterprise application, which Exchange's own record of the app must hold as well.
    pub object_id: Option<String>,
    /// It stands for a user: it has `scp`, or an `idtyp` other than `app`.
    pub delegated: bool,
}

impl Claims {
    /// Tells whether a permission stands in `roles`.
    pub fn has(&self, role: &str) -> bool {
        self.roles.iter().any(|r| r == role)
    }
}

/// Reads the claims, if the token is a JWT. A placeholder or an encrypted token has none to read.
pub fn read(token: &AccessToken) -> Option<Claims> {
    let payload = token.reveal().split('.').nth(1)?;
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let claims = claims.as_object()?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let roles = claims
        .get("roles")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    Some(Claims {
        // A permission's name is a word such as Mail.Send; anything else is not for showing.
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
        read(&AccessToken::new(format!("h.{}.s", URL_SAFE_NO_PAD.encode(payload))))
    }

    #[test]
    fn roles_are_read() {
        let found = claims(r#"{"aud":"https://graph.microsoft.com","roles":["Mail.Send","<script>",7]}"#).unwrap();
        assert_eq!(found.roles, ["Mail.Send"]);
        assert!(found.has("Mail.Send") && !found.has("Mail.ReadWrite"));
        assert_eq!(claims("{}"), Some(Claims::default()));
    }

    #[test]
    fn what_is_no_jwt_has_no_claims() {
        for payload in ["", "[]", "7", "{"] {
            assert_eq!(claims(payload), None);
        }
        assert_eq!(read(&AccessToken::new("SECRET_PLACEHOLDER".into())), None);
    }
}
