//! Issuing access tokens.

use serde_json::{Value, json};
use uuid::{Uuid, uuid};

use super::credential::Proof;
use super::error::EntraError;
use crate::state::State;
use crate::throttle::TOKEN_LIFETIME_SECONDS;
use crate::token::{BACKDATED_SECONDS, Claims};
use crate::world::application::{Application, ServicePrincipal};
use crate::world::{Tenant, World};

/// What recorded tokens of apps without directory roles hold in `wids`.
const NO_DIRECTORY_ROLE: Uuid = uuid!("0997a1d0-0d1d-4acb-b408-d5ca73121e90");

/// Issues a token. An app without any Entra permission gets one too, without `roles`; Exchange grants never show in it.
pub(super) fn token(
    state: &State,
    world: &World,
    tenant: &Tenant,
    app: &Application,
    principal: &ServicePrincipal,
    proof: Proof,
) -> Result<Value, EntraError> {
    let random = Uuid::new_v4().as_u128();
    let (shortest, longest) = TOKEN_LIFETIME_SECONDS.into_inner();
    let spread = u128::from(longest - shortest + 1);
    let random_lifetime = shortest + u32::try_from(random % spread).unwrap_or_default();
    let lifetime = world.token_lifetime_seconds.unwrap_or(random_lifetime);
    let now = state.clock.now().unix_timestamp() + i64::from(world.token_skew_seconds);
    let issuer = format!("https://{}/{}/", tenant.cloud.issuer_host(), tenant.id);
    let claims = Claims {
        aud: format!("https://{}", tenant.cloud.graph_host()),
        idp: issuer.clone(),
        iss: issuer,
        iat: now - BACKDATED_SECONDS,
        nbf: now - BACKDATED_SECONDS,
        exp: now + i64::from(lifetime),
        app_displayname: app.display_name.clone(),
        appid: app.client_id,
        appidacr: match proof {
            Proof::Secret => "1",
            Proof::Assertion => "2",
        }
        .to_owned(),
        idtyp: "app".to_owned(),
        oid: principal.object_id,
        roles: app.entra_permissions.clone(),
        sub: principal.object_id,
        tid: tenant.id,
        uti: Uuid::from_u128(random).simple().to_string(),
        ver: "1.0".to_owned(),
        wids: vec![NO_DIRECTORY_ROLE],
    };
    let access_token = state.signer.sign(&claims).map_err(|_| EntraError::server_error())?;
    Ok(json!({
        "token_type": "Bearer",
        "expires_in": lifetime,
        "ext_expires_in": lifetime,
        "access_token": access_token,
    }))
}
