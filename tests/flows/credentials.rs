//! Sign-in with a certificate or a federated token, and the rotation of credentials.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use outlook_connector::{
    connect,
    contract::{Connection, Credential, StepStatus, TestOptions},
    host::{Certificate, KeyError, SecretStoreError},
    http::Method,
};
use serde_json::{Value, json};

use crate::{
    CLIENT, GRAPH, LOGIN, MAILBOX, PROBE_RESOURCE, SECRET, TENANT, cache_name, connection, expect_send, expect_token,
    message, no_patience, parts,
    script::{NOW, Script, answer},
    token_answer, token_path,
};
use outlook_connector::contract::{Mail, Receipt};

const EXPIRES: u64 = NOW + 365 * 86_400;

fn with(credential: Credential) -> Connection {
    Connection {
        credential,
        ..connection()
    }
}

fn certificate() -> Connection {
    with(Credential::Certificate("key".to_owned()))
}

fn federated() -> Connection {
    with(Credential::FederatedAssertion("workload".to_owned()))
}

/// A client secret, and another one that replaces it.
fn rotating() -> Connection {
    Connection {
        next_credential: Some(Credential::ClientSecret("outlook-2027".to_owned())),
        ..connection()
    }
}

/// A host with a key that signs with these algorithms. The signature is the algorithm's name.
fn host_with_key(algorithms: &'static [&'static str]) -> Script {
    let host = Script::new();
    let own = Certificate {
        sha256_thumbprint: vec![0xfb; 32],
        sha1_thumbprint: vec![0xfe; 20],
        not_after: EXPIRES,
    };
    host.keys.set("key", own, |algorithm, _| {
        if algorithms.contains(&algorithm) {
            Ok(algorithm.as_bytes().to_vec())
        } else {
            Err(KeyError::UnsupportedAlgorithm)
        }
    });
    host
}

fn send(host: &Script, connection: &Connection) -> Receipt {
    outlook_connector::send_mail(host, connection, Mail::Message(message()), &no_patience()).unwrap()
}

/// The parameters of a token request.
fn form(body: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

fn parameter(body: &[u8], name: &str) -> String {
    let form = form(body);
    form.into_iter().find(|(own, _)| own == name).unwrap().1
}

/// Header, claims and signature of a client assertion.
fn decoded(assertion: &str) -> (Value, Value, Vec<u8>) {
    let [header, claims, signature] = assertion
        .split('.')
        .map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap())
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    let json = |part: &[u8]| serde_json::from_slice(part).unwrap();
    (json(&header), json(&claims), signature)
}

fn refused(code: u32) -> crate::script::Answer {
    let body = json!({
        "error": "invalid_client",
        "error_description": format!("AADSTS{code}: Refused."),
        "error_codes": [code],
    });
    answer(401, body.to_string())
}

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

#[test]
fn the_next_credential_signs_in_when_the_first_is_refused() {
    for code in [7_000_215, 7_000_222] {
        let host = Script::new();
        host.secrets.set("outlook-2027", "next");
        expect_token(&host, refused(code));
        expect_token(&host, token_answer(3599));
        expect_send(&host, answer(202, ""));
        let receipt = send(&host, &rotating());
        assert_eq!(receipt.notices[0].code, "next-credential-used");
        // While its token lives, the refused credential is not tried again.
        expect_send(&host, answer(202, ""));
        assert!(send(&host, &rotating()).notices.is_empty());
        let sent = host.finish();
        let secrets: Vec<String> = sent[..2].iter().map(|r| parameter(&r.body, "client_secret")).collect();
        assert_eq!(secrets, [SECRET, "next"]);
        assert!(!host.secrets.contains(&cache_name()));
    }
}

#[test]
fn a_first_credential_that_the_store_no_longer_has_is_replaced_too() {
    let host = Script::new();
    host.secrets.clear();
    host.secrets.set("outlook-2027", "next");
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(202, ""));
    let notice = &send(&host, &rotating()).notices[0];
    assert!(
        notice.message.contains("holds no secret of this name"),
        "{}",
        notice.message
    );
    host.finish();
}

/// Only a refused credential is replaced. A host that may not read it, an app that is unknown and a service that is busy have
/// nothing to do with it.
#[test]
fn other_failures_do_not_try_the_next_credential() {
    let unknown_app =
        r#"{"error":"unauthorized_client","error_description":"AADSTS700016: Not found.","error_codes":[700016]}"#;
    for (status, body, case) in [
        (400, unknown_app, "permanent-unauthorized"),
        (429, "", "throttled"),
        (503, "", "transient"),
    ] {
        let host = Script::new();
        host.secrets.set("outlook-2027", "next");
        expect_token(&host, answer(status, body));
        assert_eq!(parts(connect(&host, &rotating()).unwrap_err()).0, case);
        host.finish();
    }
    for error in [
        SecretStoreError::Denied("no".to_owned()),
        SecretStoreError::Unavailable("down".to_owned()),
    ] {
        let host = Script::new();
        host.secrets.fail_to_get(error);
        connect(&host, &rotating()).unwrap_err();
        assert!(host.finish().is_empty());
    }
}

#[test]
fn two_refused_credentials_are_two_requests_and_one_error() {
    let host = Script::new();
    host.secrets.set("outlook-2027", "next");
    expect_token(&host, refused(7_000_222));
    expect_token(&host, refused(7_000_215));
    let (case, detail) = parts(connect(&host, &rotating()).unwrap_err());
    assert_eq!(
        (case, detail.code.as_str()),
        ("permanent-unauthorized", "client-secret-expired")
    );
    assert!(
        detail
            .message
            .ends_with("The next credential does not work either: Entra refused the client secret."),
        "{}",
        detail.message
    );
    host.finish();
}

#[test]
fn a_next_credential_that_is_throttled_may_still_work() {
    let host = Script::new();
    host.secrets.set("outlook-2027", "next");
    expect_token(&host, refused(7_000_222));
    expect_token(&host, answer(429, ""));
    assert_eq!(parts(connect(&host, &rotating()).unwrap_err()).0, "throttled");
    host.finish();
}

#[test]
fn a_test_tries_both_credentials() {
    for (second, warns) in [(token_answer(3599), false), (refused(7_000_215), true)] {
        let host = Script::new();
        host.secrets.set("outlook-2027", "next");
        expect_token(&host, token_answer(3599));
        expect_token(&host, second);
        let mailbox = MAILBOX.replace('@', "%40");
        host.expect(
            Method::Get,
            GRAPH,
            &format!("/v1.0/users/{mailbox}/mailFolders/drafts?$select=id"),
            answer(200, r#"{"id":"AAA"}"#),
        );
        host.expect(
            Method::Post,
            GRAPH,
            &format!("/v1.0/users/{mailbox}{PROBE_RESOURCE}"),
            answer(404, r#"{"error":{"code":"ErrorItemNotFound"}}"#),
        );
        let report = outlook_connector::test_connection(&host, &rotating(), &TestOptions::default());
        let token = &report.steps[1];
        assert_eq!(token.status == StepStatus::Warn, warns, "{token:?}");
        assert_eq!(
            token
                .notices
                .first()
                .is_some_and(|n| n.code == "next-credential-failed"),
            warns
        );
        assert_eq!(token.message, "Tenant ID, client ID and client secret are correct.");
        host.finish();
    }
}

/// The text is Entra's own: the token is never parsed.
#[test]
fn a_mismatch_names_what_entra_names() {
    for (code, text, cause, fix) in [
        (
            700_213,
            "No matching federated identity record found for presented assertion subject 'repo:contoso/mailer:ref:refs/heads/main'.",
            "federated-subject-mismatch",
            "to repo:contoso/mailer:ref:refs/heads/main,",
        ),
        (
            700_211,
            "No matching federated identity record found for presented assertion issuer 'https://contoso.example/'.",
            "federated-issuer-mismatch",
            "to https://contoso.example/.",
        ),
        (
            700_212,
            "No matching federated identity record found for presented assertion audience 'api://other'.",
            "federated-audience-mismatch",
            "to api://other.",
        ),
        (
            70_021,
            "No matching federated identity record found for presented assertion. Assertion Issuer: 'https://a//'. Assertion Subject: 's'.",
            "federated-issuer-mismatch",
            "to https://a//.",
        ),
        (
            700_213,
            "No matching federated identity record found for presented assertion subject '***'.",
            "federated-subject-mismatch",
            "to the claim sub of the token,",
        ),
        (
            700_024,
            "Client assertion is not within its valid time range.",
            "federated-token-expired",
            "for every token request",
        ),
    ] {
        let host = Script::new();
        host.secrets.set("workload", "h.c.s");
        let body = json!({
            "error": "invalid_client",
            "error_description": format!("AADSTS{code}: {text} Trace ID: 0"),
            "error_codes": [code],
        });
        expect_token(&host, answer(401, body.to_string()));
        let (case, detail) = parts(connect(&host, &federated()).unwrap_err());
        assert_eq!(
            (case, detail.causes[0].id.as_str()),
            ("permanent-unauthorized", cause),
            "{text}"
        );
        assert!(detail.causes[0].fix.contains(fix), "{}", detail.causes[0].fix);
        assert_eq!(detail.fields[0].field, "connection.credential.federated-assertion");
    }
}

#[test]
fn an_assertion_outside_its_time_is_the_engines_clock_if_the_connector_signed_it() {
    let host = host_with_key(&["PS256"]);
    expect_token(&host, refused(700_024));
    let (_, detail) = parts(connect(&host, &certificate()).unwrap_err());
    assert_eq!(detail.causes[0].id, "clock-skew");
}
