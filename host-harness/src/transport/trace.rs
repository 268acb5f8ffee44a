//! The redacted log: host, method, the shape of the path, status and time. Never a query, body, header value, tenant,
//! mailbox or message id.

use std::time::Duration;

use http::{Method, Response, Uri};
use tracing::Level;
use wasmtime_wasi_http::{Error, WasiBody};

use crate::policy::HostRole;

/// Logged for every path on the hosts of upload sessions: path and query hold a token.
const UPLOAD: &str = "(upload session)";

/// Shapes of paths that may be logged; `{}` stands for any segment.
const SHAPES: &[&str] = &[
    "/{}/oauth2/v2.0/token",
    "/v1.0/users/{}/sendMail",
    "/v1.0/users/{}/mailFolders/{}",
    "/v1.0/users/{}/messages",
    "/v1.0/users/{}/messages/{}",
    "/v1.0/users/{}/messages/{}/send",
    "/v1.0/users/{}/messages/{}/attachments",
    "/v1.0/users/{}/messages/{}/attachments/createUploadSession",
];

fn shape(role: Option<HostRole>, path: &str) -> &'static str {
    if role == Some(HostRole::Upload) {
        return UPLOAD;
    }
    let fits = |shape: &&&str| {
        let (mut want, mut have) = (shape.split('/'), path.split('/'));
        loop {
            match (want.next(), have.next()) {
                (None, None) => return true,
                (Some("{}"), Some(_)) => {}
                (Some(want), Some(have)) if want.eq_ignore_ascii_case(have) => {}
                _ => return false,
            }
        }
    };
    SHAPES.iter().find(fits).copied().unwrap_or("(other)")
}

/// Whether somebody reads the log.
pub(super) fn is_on() -> bool {
    tracing::enabled!(target: "outlook_host::http", Level::INFO)
}

pub(super) fn request(
    role: Option<HostRole>,
    method: &Method,
    uri: &Uri,
    response: &Result<Response<WasiBody>, Error>,
    took: Duration,
) {
    let (host, path) = (uri.host().unwrap_or("(none)"), shape(role, uri.path()));
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match response {
        Ok(response) => {
            tracing::info!(target: "outlook_host::http", %method, host, path, status = response.status().as_u16(), ms);
        }
        Err(error) => tracing::info!(target: "outlook_host::http", %method, host, path, %error, ms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_shapes_are_named() {
        let graph = |path| shape(Some(HostRole::Graph), path);
        assert_eq!(graph("/contoso.com/oauth2/v2.0/token"), "/{}/oauth2/v2.0/token");
        assert_eq!(
            graph("/v1.0/users/megan@contoso.com/sendMail"),
            "/v1.0/users/{}/sendMail"
        );
        assert_eq!(graph("/v1.0/users/megan@contoso.com/x"), "(other)");
        assert_eq!(graph("/secret"), "(other)");
        assert_eq!(shape(Some(HostRole::Upload), "/secret/oauth2/v2.0/token"), UPLOAD);
        assert_eq!(shape(None, "/secret"), "(other)");
    }
}
