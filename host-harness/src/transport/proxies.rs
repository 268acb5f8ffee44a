//! Proxies from the environment.

use std::env;

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use thiserror::Error;

/// Variables that may name a proxy for https, each with its spelling in small letters. The first that is set counts, as for curl.
const VARIABLES: [[&str; 2]; 2] = [["HTTPS_PROXY", "https_proxy"], ["ALL_PROXY", "all_proxy"]];

/// A proxy that cannot be used. The text holds no value: a proxy's URL may have a password.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "the variable {variable} names no proxy that can be used; write http://HOST:PORT, socks5://HOST:PORT or socks5h://HOST:PORT"
)]
pub struct ProxyError {
    variable: &'static str,
}

/// Reads the proxies from the environment.
///
/// # Errors
/// [`ProxyError`] for a value that cannot be read. It would mean a direct connection otherwise.
pub(super) fn from_env() -> Result<Matcher, ProxyError> {
    for names in VARIABLES {
        let set = names.into_iter().find_map(|name| Some((name, env::var_os(name)?)));
        if let Some((variable, value)) = set
            && !value.to_str().is_some_and(is_usable)
        {
            return Err(ProxyError { variable });
        }
    }
    Ok(Matcher::from_env())
}

/// Whether a value is empty, which means no proxy, or names a proxy of a kind that [`super::connect`] knows. `Matcher` reads a value
/// without a scheme as http.
fn is_usable(value: &str) -> bool {
    if value.is_empty() {
        return true;
    }
    let Ok(uri) = value.parse::<Uri>() else { return false };
    // `http` takes a port that is no number, and then there is none.
    let has_host = uri.authority().is_some_and(|authority| {
        let place = authority.as_str().rsplit('@').next().unwrap_or_default();
        let port = place.strip_prefix(authority.host());
        !authority.host().is_empty() && (port == Some("") || authority.port_u16().is_some())
    });
    has_host && matches!(uri.scheme_str(), None | Some("http" | "socks5" | "socks5h"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        for value in [
            "",
            "http://proxy.contoso.com:8080",
            "http://user:password@10.0.0.1:3128/",
            "HTTP://proxy:8080",
            "proxy.contoso.com:8080",
            "proxy",
            "socks5://127.0.0.1:1080",
            "socks5h://127.0.0.1:1080",
        ] {
            assert!(is_usable(value), "{value}");
        }
        for value in [
            "ftp://proxy:8080",
            "https://proxy:8443",
            "socks4://proxy:1080",
            "http://",
            "not a proxy",
            "http://proxy:port",
            "/proxy",
        ] {
            assert!(!is_usable(value), "{value}");
        }
    }

    #[test]
    fn the_error_shows_no_value() {
        let error = ProxyError {
            variable: "HTTPS_PROXY",
        };
        assert!(error.to_string().starts_with("the variable HTTPS_PROXY names no proxy"));
    }
}
