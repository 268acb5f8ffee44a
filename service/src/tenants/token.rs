//! Bearer tokens, kept as their SHA-256 digests.

use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The SHA-256 digest of a bearer token, or of a client certificate in DER. Whoever reads it cannot use it as a token.
#[derive(Clone, Copy)]
pub struct Sha256Digest([u8; 32]);

/// A text that is no digest.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "a digest is the 64 hexadecimal digits of a SHA-256, such as `printf %s TOKEN | sha256sum` or `openssl x509 -fingerprint -sha256` print"
)]
pub struct DigestError;

/// Fewest characters of a token: 128 random bits in hexadecimal.
const TOKEN_CHARS: usize = 32;

/// A bearer token.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Token(String);

/// A text that is no token.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "the first line is no token of at least {TOKEN_CHARS} characters of ASCII without spaces; make one with `openssl rand -hex 32`"
)]
pub struct NoToken;

impl Token {
    /// Makes a new token: 244 random bits in hexadecimal.
    #[must_use]
    pub fn random() -> Self {
        Self(format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()))
    }

    /// Takes the first line of a text as a token.
    ///
    /// # Errors
    /// [`NoToken`] if it is short, or has other characters than a header can hold.
    pub fn first_line(text: &str) -> Result<Self, NoToken> {
        let line = text.lines().next().unwrap_or_default().trim();
        let is_sendable = line.bytes().all(|byte| byte.is_ascii_graphic());
        if line.len() < TOKEN_CHARS || !is_sendable {
            return Err(NoToken);
        }
        Ok(Self(line.to_owned()))
    }

    /// Returns the token itself: hand it to its tenant, and show it to nobody else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns its digest.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::of(self.0.as_bytes())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Sha256Digest {
    /// Returns the digest of a token, or of a certificate in DER.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Compares in constant time.
    pub(crate) fn is_equal(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl FromStr for Sha256Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        // openssl writes colons between the bytes.
        let digits = text.replace(':', "");
        let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let byte = |pair: &[u8; 2]| Some(digit(pair[0])? * 16 + digit(pair[1])?);
        let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
        let bytes = bytes.filter(|_| rest.is_empty()).ok_or(DigestError)?;
        bytes.try_into().map(Self).map_err(|_| DigestError)
    }
}

impl fmt::Debug for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sha256Digest(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_fit_into_a_header() {
        let token = Token::random();
        assert_eq!(token.expose().len(), 64);
        assert!(!format!("{token:?}").contains(token.expose()));
        assert!(
            Token::first_line(&format!(" {}\r\nmore", token.expose()))
                .unwrap()
                .digest()
                .is_equal(&token.digest())
        );
        for other in [
            "",
            "short",
            &"a b".repeat(20),
            &"é".repeat(40),
            "\n0123456789abcdef0123456789abcdef",
        ] {
            assert_eq!(Token::first_line(other).map(drop).unwrap_err(), NoToken, "{other}");
        }
    }

    #[test]
    fn digests_as_sha256sum_prints_them() {
        // FIPS 180-2, B.1.
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert!(
            digest
                .parse::<Sha256Digest>()
                .unwrap()
                .is_equal(&Sha256Digest::of(b"abc"))
        );
        assert!(digest.to_uppercase().parse::<Sha256Digest>().is_ok());
        let pairs: Vec<_> = digest
            .as_bytes()
            .chunks(2)
            .map(|pair| std::str::from_utf8(pair).unwrap())
            .collect();
        assert!(
            pairs
                .join(":")
                .parse::<Sha256Digest>()
                .unwrap()
                .is_equal(&Sha256Digest::of(b"abc"))
        );
        assert!(!Sha256Digest::of(b"abd").is_equal(&Sha256Digest::of(b"abc")));
        for other in [
            "",
            "abc",
            &digest[1..],
            &format!("{digest}0"),
            &digest.replace('b', "g"),
        ] {
            assert_eq!(other.parse::<Sha256Digest>().map(drop), Err(DigestError), "{other}");
        }
    }
}
