//! One request to the file server.

use crate::bindings::{
    exports::outlook::connector::attachment_store::ReadError,
    wasi::{
        cli::environment::get_environment,
        http::{
            outgoing_handler,
            types::{ErrorCode, Fields, IncomingResponse, Method, OutgoingRequest, Scheme},
        },
    },
};

/// Names the address of the file server.
const VARIABLE: &str = "OUTLOOK_ATTACHMENTS";

/// Sends a request for a file, and waits for the head of its response.
pub fn send(method: &Method, name: &str, fields: &[(&str, String)]) -> Result<IncomingResponse, ReadError> {
    let denied = |why: &str| ReadError::Denied(why.to_owned());
    let is_plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['?', '#', '\\', '%']);
    if !name.split('/').all(is_plain) || name.chars().any(|c| c.is_ascii_control() || c == ' ' || !c.is_ascii()) {
        return Err(denied("the name is no plain path of letters, digits and punctuation"));
    }
    let base = get_environment()
        .into_iter()
        .find(|(key, _)| key == VARIABLE)
        .map(|(_, value)| value);
    let base = base.ok_or_else(|| denied("the variable OUTLOOK_ATTACHMENTS does not name a file server"))?;
    let (scheme, rest) = match base.split_once("://") {
        Some(("https", rest)) => (Scheme::Https, rest),
        Some(("http", rest)) => (Scheme::Http, rest),
        _ => return Err(denied("the variable OUTLOOK_ATTACHMENTS is no URL of http or https")),
    };
    let (authority, folder) = rest.split_once('/').unwrap_or((rest, ""));
    let folder = folder.trim_end_matches('/');
    let path = if folder.is_empty() {
        format!("/{name}")
    } else {
        format!("/{folder}/{name}")
    };
    let headers = Fields::new();
    for (field, value) in fields {
        headers
            .append(field, value.as_bytes())
            .map_err(|_| unavailable("sent an ETag that cannot be used"))?;
    }
    let request = OutgoingRequest::new(headers);
    request
        .set_method(method)
        .and_then(|()| request.set_scheme(Some(&scheme)))
        .and_then(|()| request.set_authority(Some(authority)))
        .and_then(|()| request.set_path_with_query(Some(&path)))
        .map_err(|()| denied("the variable OUTLOOK_ATTACHMENTS and the name make no URL"))?;
    let response = outgoing_handler::handle(request, None).map_err(|code| failure(&code))?;
    response.subscribe().block();
    match response.get() {
        Some(Ok(Ok(response))) => Ok(response),
        Some(Ok(Err(code))) => Err(failure(&code)),
        _ => Err(unavailable("sent no response")),
    }
}

/// What a status other than success means.
pub fn refused(status: u16) -> ReadError {
    match status {
        404 | 410 => ReadError::NotFound,
        401 | 403 => ReadError::Denied("the file server refused the request".to_owned()),
        // A redirect is not followed: it may lead anywhere.
        300..=399 => ReadError::Denied("the file server redirects: name its final address".to_owned()),
        status => unavailable(&format!("responded with status {status}")),
    }
}

/// An error that a repeat may mend.
pub fn unavailable(what: &str) -> ReadError {
    ReadError::Unavailable(format!("the file server {what}"))
}

fn failure(code: &ErrorCode) -> ReadError {
    match code {
        ErrorCode::HttpRequestDenied => {
            ReadError::Denied("the engine does not allow requests to the file server".to_owned())
        }
        _ => unavailable("cannot be reached"),
    }
}
