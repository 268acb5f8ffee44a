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

/// Where an upload session takes its bytes: the path and query hold a token of their own.
#[derive(Clone)]
pub struct UploadUrl {
    host: &'static str,
    path: String,
}

impl UploadUrl {
    /// Takes a URL apart. None, unless it is https, without port or user, and of one of `hosts`.
    #[must_use]
    pub fn parse(url: &str, hosts: &[&'static str]) -> Option<Self> {
        let rest = url.strip_prefix("https://")?;
        let (host, path) = rest.split_at_checked(rest.find('/')?)?;
        let host = hosts.iter().find(|known| known.eq_ignore_ascii_case(host))?;
        // What could end a request line is no URL.
        let sound = path.bytes().all(|b| b.is_ascii_graphic());
        sound.then(|| Self {
            host,
            path: path.to_owned(),
        })
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> &'static str {
        self.host
    }

    /// Reveals path and query. They may go into a request to that host, and nowhere else.
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
    fn debug_shows_no_secret() {
        let shown = format!(
            "{:?} {:?}",
            ClientSecret::new("marker-1".into()),
            AccessToken::new("marker-2".into())
        );
        assert_eq!(shown, "ClientSecret([redacted]) AccessToken([redacted])");
    }

    #[test]
    fn upload_urls_lead_to_known_hosts_only() {
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
            "https://outlook.office.com/x y",
            "https://outlook.office.com/x\r\nhost: y",
            "",
        ] {
            assert!(UploadUrl::parse(bad, hosts).is_none(), "{bad}");
        }
    }
}
