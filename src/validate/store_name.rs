//! Names in the stores of the host: of secrets and of attachments.

use super::text;
use crate::{connection::CACHE_PREFIX, limits::STORE_NAME_CHARS, violation::Violation};

/// Checks a name in one of the host's stores.
///
/// `~` is not allowed on purpose: nearly every client secret contains it and no sensible name does, so that the check catches the
/// Value of a secret that was pasted as its name.
pub fn check(name: &str, fix: &str) -> Result<String, Violation> {
    let name = name.trim();
    text::not_empty(name, fix)?;
    text::at_most(name, STORE_NAME_CHARS)?;
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/:".contains(&b)) {
        return Err(Violation::new(
            "store-name",
            "It contains a character that a name cannot have. It may be the secret itself.",
            fix,
        ));
    }
    if name.starts_with(CACHE_PREFIX) {
        return Err(Violation::new(
            "store-name",
            "Names that begin with cache: belong to the connector.",
            fix,
        ));
    }
    Ok(name.to_owned())
}
