//! Bearer tokens, kept as their SHA-256 digests.

use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;
use uuid::Uuid;

/// The SHA-256 digest of a bearer token. Whoever reads it cannot use it as a token.
#[derive(Clone, Copy)]
pub struct TokenDigest([u8; 32]);

/// A text that is no digest.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a token's digest is the 64 hexadecimal digits of its SHA-256, such as `printf %s TOKEN | sha256sum` prints")]
pub struct TokenError;

/// Makes a new token: 244 random bits in hexadecimal.
#[must_use]
pub fn new_token() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

impl TokenDigest {
    /// Returns the digest of a token.
    #[must_use]
    pub fn of(token: &[u8]) -> Self {
        Self(Sha256::digest(token).into())
    }

    /// Compares in constant time.
    pub(crate) fn is_equal(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl FromStr for TokenDigest {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let byte = |pair: &[u8; 2]| Some(digit(pair[0])? * 16 + digit(pair[1])?);
        let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
        let bytes = bytes.filter(|_| rest.is_empty()).ok_or(TokenError)?;
        bytes.try_into().map(Self).map_err(|_| TokenError)
    }
}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenDigest(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_as_sha256sum_prints_them() {
        // FIPS 180-2, B.1.
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert!(
            digest
                .parse::<TokenDigest>()
                .unwrap()
                .is_equal(&TokenDigest::of(b"abc"))
        );
        assert!(digest.to_uppercase().parse::<TokenDigest>().is_ok());
        assert!(!TokenDigest::of(b"abd").is_equal(&TokenDigest::of(b"abc")));
        for other in [
            "",
            "abc",
            &digest[1..],
            &format!("{digest}0"),
            &digest.replace('b', "g"),
        ] {
            assert_eq!(other.parse::<TokenDigest>().map(drop), Err(TokenError), "{other}");
        }
    }
}
