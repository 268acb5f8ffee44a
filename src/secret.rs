//! Types for secrets. Their `Debug` is redacted, and they have neither `Display` nor `Serialize`. The value is returned only by
//! a method that a reader can search for.

use std::fmt;

use url::{Position, Url};

use crate::limits::TOKEN_BYTES;

macro_rules! redacted_debug {
    ($name:ident) => {
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    };
}

/// A client secret from the host's secret store: the Value, or an engine's placeholder for it. It is opaque.
#[derive(Clone)]
pub struct ClientSecret(String);

impl ClientSecret {
    /// Wraps a stored value.
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(value)
    }

    /// Returns the value. It may go into the body of a token request and nowhere else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl ClientSecret {
    /// Returns whether quotation marks stand around the value, as around a string in a file or a shell. Entra's Values have letters,
    /// digits and `~ . _ -`.
    #[must_use]
    pub fn is_quoted(&self) -> bool {
        const QUOTES: [char; 9] = ['"', '\'', '`', '“', '”', '„', '‘', '’', '«'];
        let value = self.0.trim();
        value.len() > 1 && value.starts_with(QUOTES) && (value.ends_with(QUOTES) || value.ends_with('»'))
    }

    /// Returns whether the value contains a character that nobody sees and that is no space: a byte order mark, a zero-width space, a
    /// mark of direction, or a control character. Web pages and documents bring them along.
    #[must_use]
    pub fn has_invisible_character(&self) -> bool {
        self.0.trim().chars().any(|c| {
            c.is_control()
                || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        })
    }

    /// Returns whether the value begins as a line of a settings file: `NAME=` with a name of capital letters, digits and underscores.
    #[must_use]
    pub fn is_assignment(&self) -> bool {
        let name = self
            .0
            .trim()
            .trim_start_matches("export ")
            .split_once('=')
            .map(|(name, _)| name.trim());
        name.is_some_and(|name| {
            name.len() > 2
                && name.starts_with(|c: char| c.is_ascii_uppercase())
                && name
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        })
    }
}

redacted_debug!(ClientSecret);

/// A client assertion (RFC 7521): a JWT that the host's key signed, or the token of another identity provider as it is stored. It
/// is opaque.
#[derive(Clone)]
pub struct ClientAssertion(String);

impl ClientAssertion {
    /// Wraps an assertion.
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(value)
    }

    /// Returns the assertion. It may go into the body of a token request and nowhere else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

redacted_debug!(ClientAssertion);

/// An access token.
#[derive(Clone)]
pub struct AccessToken(String);

impl AccessToken {
    /// Wraps a token. Returns `None` if it cannot stand in an `Authorization` header: it is empty, longer than [`TOKEN_BYTES`], or has
    /// something else than visible ASCII (RFC 6750 §2.1 allows less). What a service returns and what a host's store holds is
    /// checked alike: a token in the store that fits no header would end every call until somebody removed it.
    #[must_use]
    pub fn new(value: String) -> Option<Self> {
        let is_usable = !value.is_empty() && value.len() <= TOKEN_BYTES && value.bytes().all(|b| b.is_ascii_graphic());
        is_usable.then_some(Self(value))
    }

    /// Returns the token. It may go into an `Authorization` header and into the host's secret store, and nowhere else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

redacted_debug!(AccessToken);

/// URL of an upload session. Its path and query hold a token.
#[derive(Clone)]
pub struct UploadUrl {
    host: &'static str,
    path: String,
}

impl UploadUrl {
    /// Parses a URL. Returns `None` unless it is an https URL with a path, without port and user, on one of `hosts`.
    #[must_use]
    pub fn parse(text: &str, hosts: &[&'static str]) -> Option<Self> {
        // `Url` drops line breaks and encodes spaces. A URL with such characters is not one that Graph sent.
        if !text.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        let url = Url::parse(text).ok()?;
        let host = hosts.iter().find(|known| Some(**known) == url.host_str())?;
        let has_user = !url.username().is_empty() || url.password().is_some();
        if url.scheme() != "https" || url.port().is_some() || has_user || url.path() == "/" {
            return None;
        }
        Some(Self {
            host,
            path: url[Position::BeforePath..Position::AfterQuery].to_owned(),
        })
    }

    /// Returns the host.
    #[must_use]
    pub fn host(&self) -> &'static str {
        self.host
    }

    /// Returns path and query. They may go into a request to this host, and nowhere else.
    #[must_use]
    pub fn reveal_path(&self) -> &str {
        &self.path
    }
}

redacted_debug!(UploadUrl);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_redacted() {
        let shown = format!(
            "{:?} {:?}",
            ClientSecret::new("marker-1".into()),
            AccessToken::new("marker-2".into()).unwrap()
        );
        assert_eq!(shown, "ClientSecret([redacted]) AccessToken([redacted])");
    }

    #[test]
    fn an_access_token_fits_a_header() {
        let longest = "t".repeat(TOKEN_BYTES);
        assert!(AccessToken::new(longest.clone()).is_some());
        for unusable in [
            longest + "t",
            String::new(),
            "a b".into(),
            "a\r\nb".into(),
            "é".into(),
            "\u{7f}".into(),
        ] {
            assert!(AccessToken::new(unusable.clone()).is_none(), "{unusable:?}");
        }
    }

    #[test]
    fn what_is_pasted_along_with_a_value() {
        let shape = |value: &str| {
            let secret = ClientSecret::new(value.to_owned());
            (
                secret.is_quoted(),
                secret.has_invisible_character(),
                secret.is_assignment(),
            )
        };
        for (value, expected) in [
            ("abc8Q~not.a.real.secret_value-0123456789", (false, false, false)),
            (" abc8Q~not.a.real\n", (false, false, false)),
            ("s3cret~+&= %marker", (false, false, false)),
            ("\"abc8Q~x\"", (true, false, false)),
            ("'abc8Q~x'\n", (true, false, false)),
            ("“abc8Q~x”", (true, false, false)),
            ("\"", (false, false, false)),
            ("\u{feff}abc8Q~x", (false, true, false)),
            ("abc8Q~x\u{200b}", (false, true, false)),
            ("abc8Q~\u{0}x", (false, true, false)),
            ("CLIENT_SECRET=abc8Q~x", (false, false, true)),
            ("export AZURE_CLIENT_SECRET=abc8Q~x", (false, false, true)),
            ("aBC=abc8Q~x", (false, false, false)),
            ("", (false, false, false)),
        ] {
            assert_eq!(shape(value), expected, "{value:?}");
        }
    }

    #[test]
    fn upload_urls_are_on_known_hosts_only() {
        let hosts = &["outlook.office.com"];
        let url = UploadUrl::parse("https://Outlook.office.com/api/x('y')?authtoken=marker", hosts).unwrap();
        assert_eq!(
            (url.host(), url.reveal_path()),
            ("outlook.office.com", "/api/x('y')?authtoken=marker")
        );
        assert_eq!(format!("{url:?}"), "UploadUrl([redacted])");
        for bad in [
            "http://outlook.office.com/x",
            "https://outlook.office.com",
            "https://outlook.office.com:8443/x",
            "https://outlook.office.com@evil.example/x",
            "https://evil.example/outlook.office.com/",
            "https://evil.example\\@outlook.office.com/x",
            "https:outlook.office.com.evil.example/x",
            "https://outlook.office.com%2eevil.example/x",
            "//outlook.office.com/x",
            "https://outlook.office.com/x y",
            "https://outlook.office.com/x\r\nhost: y",
            "",
        ] {
            assert!(UploadUrl::parse(bad, hosts).is_none(), "{bad}");
        }
    }
}
