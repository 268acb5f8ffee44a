//! Who answered: Microsoft, or a proxy, a gateway or a page between the engine and Microsoft. It needs evidence either way.

use crate::http::Response;

/// Returns what shows that another server than Microsoft's answered.
///
/// Graph and Entra answer with JSON, and with headers of their own. Their front door answers with a page too, so that a page says
/// only that no error of Graph's form came back.
pub fn foreign(response: &Response) -> Option<&'static str> {
    if let Some(name) = FOREIGN_HEADERS.iter().find(|name| response.header(name).is_some()) {
        return Some(name);
    }
    let is_own = OWN_HEADERS.iter().any(|name| response.header(name).is_some());
    if is_own {
        return None;
    }
    if let Some(server) = response.header("server")
        && !server.to_ascii_lowercase().starts_with("microsoft")
    {
        return Some("the header server");
    }
    in_text(&String::from_utf8_lossy(&response.body))
}

/// Returns what in a text shows it.
fn in_text(text: &str) -> Option<&'static str> {
    let lower = text.trim_start().to_ascii_lowercase();
    if let Some(name) = GATEWAYS.iter().find(|name| lower.contains(**name)) {
        return Some(name);
    }
    let is_page = lower.starts_with('<') && PAGES.iter().any(|start| lower.contains(start))
        || ["<!doctype html", "<html"].iter().any(|start| lower.contains(start));
    is_page.then_some("a web page")
}

/// Headers that only proxies and gateways set.
const FOREIGN_HEADERS: [&str; 5] = [
    "proxy-authenticate",
    "x-squid-error",
    "cf-ray",
    "x-amz-cf-id",
    "x-iinfo",
];

/// Headers that Graph and Entra set.
const OWN_HEADERS: [&str; 5] = [
    "x-ms-ags-diagnostic",
    "x-ms-ests-server",
    "x-ms-request-id",
    "request-id",
    "x-feserver",
];

/// The beginnings of pages.
const PAGES: [&str; 6] = ["<html", "<!doctype", "<head", "<body", "<title", "<h1"];

/// Names of gateways, and sentences that only they write.
const GATEWAYS: [&str; 41] = [
    "connect tunnel failed",
    "from proxy after connect",
    "tunneling socket could not be established",
    "nginx",
    "cloudflare",
    "zscaler",
    "zscloud",
    "squid",
    "bluecoat",
    "blue coat",
    "fortigate",
    "fortiguard",
    "netskope",
    "cisco umbrella",
    "sophos",
    "barracuda",
    "mcafee",
    "forcepoint",
    "websense",
    "palo alto",
    "haproxy",
    "varnish",
    "akamai",
    "incapsula",
    "traefik",
    "envoy",
    "captive portal",
    "application-gateway",
    "proxy error",
    "proxyerror",
    "proxy authentication",
    "authenticationrequired (proxy",
    "rbac: access denied",
    "upstream connect error",
    "upstream request timeout",
    "no healthy upstream",
    "error code: 10",
    "tunnel connection failed",
    "subscription key",
    "policy_denied",
    "content_filter",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn response(headers: &[(&str, &str)], body: &str) -> Response {
        Response {
            status: 403,
            headers: headers
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect(),
            body: body.as_bytes().to_vec(),
            complete: true,
        }
    }

    #[test]
    fn another_server_needs_evidence() {
        for (headers, body, is_foreign) in [
            (&[][..], "<html><body>Blocked</body></html>", true),
            (&[], "RBAC: access denied", true),
            (&[], "Forbidden", false),
            (&[], "", false),
            (&[], "something else", false),
            (&[("server", "squid/5")], "", true),
            (&[("server", "Microsoft-IIS/10.0")], "Forbidden", false),
            (&[("request-id", "1"), ("server", "x")], "<html>", false),
            (&[("proxy-authenticate", "Basic")], "", true),
        ] {
            assert_eq!(
                foreign(&response(headers, body)).is_some(),
                is_foreign,
                "{headers:?} {body}"
            );
        }
    }
}
