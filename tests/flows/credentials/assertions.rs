//! Client assertions: what is sent, and what a host that cannot sign leads to.

use super::*;
use crate::{CLIENT, LOGIN, TENANT, expect_send, expect_token, parts, token_answer, token_path};
use outlook_connector::connect;

#[test]
fn an_assertion_is_exactly_what_entra_documents() {
    for (algorithms, algorithm, thumbprint) in [
        (&["PS256", "RS256"][..], "PS256", ("x5t#S256", vec![0xfb; 32])),
        (&["RS256"][..], "RS256", ("x5t", vec![0xfe; 20])),
    ] {
        let host = host_with_key(algorithms);
        expect_token(&host, token_answer(3599));
        connect(&host, &certificate()).unwrap();
        let sent = host.finish();
        let names: Vec<String> = form(&sent[0].body).into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            [
                "grant_type",
                "client_id",
                "scope",
                "client_assertion_type",
                "client_assertion"
            ]
        );
        assert_eq!(
            parameter(&sent[0].body, "client_assertion_type"),
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        );
        let (header, claims, signature) = decoded(&parameter(&sent[0].body, "client_assertion"));
        let encoded = BASE64_URL_SAFE_NO_PAD.encode(thumbprint.1);
        assert_eq!(header, json!({ "alg": algorithm, "typ": "JWT", thumbprint.0: encoded }));
        assert_eq!(signature, algorithm.as_bytes());
        let id = claims["jti"].as_str().unwrap().to_owned();
        assert_eq!(id.len(), 36, "{id}");
        assert_eq!(
            claims,
            json!({
                "aud": format!("https://{LOGIN}{}", token_path()),
                "iss": CLIENT,
                "sub": CLIENT,
                "jti": id,
                "nbf": NOW,
                "iat": NOW,
                "exp": NOW + 600,
            })
        );
    }
}

#[test]
fn an_authority_without_ps256_gets_rs256_once() {
    let host = host_with_key(&["PS256", "RS256"]);
    expect_token(&host, refused(5_002_730));
    expect_token(&host, token_answer(3599));
    connect(&host, &certificate()).unwrap();
    let algorithms: Vec<Value> = host
        .finish()
        .iter()
        .map(|request| decoded(&parameter(&request.body, "client_assertion")).0["alg"].clone())
        .collect();
    assert_eq!(algorithms, ["PS256", "RS256"]);

    let host = host_with_key(&["PS256", "RS256"]);
    expect_token(&host, refused(5_002_730));
    expect_token(&host, refused(5_002_730));
    let (case, detail) = parts(connect(&host, &certificate()).unwrap_err());
    assert_eq!(
        (case, detail.code.as_str()),
        ("permanent-unauthorized", "assertion-malformed")
    );
    host.finish();
}

/// A token of another identity provider is opaque: it may be a placeholder. A file that holds it ends with a line break.
#[test]
fn a_federated_token_is_sent_as_it_is_and_read_for_each_request() {
    let host = Script::new();
    for token in ["not.a jwt&\n", "second"] {
        host.secrets.set("workload", token);
        expect_token(&host, token_answer(3599));
        connect(&host, &federated()).unwrap();
    }
    let sent = host.finish();
    let tokens: Vec<String> = sent.iter().map(|r| parameter(&r.body, "client_assertion")).collect();
    assert_eq!(tokens, ["not.a jwt&", "second"]);
}

#[test]
fn each_credential_has_a_cached_token_of_its_own() {
    for (connection, name) in [
        (
            certificate(),
            format!("cache:token/global/{TENANT}/{CLIENT}/certificate/key"),
        ),
        (
            federated(),
            format!("cache:token/global/{TENANT}/{CLIENT}/federated-assertion/workload"),
        ),
    ] {
        let host = host_with_key(&["PS256"]);
        host.secrets.set("workload", "token");
        expect_token(&host, token_answer(3599));
        expect_send(&host, answer(202, ""));
        expect_send(&host, answer(202, ""));
        send(&host, &connection);
        assert!(host.secrets.contains(&name), "{name}");
        send(&host, &connection);
        host.finish();
    }
}

#[test]
fn a_key_that_does_not_sign_is_told_before_any_request() {
    let cases = [
        (None, "permanent-invalid-input", "key-missing"),
        (Some(KeyError::NotFound), "permanent-invalid-input", "key-missing"),
        (
            Some(KeyError::UnsupportedAlgorithm),
            "permanent-invalid-input",
            "key-algorithm",
        ),
        (
            Some(KeyError::Denied("no".to_owned())),
            "permanent-unauthorized",
            "key-store-denied",
        ),
        (
            Some(KeyError::Unavailable("down".to_owned())),
            "transient",
            "key-store-unavailable",
        ),
    ];
    for (error, case, code) in cases {
        let host = Script::new();
        if let Some(error) = error {
            host.keys.fail(error);
        }
        let (got, detail) = parts(connect(&host, &certificate()).unwrap_err());
        let field = detail.fields.first();
        assert_eq!(
            (got, field.map_or(detail.code.as_str(), |field| &field.code)),
            (case, code)
        );
        if let Some(field) = field {
            assert_eq!(field.field, "connection.credential.certificate");
        }
        assert!(!detail.causes.is_empty() || field.is_some(), "{code}");
        assert!(host.finish().is_empty());
    }
}

#[test]
fn a_thumbprint_of_the_wrong_length_is_the_hosts_fault() {
    let host = Script::new();
    let wrong = Certificate {
        sha256_thumbprint: vec![1; 20],
        sha1_thumbprint: vec![1; 32],
        not_after: EXPIRES,
    };
    host.keys.set("key", wrong, |_, _| Ok(vec![1]));
    let (case, detail) = parts(connect(&host, &certificate()).unwrap_err());
    assert_eq!(case, "permanent-invalid-input");
    let [field] = &detail.fields[..] else { panic!() };
    assert_eq!(field.code, "key-thumbprint");
    assert!(field.message.contains("20 bytes"), "{}", field.message);
}

#[test]
fn a_missing_token_names_its_field() {
    let host = Script::new();
    let (case, detail) = parts(connect(&host, &federated()).unwrap_err());
    assert_eq!(case, "permanent-invalid-input");
    let [field] = &detail.fields[..] else { panic!() };
    assert_eq!(
        (field.field.as_str(), field.code.as_str()),
        ("connection.credential.federated-assertion", "token-missing")
    );
}

#[test]
fn the_certificate_says_when_it_expires() {
    for (days, code) in [
        (40, None),
        (30, Some("credential-expires-soon")),
        (6, Some("credential-expires-this-week")),
    ] {
        let host = host_with_key(&["PS256"]);
        host.set_now(EXPIRES - days * 86_400);
        expect_token(&host, token_answer(3599));
        let notices = connect(&host, &certificate()).unwrap().notices;
        assert_eq!(notices.first().map(|notice| notice.code.as_str()), code, "{days}");
    }
}
