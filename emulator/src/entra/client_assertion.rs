//! Client assertions: JWTs that the app's own key signed, and tokens of other identity providers.
//!
//! Sources: entra-docs `certificate-credentials.md` and "Workload identity federation"; errors that people reported in public.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::pki_types::{CertificateDer, SignatureVerificationAlgorithm};
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::error::EntraError;
use crate::world::application::Application;
use crate::world::credentials::KeyCredential;
use crate::world::{Tenant, World};

/// Difference of clocks that Entra allows, in seconds.
const CLOCK_SKEW_S: i64 = 300;

/// An assertion, parsed and not yet checked.
struct Assertion<'a> {
    header: Value,
    claims: Value,
    signed: &'a str,
    signature: Vec<u8>,
}

/// Checks an assertion. `login_host` is the host that was called.
pub(super) fn check(
    assertion: &str,
    world: &World,
    tenant: &Tenant,
    app: &Application,
    login_host: &str,
    now: OffsetDateTime,
) -> Result<(), EntraError> {
    let assertion = Assertion::parse(assertion).ok_or_else(EntraError::malformed_assertion)?;
    if assertion.claim("iss") == app.client_id.to_string() {
        of_own_key(&assertion, world, tenant, app, login_host, now)
    } else {
        of_identity_provider(&assertion, world, app, now)
    }
}

fn of_own_key(
    assertion: &Assertion<'_>,
    world: &World,
    tenant: &Tenant,
    app: &Application,
    login_host: &str,
    now: OffsetDateTime,
) -> Result<(), EntraError> {
    let algorithm = assertion.algorithm().ok_or_else(EntraError::malformed_assertion)?;
    if world.rs256_only && assertion.header["alg"] != "RS256" {
        return Err(EntraError::ps256_not_supported());
    }
    let (thumbprint, shown) = assertion.thumbprint().ok_or_else(EntraError::no_thumbprint)?;
    if assertion.claim("sub") != assertion.claim("iss") {
        return Err(EntraError::subject_is_not_issuer());
    }
    if !is_token_endpoint(assertion.claim("aud"), tenant, login_host) {
        return Err(EntraError::assertion_audience());
    }
    let der = app
        .certificates
        .iter()
        .filter_map(KeyCredential::der)
        .find(|der| thumbprint == Sha256::digest(der).to_vec() || thumbprint == Sha1::digest(der).to_vec())
        .ok_or_else(|| EntraError::assertion_key_not_found(app, &shown))?;
    let (_, certificate) =
        X509Certificate::from_der(&der).map_err(|_| EntraError::assertion_key_not_found(app, &shown))?;
    if certificate.validity().not_after.to_datetime() <= now {
        return Err(EntraError::assertion_key_expired(app, &shown));
    }
    if !assertion.is_signed_by(&der, algorithm) {
        return Err(EntraError::assertion_signature(app, &shown));
    }
    assertion.check_time(now)
}

/// Compares issuer, audience and subject, in this order, and then looks at the signature. That Entra compares before it looks at
/// the signature is not documented.
fn of_identity_provider(
    assertion: &Assertion<'_>,
    world: &World,
    app: &Application,
    now: OffsetDateTime,
) -> Result<(), EntraError> {
    let [issuer, subject] = ["iss", "sub"].map(|claim| assertion.claim(claim));
    let audience = assertion.audience();
    let of_issuer: Vec<_> = app
        .federated_credentials
        .iter()
        .filter(|own| own.issuer == issuer)
        .collect();
    if of_issuer.is_empty() {
        return Err(EntraError::no_federated_match("issuer", issuer));
    }
    let of_audience: Vec<_> = of_issuer
        .into_iter()
        .filter(|own| own.audiences.iter().any(|own| own == audience))
        .collect();
    if of_audience.is_empty() {
        return Err(EntraError::no_federated_match("audience", audience));
    }
    if !of_audience.iter().any(|own| own.subject == subject) {
        let is_other_case = of_audience.iter().any(|own| own.subject.eq_ignore_ascii_case(subject));
        return Err(if is_other_case {
            EntraError::federated_subject_in_other_case(subject)
        } else {
            EntraError::no_federated_match("subject", subject)
        });
    }
    let algorithm = assertion.algorithm().ok_or_else(EntraError::malformed_assertion)?;
    let mut keys = world
        .identity_providers
        .iter()
        .filter(|provider| provider.issuer == issuer)
        .flat_map(|provider| &provider.keys)
        .filter_map(KeyCredential::der);
    if !keys.any(|der| assertion.is_signed_by(&der, algorithm)) {
        return Err(EntraError::assertion_not_validated());
    }
    assertion.check_time(now)
}

/// Returns whether an audience is the tenant's token endpoint, with the tenant's ID or one of its domains.
fn is_token_endpoint(audience: &str, tenant: &Tenant, login_host: &str) -> bool {
    let named = audience
        .strip_prefix("https://")
        .and_then(|rest| rest.strip_prefix(login_host))
        .and_then(|path| path.strip_prefix('/'))
        .and_then(|path| path.strip_suffix("/oauth2/v2.0/token"));
    named.is_some_and(|named| named.eq_ignore_ascii_case(&tenant.id.to_string()) || tenant.owns_domain(named))
}

impl<'a> Assertion<'a> {
    /// RFC 7515 §7.1: three parts in base64url without padding.
    fn parse(text: &'a str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let json = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
        Some(Self {
            header: json(header)?,
            claims: json(claims)?,
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    fn claim(&self, name: &str) -> &str {
        self.claims[name].as_str().unwrap_or_default()
    }

    /// `aud`: a text, or a list of one.
    fn audience(&self) -> &str {
        match &self.claims["aud"] {
            Value::Array(all) => all.first().and_then(Value::as_str).unwrap_or_default(),
            other => other.as_str().unwrap_or_default(),
        }
    }

    fn algorithm(&self) -> Option<&'static dyn SignatureVerificationAlgorithm> {
        match self.header["alg"].as_str()? {
            "PS256" => Some(webpki::ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY),
            "RS256" => Some(webpki::ring::RSA_PKCS1_2048_8192_SHA256),
            _ => None,
        }
    }

    /// The thumbprint in the header, and how Entra shows it.
    fn thumbprint(&self) -> Option<(Vec<u8>, String)> {
        let encoded = ["x5t#S256", "x5t"]
            .into_iter()
            .find_map(|name| self.header[name].as_str())?;
        let thumbprint = URL_SAFE_NO_PAD.decode(encoded).ok()?;
        let shown = thumbprint.iter().map(|byte| format!("{byte:02X}")).collect();
        Some((thumbprint, shown))
    }

    fn is_signed_by(&self, certificate: &[u8], algorithm: &dyn SignatureVerificationAlgorithm) -> bool {
        let der = CertificateDer::from(certificate);
        webpki::EndEntityCert::try_from(&der).is_ok_and(|certificate| {
            certificate
                .verify_signature(algorithm, self.signed.as_bytes(), &self.signature)
                .is_ok()
        })
    }

    fn check_time(&self, now: OffsetDateTime) -> Result<(), EntraError> {
        let at = |claim: &str| self.claims[claim].as_i64();
        let seconds = now.unix_timestamp();
        let (Some(from), Some(until)) = (at("nbf").or_else(|| at("iat")).or(Some(0)), at("exp")) else {
            return Err(EntraError::malformed_assertion());
        };
        if from > seconds + CLOCK_SKEW_S || until < seconds - CLOCK_SKEW_S {
            return Err(EntraError::assertion_time(now, from, until));
        }
        Ok(())
    }
}
