//! Client assertions: of a certificate, and of another identity provider. Each mistake gets its number.

use crate::support::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use outlook_emulator::{
    Emulator, World,
    credentials::{FederatedIdentityCredential, IdentityProvider, KeyCredential},
    demo,
};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::macros::datetime;

const APP: (&[u8], &[u8]) = (include_bytes!("keys/app.key.der"), include_bytes!("keys/app.der"));
const PROVIDER: (&[u8], &[u8]) = (
    include_bytes!("keys/provider.key.der"),
    include_bytes!("keys/provider.der"),
);

const ISSUER: &str = "https://token.actions.githubusercontent.com";
const SUBJECT: &str = "repo:contoso/mailer:ref:refs/heads/main";
const AUDIENCE: &str = "api://AzureADTokenExchange";

/// The demo's world, whose app has a certificate and a federated credential.
fn world() -> World {
    let mut world = World::demo();
    let app = world.application_mut(demo::CLIENT_ID).expect("the demo's app");
    app.certificates = vec![KeyCredential::from_der(APP.1)];
    app.federated_credentials = vec![FederatedIdentityCredential {
        issuer: ISSUER.to_owned(),
        subject: SUBJECT.to_owned(),
        audiences: vec![AUDIENCE.to_owned()],
    }];
    world.identity_providers = vec![IdentityProvider {
        issuer: ISSUER.to_owned(),
        keys: vec![KeyCredential::from_der(PROVIDER.1)],
    }];
    world
}

fn sign(header: &Value, claims: &Value, key: &[u8]) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encode(header), encode(claims));
    let key = RsaKeyPair::from_pkcs8(key).expect("a key");
    let mut signature = vec![0; key.public().modulus_len()];
    let algorithm: &dyn ring::signature::RsaEncoding = match header["alg"].as_str() {
        Some("PS256") => &RSA_PSS_SHA256,
        _ => &RSA_PKCS1_SHA256,
    };
    key.sign(algorithm, &SystemRandom::new(), signed.as_bytes(), &mut signature)
        .expect("signs");
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Header and claims as Entra documents them.
fn own(emulator: &Emulator) -> (Value, Value) {
    let now = emulator.now().unix_timestamp();
    (
        json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": URL_SAFE_NO_PAD.encode(Sha256::digest(APP.1)) }),
        json!({
            "aud": format!("https://{LOGIN}/{}/oauth2/v2.0/token", demo::TENANT_ID),
            "iss": demo::CLIENT_ID.to_string(),
            "sub": demo::CLIENT_ID.to_string(),
            "jti": "1",
            "nbf": now,
            "iat": now,
            "exp": now + 600,
        }),
    )
}

/// Header and claims of the other identity provider.
fn federated(emulator: &Emulator) -> (Value, Value) {
    let now = emulator.now().unix_timestamp();
    (
        json!({ "alg": "RS256", "typ": "JWT", "kid": "1" }),
        json!({ "aud": AUDIENCE, "iss": ISSUER, "sub": SUBJECT, "iat": now, "exp": now + 300 }),
    )
}

/// Presents an assertion. Returns the AADSTS number, or 0 with a token.
async fn present(emulator: &Emulator, assertion: &str) -> u64 {
    let mut form: Vec<(&str, &str)> = good_form();
    form.retain(|(name, _)| *name != "client_secret");
    form.push((
        "client_assertion_type",
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    ));
    form.push(("client_assertion", assertion));
    let reply = ask_token(emulator, LOGIN, &demo::TENANT_ID.to_string(), &form).await;
    assert_eq!(reply.status == 200, reply.json()["access_token"].is_string());
    reply.aadsts()
}

#[tokio::test]
async fn the_apps_own_key() {
    let emulator = start(world()).await;
    type Change = fn(&mut Value, &mut Value);
    let cases: [(Change, u64); 12] = [
        (|_, _| {}, 0),
        (|header, _| header["alg"] = json!("RS256"), 0),
        (
            |_, claims| claims["aud"] = json!(format!("https://{LOGIN}/contoso.com/oauth2/v2.0/token")),
            0,
        ),
        (
            |_, claims| claims["aud"] = json!(format!("https://{LOGIN}/fabrikam.com/oauth2/v2.0/token")),
            700_023,
        ),
        (
            |_, claims| claims["aud"] = json!("https://graph.microsoft.com"),
            700_023,
        ),
        (|header, _| header["alg"] = json!("none"), 50_027),
        (
            |header, _| {
                header.as_object_mut().expect("an object").remove("x5t#S256");
            },
            50_027,
        ),
        (|header, _| header["x5t#S256"] = json!("AAAA"), 700_027),
        (|_, claims| claims["sub"] = json!("somebody"), 50_048),
        (
            |_, claims| claims["exp"] = json!(claims["nbf"].as_i64().unwrap_or_default() - 600),
            700_024,
        ),
        (|_, claims| claims["nbf"] = json!(claims["exp"]), 700_024),
        // Not the app's: it is looked for among the identity providers.
        (|_, claims| claims["iss"] = json!("somebody"), 700_211),
    ];
    for (i, (change, code)) in cases.into_iter().enumerate() {
        let (mut header, mut claims) = own(&emulator);
        change(&mut header, &mut claims);
        assert_eq!(
            present(&emulator, &sign(&header, &claims, APP.0)).await,
            code,
            "case {i}"
        );
    }
    let (header, claims) = own(&emulator);
    assert_eq!(present(&emulator, &sign(&header, &claims, PROVIDER.0)).await, 700_027);
    for malformed in ["", "a.b", "a.b.c", "x"] {
        let code = present(&emulator, malformed).await;
        assert!([50_027, 900_144].contains(&code), "{malformed}: {code}");
    }
}

#[tokio::test]
async fn a_certificate_that_has_expired_or_is_not_there() {
    let mut later = world();
    later.start_at = Some(datetime!(2140-01-01 00:00 UTC));
    let emulator = start(later).await;
    let (header, claims) = own(&emulator);
    assert_eq!(present(&emulator, &sign(&header, &claims, APP.0)).await, 700_027);

    let emulator = start(World::demo()).await;
    let (header, claims) = own(&emulator);
    assert_eq!(present(&emulator, &sign(&header, &claims, APP.0)).await, 700_027);
}

#[tokio::test]
async fn an_authority_that_takes_rs256_alone() {
    let mut world = world();
    world.rs256_only = true;
    let emulator = start(world).await;
    let (mut header, claims) = own(&emulator);
    assert_eq!(present(&emulator, &sign(&header, &claims, APP.0)).await, 5_002_730);
    header["alg"] = json!("RS256");
    assert_eq!(present(&emulator, &sign(&header, &claims, APP.0)).await, 0);
}

#[tokio::test]
async fn a_token_of_another_identity_provider() {
    let emulator = start(world()).await;
    type Change = fn(&mut Value);
    let cases: [(Change, u64); 8] = [
        (|_| {}, 0),
        (|claims| claims["aud"] = json!([AUDIENCE]), 0),
        (|claims| claims["iss"] = json!(format!("{ISSUER}/")), 700_211),
        (|claims| claims["aud"] = json!("api://other"), 700_212),
        (
            |claims| claims["sub"] = json!("repo:contoso/mailer:ref:refs/heads/other"),
            700_213,
        ),
        (
            |claims| claims["sub"] = json!("repo:Contoso/mailer:ref:refs/heads/main"),
            7_002_138,
        ),
        (|claims| claims["exp"] = json!(1), 700_024),
        // Issuer, audience and subject, in this order.
        (
            |claims| {
                claims["sub"] = json!("x");
                claims["aud"] = json!("y");
            },
            700_212,
        ),
    ];
    for (i, (change, code)) in cases.into_iter().enumerate() {
        let (header, mut claims) = federated(&emulator);
        change(&mut claims);
        assert_eq!(
            present(&emulator, &sign(&header, &claims, PROVIDER.0)).await,
            code,
            "case {i}"
        );
    }
    let (header, claims) = federated(&emulator);
    assert_eq!(present(&emulator, &sign(&header, &claims, APP.0)).await, 50_013);
}
