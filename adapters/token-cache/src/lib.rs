//! Access tokens in `wasi:keyvalue/store`, so that the instances of a cluster share them: without it, each call that signs in requests a
//! token. The adapter stands between the connector and another `secret-store`, which it asks for everything else.
//!
//! The engine chooses the store behind the bucket `outlook-connector`. Whoever can read it can send mail until the tokens expire, within
//! about an hour: give each tenant a store of its own.

// Native linkers refuse the names of WIT exports: they hold colons.
#![cfg(any(target_arch = "wasm32", clippy))]

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod bindings {
    wit_bindgen::generate!({
        inline: "package outlook:token-cache;
            world adapter {
                import wasi:clocks/wall-clock@0.2.12;
                import wasi:keyvalue/store@0.2.0-draft;
                import outlook:connector/secret-store@0.1.0;
                export outlook:connector/secret-store@0.1.0;
            }",
        path: ["wit", "../../wit"],
        generate_all,
    });

    use super::Adapter;

    export!(Adapter);
}

use bindings::{
    exports::outlook::connector::secret_store::{Guest, Secret, StoreError},
    outlook::connector::secret_store as inner,
    wasi::{
        clocks::wall_clock,
        keyvalue::store::{self, Bucket},
    },
};

const BUCKET: &str = "outlook-connector";

/// Names of the connector's own entries begin with this (`secret-store` in `wit/stores.wit`).
const PREFIX: &str = "cache:";

struct Adapter;

impl Guest for Adapter {
    fn get(name: String) -> Result<Option<Secret>, StoreError> {
        let Some(key) = key(&name) else {
            let secret = inner::get(&name).map_err(of_inner)?;
            return Ok(secret.map(|inner::Secret { value, expires_at }| Secret { value, expires_at }));
        };
        // A cache that does not work costs a token request and no mail.
        let entry = bucket().and_then(|bucket| bucket.get(&key).ok().flatten());
        Ok(entry.and_then(|entry| decode(&entry)).filter(is_valid))
    }

    fn put(name: String, secret: Secret) -> Result<(), StoreError> {
        let Some(key) = key(&name) else {
            let Secret { value, expires_at } = secret;
            return inner::put(&name, &inner::Secret { value, expires_at }).map_err(of_inner);
        };
        if let Some(bucket) = bucket() {
            let _ = bucket.set(&key, &encode(&secret));
        }
        Ok(())
    }

    fn delete(name: String) -> Result<(), StoreError> {
        let Some(key) = key(&name) else {
            return inner::delete(&name).map_err(of_inner);
        };
        // A token that Microsoft refused must not come back.
        match bucket().map(|bucket| bucket.delete(&key)) {
            Some(Err(_)) => Err(StoreError::Unavailable(
                "the engine's key-value store failed".to_owned(),
            )),
            _ => Ok(()),
        }
    }
}

/// Opens the bucket. Engines with one store alone give it an empty name.
fn bucket() -> Option<Bucket> {
    store::open(BUCKET).or_else(|_| store::open("")).ok()
}

/// Returns the key of a cache entry. `None` for every other name. Keys hold what every store allows (NATS: letters, digits and `-_=./`).
fn key(name: &str) -> Option<String> {
    let name = name.strip_prefix(PREFIX)?;
    let mut key = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            key.push(char::from(byte));
        } else {
            key.push_str(&format!("={byte:02x}"));
        }
    }
    Some(key)
}

/// Writes an entry: the time of expiry in digits, a line end, and the value.
fn encode(secret: &Secret) -> Vec<u8> {
    let expires_at = secret.expires_at.map(|time| time.to_string()).unwrap_or_default();
    format!("{expires_at}\n{}", secret.value).into_bytes()
}

/// Reads an entry. Returns `None` if it is none of ours.
fn decode(entry: &[u8]) -> Option<Secret> {
    let (expires_at, value) = std::str::from_utf8(entry).ok()?.split_once('\n')?;
    Some(Secret {
        value: value.to_owned(),
        expires_at: match expires_at {
            "" => None,
            time => Some(time.parse().ok()?),
        },
    })
}

fn is_valid(secret: &Secret) -> bool {
    secret.expires_at.is_none_or(|time| time > wall_clock::now().seconds)
}

fn of_inner(error: inner::StoreError) -> StoreError {
    match error {
        inner::StoreError::Denied(why) => StoreError::Denied(why),
        inner::StoreError::Unavailable(why) => StoreError::Unavailable(why),
    }
}
