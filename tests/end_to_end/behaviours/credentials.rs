//! Sign-in without a shared secret, and rotation: the component asks, the host signs or reads, and Entra checks with other code.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use outlook_emulator::{
    Operation, World,
    credentials::{FederatedIdentityCredential, IdentityProvider, KeyCredential},
    demo,
};
use outlook_end_to_end::{Lab, Line, SECRET_NAME, connection, message, told};
use outlook_host::{
    Connector, Stores, Tenant,
    stores::{
        MemorySecrets,
        assertions::{AssertionSource, AssertionSources},
        software_keys::{NewKey, SoftwareKey, SoftwareKeys},
    },
    types::{Connection, Credential, Mail, StepStatus},
};
use serde_json::{Value, json};

const KEY: &str = "outlook-2026";
const ISSUER: &str = "https://token.actions.githubusercontent.com";
const SUBJECT: &str = "repo:contoso/mailer:ref:refs/heads/main";
const AUDIENCE: &str = "api://AzureADTokenExchange";

fn key() -> SoftwareKey {
    NewKey::new("Outlook connector").create().expect("a key is made")
}

fn der(key: &SoftwareKey) -> KeyCredential {
    KeyCredential::from_der(key.certificate().der())
}

/// The demo's world, whose app has a certificate.
fn world(certificate: KeyCredential) -> World {
    let mut world = World::demo();
    let app = world.application_mut(demo::CLIENT_ID).expect("the demo's app");
    app.certificates.push(certificate);
    world
}

fn with_keys(lab: &Lab, keys: SoftwareKeys) -> Connector {
    let stores = Stores::new().secrets(Arc::clone(&lab.secrets)).keys(keys);
    lab.host.for_tenant(Tenant::new("keys", stores))
}

fn certificate() -> Connection {
    Connection {
        credential: Credential::Certificate(KEY.to_owned()),
        ..connection()
    }
}

#[tokio::test]
async fn a_certificate_signs_in_with_ps256_and_with_rs256() {
    for rs256_only in [false, true] {
        let key = key();
        let mut world = world(der(&key));
        world.rs256_only = rs256_only;
        let lab = Lab::with(world, Line::Tls).await;
        let host = with_keys(&lab, SoftwareKeys::new().with(KEY, key));
        let mail = Mail::Message(message());
        for _ in 0..2 {
            host.send_mail(&certificate(), &mail).await.unwrap();
        }
        // The authority that takes RS256 alone is asked twice, once.
        assert_eq!(lab.count(Operation::Token), 1 + usize::from(rs256_only));
        assert_eq!(lab.emulator.delivered().len(), 2);
        let report = host.test_connection(&certificate()).await.unwrap();
        assert_ne!(report.status, StepStatus::Fail, "{}", report.summary);
        assert_eq!(
            report.steps[1].message,
            "Tenant ID, client ID and certificate are correct."
        );
    }
}

#[tokio::test]
async fn a_certificate_that_the_app_does_not_have_is_explained() {
    let lab = Lab::with(world(der(&key())), Line::Plain).await;
    let host = with_keys(&lab, SoftwareKeys::new().with(KEY, key()));
    let error = host.connect(&certificate()).await.unwrap_err();
    assert_eq!(
        told::<()>(Err(error)),
        ("permanent-unauthorized", "certificate-not-registered".to_owned())
    );
    let missing = with_keys(&lab, SoftwareKeys::new()).connect(&certificate()).await;
    assert_eq!(told(missing), ("permanent-invalid-input", "invalid-input".to_owned()));
}

/// The token of another identity provider, as it lies in a file.
fn assertion(provider: &SoftwareKey, subject: &str, expires_at: i64) -> String {
    let encode = |part: Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
    let claims = json!({ "iss": ISSUER, "sub": subject, "aud": AUDIENCE, "iat": 0, "exp": expires_at });
    let signed = format!("{}.{}", encode(json!({ "alg": "RS256", "typ": "JWT" })), encode(claims));
    let signature = provider.sign("RS256", signed.as_bytes()).expect("signs");
    format!("{signed}.{}\n", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

#[tokio::test]
async fn a_federated_token_is_read_anew_for_each_token_request() {
    let provider = key();
    let mut world = World::demo();
    world.identity_providers = vec![IdentityProvider {
        issuer: ISSUER.to_owned(),
        keys: vec![der(&provider)],
    }];
    let app = world.application_mut(demo::CLIENT_ID).expect("the demo's app");
    app.federated_credentials = vec![FederatedIdentityCredential {
        issuer: ISSUER.to_owned(),
        subject: SUBJECT.to_owned(),
        audiences: vec![AUDIENCE.to_owned()],
    }];
    let lab = Lab::with(world, Line::Plain).await;
    let file = tempfile::NamedTempFile::new().expect("a file");
    let secrets = AssertionSources::over(MemorySecrets::default()).with("workload", AssertionSource::file(file.path()));
    let host = lab
        .host
        .for_tenant(Tenant::new("federated", Stores::new().secrets(secrets)));
    let connection = Connection {
        credential: Credential::FederatedAssertion("workload".to_owned()),
        ..connection()
    };
    let now = lab.emulator.now().unix_timestamp();
    for (subject, expires_at, expected) in [
        (SUBJECT, now - 3600, Some(("permanent-unauthorized", "clock-skew"))),
        (
            "repo:other",
            now + 300,
            Some(("permanent-unauthorized", "federated-credential-mismatch")),
        ),
        (SUBJECT, now + 300, None),
    ] {
        std::fs::write(file.path(), assertion(&provider, subject, expires_at)).expect("written");
        match (host.connect(&connection).await, expected) {
            (Ok(_), None) => {}
            (Err(error), Some((case, code))) => {
                let detail = error.detail().expect("a detail of the connector");
                let first = &detail.causes[0];
                assert_eq!((error.kind().as_str(), detail.code.as_str()), (case, code));
                assert!(first.id.starts_with("federated-"), "{}", first.id);
                if subject != SUBJECT {
                    assert!(first.fix.contains(subject), "Entra named it: {}", first.fix);
                }
            }
            (other, expected) => panic!("{other:?}, not {expected:?}"),
        }
    }
}

/// No call fails while one credential takes over from another, and the old one is not tried again and again.
#[tokio::test]
async fn a_rotation_from_a_secret_to_a_certificate() {
    let key = key();
    let lab = Lab::with(world(der(&key)), Line::Plain).await;
    let host = with_keys(&lab, SoftwareKeys::new().with(KEY, key));
    let rotating = Connection {
        next_credential: Some(Credential::Certificate(KEY.to_owned())),
        ..connection()
    };
    let mail = Mail::Message(message());
    assert!(host.send_mail(&rotating, &mail).await.unwrap().notices.is_empty());
    assert_eq!(lab.count(Operation::Token), 1);

    // The secret is removed from the app, and the token that it got is refused.
    lab.emulator.advance_clock(std::time::Duration::from_secs(2));
    lab.emulator.update(|world| {
        let app = world.application_mut(demo::CLIENT_ID).expect("the demo's app");
        app.secrets.clear();
        app.tokens_revoked_at = Some(lab.emulator.now());
    });
    let codes = |notices: &[outlook_host::types::Notice]| notices.iter().map(|n| n.code.clone()).collect::<Vec<_>>();
    let receipt = host.send_mail(&rotating, &mail).await.unwrap();
    assert_eq!(codes(&receipt.notices), ["next-credential-used"]);
    assert_eq!(lab.count(Operation::Token), 3, "the secret, and the certificate");
    let receipt = host.send_mail(&rotating, &mail).await.unwrap();
    assert_eq!((codes(&receipt.notices), lab.count(Operation::Token)), (Vec::new(), 3));
    assert_eq!(lab.emulator.delivered().len(), 3);
    assert!(
        !lab.secrets.names().iter().any(|name| name == KEY) && lab.secrets.names().iter().any(|n| n == SECRET_NAME)
    );
}
