//! Names in the stores of the host: of secrets and of attachments.

use super::text;
use crate::{connection::CACHE_PREFIX, field_problem::field_problems, limits::STORE_NAME_CHARS, violation::Violation};

/// Checks a name in one of the host's stores. `fix` is that of the field.
///
/// `~` is not allowed on purpose: nearly every client secret contains it and no sensible name does, so that the check catches the
/// Value of a secret that was pasted as its name.
pub fn check(name: &str, fix: &'static str) -> Result<String, Violation> {
    let name = name.trim();
    text::not_empty(name, fix)?;
    text::at_most(name, STORE_NAME_CHARS)?;
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/:".contains(&b)) {
        return Err(field_problems::STORE_NAME_CHARACTER.violated_with(fix, &[]));
    }
    if name.starts_with(CACHE_PREFIX) {
        return Err(field_problems::STORE_NAME_RESERVED.violated_with(fix, &[]));
    }
    Ok(name.to_owned())
}
