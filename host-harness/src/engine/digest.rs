//! The digest that pins a component.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// SHA-256 of a component's bytes. A host that pins it runs this component and no other.
///
/// As text it is `sha256:` and 64 hexadecimal digits, as in OCI descriptors. The prefix may be left out.
///
/// ```
/// # use outlook_host::ComponentDigest;
/// let digest: ComponentDigest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".parse()?;
/// # Ok::<(), outlook_host::DigestError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ComponentDigest([u8; 32]);

/// Why a text is no digest.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("it is no SHA-256: type sha256: and 64 hexadecimal digits, as `sha256sum` prints them")]
pub struct DigestError(());

impl ComponentDigest {
    /// Wraps the 32 bytes of a SHA-256.
    #[must_use]
    pub fn from_sha256(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl FromStr for ComponentDigest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let hex = text.trim();
        let hex = hex.strip_prefix("sha256:").unwrap_or(hex).as_bytes();
        let mut bytes = [0; 32];
        if hex.len() != 2 * bytes.len() {
            return Err(DigestError(()));
        }
        for (byte, digits) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            let digit = |digit: u8| char::from(digit).to_digit(16).ok_or(DigestError(()));
            let value = digit(digits[0])? * 16 + digit(digits[1])?;
            *byte = u8::try_from(value).map_err(|_| DigestError(()))?;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for ComponentDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ComponentDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ComponentDigest({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_read_and_written() {
        let hex = "00ff86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a";
        for text in [
            hex.to_owned(),
            format!("sha256:{hex}"),
            format!(" {}\n", hex.to_uppercase()),
        ] {
            let digest: ComponentDigest = text.parse().unwrap();
            assert_eq!(digest.to_string(), format!("sha256:{hex}"));
        }
        for bad in [
            "",
            "sha256:",
            "sha512:00",
            &hex[1..],
            &format!("{hex}0"),
            &hex.replace('f', "g"),
            &"é".repeat(32),
        ] {
            assert!(bad.parse::<ComponentDigest>().is_err(), "{bad}");
        }
    }
}
