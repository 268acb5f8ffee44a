//! Candidates for completion, which a shell asks for while a person types. A store that is locked by a passphrase has none.

use clap_complete::CompletionCandidate;
use outlook_host::stores::sealed::{KeyKind, KeySource, SealedKeys, SealedSecrets};

use crate::{connections::Connections, context, sources::Sources};

/// Names of the connections.
pub fn connections() -> Vec<CompletionCandidate> {
    let Ok((config, _)) = context::folders(None) else {
        return Vec::new();
    };
    candidates(Connections::in_dir(&config).names())
}

/// Names of the secrets, and of what is read from elsewhere.
pub fn secrets() -> Vec<CompletionCandidate> {
    let Some(store) = store() else { return Vec::new() };
    let sources = Sources::of(&store).list().unwrap_or_default();
    let secrets = store.list().unwrap_or_default();
    let names = secrets.into_iter().map(|secret| secret.name);
    candidates(names.chain(sources.into_iter().map(|(name, _)| name)))
}

/// Names of the keys.
pub fn keys() -> Vec<CompletionCandidate> {
    let Some(store) = store() else { return Vec::new() };
    candidates(SealedKeys::of(&store).names().unwrap_or_default())
}

fn store() -> Option<SealedSecrets> {
    let dir = context::secrets_dir(&context::folders(None).ok()?.0);
    match SealedSecrets::key_kind(&dir) {
        Ok(Some(KeyKind::KeyFile)) => SealedSecrets::open(&dir, &KeySource::KeyFile).ok(),
        _ => None,
    }
}

fn candidates(names: impl IntoIterator<Item = String>) -> Vec<CompletionCandidate> {
    names.into_iter().map(CompletionCandidate::new).collect()
}
