//! Sign-in with a certificate or a federated token, and the rotation of credentials.

mod assertions;
mod refusals;
mod rotation;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use outlook_connector::{
    contract::{Connection, Credential, Mail, Receipt},
    host::{Certificate, KeyError},
};
use serde_json::{Value, json};

use crate::{
    connection, message, no_patience,
    script::{Answer, NOW, Script, answer},
};

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

fn refused(code: u32) -> Answer {
    let body = json!({
        "error": "invalid_client",
        "error_description": format!("AADSTS{code}: Refused."),
        "error_codes": [code],
    });
    answer(401, body.to_string())
}
