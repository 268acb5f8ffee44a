//! Access tokens: issued by the Entra half, checked by the Graph half.
//!
//! They carry the claims of a v1 app-only token for Graph. They are signed with HMAC, not RSA: one process plays both sides, a
//! client must treat the token as opaque, and a benchmark should weigh the client and not our signatures.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Claims of an app-only access token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub(crate) aud: String,
    pub(crate) iss: String,
    pub(crate) iat: i64,
    pub(crate) nbf: i64,
    pub(crate) exp: i64,
    pub(crate) app_displayname: String,
    pub(crate) appid: Uuid,
    /// How the app proved itself: "1" is a client secret, "2" a certificate or a federated token.
    pub(crate) appidacr: String,
    pub(crate) idp: String,
    pub(crate) idtyp: String,
    pub(crate) oid: Uuid,
    /// Entra permissions. A token without any has no such claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) roles: Vec<String>,
    pub(crate) sub: Uuid,
    pub(crate) tid: Uuid,
    pub(crate) uti: String,
    pub(crate) ver: String,
    /// Directory roles. Tokens of apps without any hold a GUID of no role here.
    pub(crate) wids: Vec<Uuid>,
}

/// Entra dates tokens back by five minutes, against clocks that are slow.
pub(crate) const BACKDATED_SECONDS: i64 = 300;

impl Claims {
    /// When the token was issued, in seconds since 1970.
    pub(crate) fn issued_at(&self) -> i64 {
        self.iat + BACKDATED_SECONDS
    }
}

/// Why a token is not one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenFault {
    /// Not three parts.
    NotAJwt,
    /// Damaged, or signed by somebody else.
    BadSignature,
}

pub(crate) struct Signer {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Signer {
    pub(crate) fn new() -> Self {
        let key: Vec<u8> = [Uuid::new_v4(), Uuid::new_v4()]
            .iter()
            .flat_map(|half| *half.as_bytes())
            .collect();
        let mut validation = Validation::new(Algorithm::HS256);
        // Lifetime and audience have their own Graph responses and go by the emulator's clock: `graph::bearer` checks them.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        Self {
            encoding: EncodingKey::from_secret(&key),
            decoding: DecodingKey::from_secret(&key),
            validation,
        }
    }

    pub(crate) fn sign(&self, claims: &Claims) -> Result<String, jsonwebtoken::errors::Error> {
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &self.encoding)
    }

    pub(crate) fn verify(&self, token: &str) -> Result<Claims, TokenFault> {
        if token.split('.').count() != 3 {
            return Err(TokenFault::NotAJwt);
        }
        jsonwebtoken::decode(token, &self.decoding, &self.validation)
            .map(|data| data.claims)
            .map_err(|_| TokenFault::BadSignature)
    }
}
