//! Sign-in at an authorization server that nobody here wrote: `oidc-provider`, which is certified by the OpenID Foundation, with
//! signatures that `jose` checks as well. The component makes the requests, and the reference host signs.
//!
//! The server takes the place of Entra's token endpoint, so it does not know Entra's rules (the emulator does). It knows those of
//! RFC 6749, RFC 7521 and RFC 7523, and is strict with them.

mod provider;

use async_trait::async_trait;
use outlook_end_to_end::{case, host_routed_to};
use outlook_host::{
    Connector, Stores, Tenant,
    stores::{
        Certificate, KeyError, MemorySecrets, SigningKeys,
        assertions::{AssertionSource, AssertionSources},
        software_keys::{NewKey, SoftwareKey, SoftwareKeys},
    },
    types::{Connection, Credential},
};
use serde_json::{Value, json};

use provider::{Provider, TENANT};

/// Clients of the server. Each has one way to sign in.
const PS256: &str = "00000000-0000-4000-8000-000000000256";
const RS256: &str = "00000000-0000-4000-8000-000000000257";
const FEDERATED: &str = "00000000-0000-4000-8000-000000000258";
const SECRET: &str = "00000000-0000-4000-8000-000000000259";

/// A key that cannot sign with PS256, such as one of an old token.
struct Rs256Only(SoftwareKeys);

#[async_trait]
impl SigningKeys for Rs256Only {
    async fn sign(&self, key: &str, algorithm: &str, payload: &[u8]) -> Result<Vec<u8>, KeyError> {
        match algorithm {
            "RS256" => self.0.sign(key, algorithm, payload).await,
            _ => Err(KeyError::UnsupportedAlgorithm),
        }
    }

    async fn certificate(&self, key: &str) -> Result<Certificate, KeyError> {
        self.0.certificate(key).await
    }
}

fn connection(client: &str, credential: Credential) -> Connection {
    Connection {
        tenant_id: TENANT.to_owned(),
        client_id: client.to_owned(),
        credential,
        mailbox: "sender@contoso.com".to_owned(),
        ..Connection::default()
    }
}

fn key(name: &str) -> Credential {
    Credential::Certificate(name.to_owned())
}

/// The server, and hosts that reach it. One key is known to the server, and another one is not.
struct Lab {
    provider: Provider,
    host: Connector,
    pem: String,
}

impl Lab {
    fn new() -> Self {
        let known = NewKey::new("known").create().unwrap();
        let provider = Provider::start(&known.certificate().to_pem().unwrap());
        let host = host_routed_to(&provider.address(), None, &std::sync::Arc::default());
        Self {
            provider,
            host,
            pem: known.to_pem().unwrap().to_string(),
        }
    }

    fn keys(&self) -> SoftwareKeys {
        SoftwareKeys::new()
            .with("known", SoftwareKey::open(self.pem.as_bytes(), None, None).unwrap())
            .with("unknown", NewKey::new("unknown").create().unwrap())
    }

    fn host(&self, stores: Stores) -> Connector {
        self.host.for_tenant(Tenant::new("peers", stores))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_signs_in_with_ps256_and_with_rs256() {
    let lab = Lab::new();
    let mut ids = Vec::new();
    for (client, algorithm, stores) in [
        (PS256, "PS256", Stores::new().keys(lab.keys())),
        (RS256, "RS256", Stores::new().keys(Rs256Only(lab.keys()))),
    ] {
        let host = lab.host(stores);
        // Twice: the server takes an assertion once.
        for _ in 0..2 {
            let connected = host.connect(&connection(client, key("known"))).await;
            connected.unwrap_or_else(|error| panic!("{algorithm}: {error}, {:?}", error.detail()));
            let mut granted = lab.provider.next();
            ids.push(granted["assertion"]["jti"].take());
            let expected = json!({
                "alg": algorithm, "typ": "JWT", "lifetime": 600, "jti": null,
                "sha1": algorithm == "RS256", "sha256": algorithm == "PS256",
            });
            assert_eq!(granted, json!({ "granted": client, "assertion": expected }));
        }
        let refused = host.connect(&connection(client, key("unknown"))).await.unwrap_err();
        assert_eq!(case(&refused).0, "permanent-unauthorized", "{refused}");
        assert_eq!(lab.provider.next()["refused"], "invalid_client");
    }
    ids.sort_by_key(Value::to_string);
    ids.dedup();
    assert_eq!(ids.len(), 4, "each assertion has an ID of its own: {ids:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_secret_signs_in_by_post() {
    let lab = Lab::new();
    let secrets = MemorySecrets::with([
        ("right", "abc8Q~not.a real+secret&=%"),
        ("wrong", "abc8Q~not.a real+secret&="),
    ]);
    let host = lab.host(Stores::new().secrets(secrets));
    let sign_in = |name: &str| connection(SECRET, Credential::ClientSecret(name.to_owned()));
    host.connect(&sign_in("right")).await.unwrap();
    assert_eq!(lab.provider.next(), json!({ "granted": SECRET, "assertion": null }));
    let refused = host.connect(&sign_in("wrong")).await.unwrap_err();
    assert_eq!(case(&refused).0, "permanent-unauthorized", "{refused}");
    assert_eq!(lab.provider.next()["refused"], "invalid_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_is_read_from_its_file_and_sent_as_it_is() {
    let lab = Lab::new();
    let file = AssertionSource::file(lab.provider.path("assertion.jwt"));
    let secrets = AssertionSources::over(MemorySecrets::default()).with("workload", file);
    let host = lab.host(Stores::new().secrets(secrets));
    let connection = connection(FEDERATED, Credential::FederatedAssertion("workload".to_owned()));
    host.connect(&connection).await.unwrap();
    assert_eq!(lab.provider.next(), json!({ "granted": FEDERATED, "assertion": null }));
    let again = host.connect(&connection).await.unwrap_err();
    assert_eq!(case(&again).0, "permanent-unauthorized", "the server takes it once");
    assert_eq!(lab.provider.next()["refused"], "invalid_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_credential_signs_in_when_the_first_is_refused() {
    let lab = Lab::new();
    let rotating = Connection {
        next_credential: Some(key("known")),
        ..connection(PS256, key("unknown"))
    };
    let host = lab.host(Stores::new().keys(lab.keys()));
    let connected = host.connect(&rotating).await.unwrap();
    assert_eq!(lab.provider.next()["refused"], "invalid_client");
    assert_eq!(lab.provider.next()["granted"], PS256);
    let codes: Vec<_> = connected.notices.iter().map(|notice| notice.code.as_str()).collect();
    assert!(codes.contains(&"next-credential-used"), "{codes:?}");
}
