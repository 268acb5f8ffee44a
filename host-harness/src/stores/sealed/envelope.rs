//! The file format: one line of JSON that anyone may read, then a nonce and the sealed entries.
//!
//! The line describes how to get the key. It is authenticated together with the entries, so that nobody can swap the line or the
//! two files. `key_check` distinguishes a wrong key from damage.

use std::path::Path;

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    Entries, Entry, SealedError,
    key::{KeyDescriptor, StoreKey},
};
use crate::{
    stores::StoredSecret,
    time::{from_unix_seconds, unix_seconds},
};

const FORMAT: &str = "outlook-host sealed store";
const VERSION: u64 = 1;
const NONCE_BYTES: usize = 24;

/// The kind of entries in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Content {
    Secrets,
    Host,
    Cache,
}

impl Content {
    pub(super) fn file_name(self) -> &'static str {
        match self {
            Self::Secrets => "secrets.sealed",
            Self::Host => "host.sealed",
            Self::Cache => "cache.sealed",
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Header {
    format: String,
    version: u64,
    content: Content,
    pub(super) key: KeyDescriptor,
    key_check: String,
}

/// An entry as it is written. It exists only within a buffer that is wiped.
#[derive(Serialize, Deserialize)]
struct Wire<T> {
    value: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stored_at: Option<u64>,
}

fn split<'a>(path: &Path, bytes: &'a [u8]) -> Result<(&'a [u8], &'a [u8]), SealedError> {
    let corrupt = || SealedError::Corrupt(path.to_owned());
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(corrupt)?;
    bytes.split_at_checked(end + 1).ok_or_else(corrupt)
}

/// Reads the first line.
pub(super) fn header(path: &Path, bytes: &[u8], content: Content) -> Result<Header, SealedError> {
    #[derive(Deserialize)]
    struct Version {
        format: String,
        version: u64,
    }
    let corrupt = || SealedError::Corrupt(path.to_owned());
    let (line, _) = split(path, bytes)?;
    let version: Version = serde_json::from_slice(line).map_err(|_| corrupt())?;
    if version.format != FORMAT {
        return Err(corrupt());
    }
    if version.version > VERSION {
        return Err(SealedError::NewerFormat {
            path: path.to_owned(),
            version: version.version,
        });
    }
    let header: Header = serde_json::from_slice(line).map_err(|_| corrupt())?;
    if header.content == content {
        Ok(header)
    } else {
        Err(corrupt())
    }
}

pub(super) fn open(path: &Path, bytes: &[u8], content: Content, key: &StoreKey) -> Result<Entries, SealedError> {
    let corrupt = || SealedError::Corrupt(path.to_owned());
    let header = header(path, bytes, content)?;
    if header.key_check != key.check() {
        return Err(SealedError::WrongKey {
            path: path.to_owned(),
            hint: header.key.hint(),
        });
    }
    let (line, sealed) = split(path, bytes)?;
    let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES).ok_or_else(corrupt)?;
    let nonce = XNonce::try_from(nonce).map_err(|_| corrupt())?;
    let cipher = XChaCha20Poly1305::new(key.bytes().into());
    let plain = cipher
        .decrypt(&nonce, Payload { msg: sealed, aad: line })
        .map_err(|_| corrupt())?;
    let plain = Zeroizing::new(plain);
    let entries: std::collections::BTreeMap<String, Wire<String>> =
        serde_json::from_slice(&plain).map_err(|_| corrupt())?;
    Ok(entries
        .into_iter()
        .map(|(name, wire)| {
            let expires_at = wire.expires_at.and_then(from_unix_seconds);
            let entry = Entry {
                secret: StoredSecret::new(wire.value).with_expiry(expires_at),
                stored_at: wire.stored_at.and_then(from_unix_seconds),
            };
            (name, entry)
        })
        .collect())
}

pub(super) fn seal(entries: &Entries, content: Content, key: &StoreKey) -> Result<Vec<u8>, SealedError> {
    let unexpected = |what: &str| SealedError::Key(format!("cannot seal: {what}"));
    let wire: std::collections::BTreeMap<&str, Wire<&str>> = entries
        .iter()
        .map(|(name, entry)| {
            (
                name.as_str(),
                Wire {
                    value: entry.secret.expose(),
                    expires_at: entry.secret.expires_at().map(unix_seconds),
                    stored_at: entry.stored_at.map(unix_seconds),
                },
            )
        })
        .collect();
    // Enough room that the buffer never moves and leaves a copy behind. A JSON escape takes up to six bytes for one.
    let room = entries
        .iter()
        .map(|(name, entry)| 6 * (name.len() + entry.secret.expose().len()) + 96)
        .sum::<usize>()
        + 64;
    let mut plain = Zeroizing::new(Vec::with_capacity(room));
    serde_json::to_writer(&mut *plain, &wire).map_err(|_| unexpected("entries"))?;

    let header = Header {
        format: FORMAT.to_owned(),
        version: VERSION,
        content,
        key: key.descriptor().clone(),
        key_check: key.check().to_owned(),
    };
    let mut sealed = serde_json::to_vec(&header).map_err(|_| unexpected("header"))?;
    sealed.push(b'\n');
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(|_| unexpected("no randomness"))?;
    let cipher = XChaCha20Poly1305::new(key.bytes().into());
    let text = cipher
        .encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: &plain,
                aad: &sealed,
            },
        )
        .map_err(|_| unexpected("encryption"))?;
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&text);
    Ok(sealed)
}
