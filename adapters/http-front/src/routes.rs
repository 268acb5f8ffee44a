//! The routes.

use outlook_contract_json::problem::Problem;
use serde::de::DeserializeOwned;

use crate::{
    bindings::wasi::http::types::{Fields, IncomingRequest, Method},
    body, operations,
    response::Response,
    token,
};

/// Responds to a request. A failure becomes a problem document.
pub fn respond(request: &IncomingRequest) -> Response {
    let path = request.path_with_query().unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    let response = match path.strip_prefix("/v1/") {
        Some(operation) => api(request, operation),
        None => health(request, path),
    };
    let mut response = response.unwrap_or_else(|problem| Response::problem(&problem));
    if response.status() == 405 {
        // RFC 9110 §15.5.6.
        response.add("allow", if is_read(path) { "GET, HEAD" } else { "POST" });
    }
    response
}

/// Whether a path that is served has the method GET.
fn is_read(path: &str) -> bool {
    matches!(path, "/healthz" | "/readyz" | "/v1/describe")
}

/// Health, for load balancers and supervisors. Needs no token.
fn health(request: &IncomingRequest, path: &str) -> Result<Response, Problem> {
    let plain = |text: &str| Response::text("text/plain; charset=utf-8", text);
    match path {
        "/healthz" => get(request).map(|()| plain("ok\n")),
        "/readyz" => {
            get(request)?;
            operations::describe().map(|_| plain("ready\n"))
        }
        _ => Err(Problem::not_found(
            "path",
            "there is no such path; the API is below /v1",
        )),
    }
}

/// The operations. Each needs the token, before anything of its body is read.
fn api(request: &IncomingRequest, operation: &str) -> Result<Response, Problem> {
    let headers = request.headers();
    token::check(&headers)?;
    match operation {
        "describe" => {
            get(request)?;
            Ok(Response::text("application/json", operations::describe()?))
        }
        "connect" => operations::connect(posted(request, &headers)?),
        "test-connection" => operations::test_connection(posted(request, &headers)?),
        "send-mail" => {
            let key = headers.get("idempotency-key").into_iter().next();
            operations::send_mail(key.as_deref(), posted(request, &headers)?)
        }
        "check-outcome" => operations::check_outcome(posted(request, &headers)?),
        "explain" => operations::explain(posted(request, &headers)?),
        "setup-guide" => operations::setup_guide(posted(request, &headers)?),
        _ => Err(Problem::not_found(
            "path",
            "there is no such path; the path of an operation is /v1/ and its name",
        )),
    }
}

fn get(request: &IncomingRequest) -> Result<(), Problem> {
    match request.method() {
        // The engine leaves out the body of a response to HEAD.
        Method::Get | Method::Head => Ok(()),
        _ => Err(Problem::method("the method of this path is GET")),
    }
}

/// The document of a POST.
fn posted<T: DeserializeOwned>(request: &IncomingRequest, headers: &Fields) -> Result<T, Problem> {
    match request.method() {
        Method::Post => body::document(request, headers),
        _ => Err(Problem::method("the method of this path is POST")),
    }
}
