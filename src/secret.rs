//! Secrets are types: `Debug` is redacted, there is no `Display` and no `Serialize`, and the value is reached only through a
//! method that a reader can search for.

use std::fmt;

macro_rules! redacted_debug {
    ($name:ident) => {
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    };
}

/// A client secret as the host's store gave it: the Value, or an engine's placeholder for it. Opaque.
#[derive(Clone)]
pub struct ClientSecret(String);

impl ClientSecret {
    /// Wraps a stored value.
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(value)
    }

    /// Reveals the value. It may go into the body of a token request and nowhere else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

redacted_debug!(ClientSecret);

/// An access token.
#[derive(Clone)]
pub struct AccessToken(String);

impl AccessToken {
    /// Wraps a token.
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(value)
    }

    /// Reveals the token. It may go into an `Authorization` header and into the host's secret store, and nowhere else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

redacted_debug!(AccessToken);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!(
            "{:?} {:?}",
            ClientSecret::new("marker-1".into()),
            AccessToken::new("marker-2".into())
        );
        assert_eq!(shown, "ClientSecret([redacted]) AccessToken([redacted])");
    }
}
