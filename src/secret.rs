//! Types for secrets. Their `Debug` is redacted, and they have neither `Display` nor `Serialize`. The value is returned only by
//! a method that a reader can search for.

use std::fmt;

use url::{Position, Url};

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
            AccessToken::new("marker-2".into())
        );
        assert_eq!(shown, "ClientSecret([redacted]) AccessToken([redacted])");
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
