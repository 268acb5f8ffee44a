//! Names of secrets.

use thiserror::Error;

use crate::stores::CACHE_PREFIX;

/// Most bytes of a name. Names stand in lists and in connections, and people type them.
const MOST_BYTES: usize = 128;

/// Why a name is no name of a secret. It does not repeat the name, which may be a value in the wrong place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SecretNameError {
    /// The connector's own.
    #[error("names that begin with {CACHE_PREFIX} belong to the connector")]
    Reserved,
    /// Empty, too long, or with spaces around it or control characters in it.
    #[error("a secret's name has 1 to {MOST_BYTES} characters, without spaces around it")]
    Form,
}

/// Checks a name that a person or a program chose for a secret.
///
/// # Errors
/// [`SecretNameError`] if the name cannot be used.
pub fn check_secret_name(name: &str) -> Result<(), SecretNameError> {
    if name.starts_with(CACHE_PREFIX) {
        return Err(SecretNameError::Reserved);
    }
    let is_form = name.trim() == name && (1..=MOST_BYTES).contains(&name.len()) && !name.chars().any(char::is_control);
    is_form.then_some(()).ok_or(SecretNameError::Form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_fit_into_a_list() {
        for name in ["a", "app of contoso", "größe", &"a".repeat(MOST_BYTES)] {
            assert_eq!(check_secret_name(name), Ok(()), "{name}");
        }
        for name in ["", " ", " a", "a ", "a\nb", &"a".repeat(MOST_BYTES + 1)] {
            assert_eq!(check_secret_name(name), Err(SecretNameError::Form), "{name:?}");
        }
        assert_eq!(check_secret_name("cache:a"), Err(SecretNameError::Reserved));
    }
}
