//! A host of `wasi:http/proxy`: a new instance for each request.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use outlook_emulator::demo;
use serde_json::Value;
use tokio::sync::oneshot;
use wasmtime_wasi_http::{
    Error, WasiHttpView,
    p2::bindings::{ProxyPre, http::types::Scheme},
};

use super::super::engine::{Engine, Offer};

pub(super) const TOKEN: &str = "0123456789abcdef0123456789abcdef";
/// The engine, with the component's variables.
pub(super) fn engine() -> Engine {
    engine_with(&[("OUTLOOK_HTTP_TOKEN", TOKEN)])
}

pub(super) fn engine_with(variables: &[(&'static str, &str)]) -> Engine {
    let mut offer = Offer::new();
    offer.variables = vec![("OUTLOOK_SECRET_LAB_SECRET", demo::SECRET_VALUE.to_owned())];
    let variables = variables.iter().map(|(name, value)| (*name, (*value).to_owned()));
    offer.variables.extend(variables);
    Engine::load("outlook-http.wasm", offer)
}

/// Lets a new instance handle a request.
pub(super) async fn handle(engine: &Engine, request: Request<Bytes>) -> Response<Bytes> {
    let pre = ProxyPre::new(engine.pre.clone()).expect("an incoming handler");
    let mut store = engine.store();
    let request = request.map(|bytes| Full::new(bytes).map_err(|never| -> Error { match never {} }));
    let (sender, receiver) = oneshot::channel();
    let request = store.data_mut().http().new_incoming_request(Scheme::Https, request);
    let out = store.data_mut().http().new_response_outparam(sender);
    let (request, out) = (request.expect("a request"), out.expect("an out-parameter"));
    let proxy = pre.instantiate_async(&mut store).await.expect("an instance");
    let handler = proxy.wasi_http_incoming_handler();
    // The guest writes its body while the response is read.
    let (handled, response) = tokio::join!(handler.call_handle(&mut store, request, out), async {
        let (head, body) = receiver.await.expect("a response").expect("no error").into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        Response::from_parts(head, body)
    });
    handled.expect("it does not trap");
    response
}

pub(super) fn request(method: &str, path: &str) -> http::request::Builder {
    unsigned(method, path).header("authorization", format!("Bearer {TOKEN}"))
}

/// A request without a token.
pub(super) fn unsigned(method: &str, path: &str) -> http::request::Builder {
    Request::builder()
        .method(method)
        .uri(format!("https://outlook.internal{path}"))
}

pub(super) async fn post(engine: &Engine, path: &str, document: &Value) -> Response<Bytes> {
    let request = request("POST", path).header("content-type", "application/json");
    let body = Bytes::from(document.to_string());
    checked(path, handle(engine, request.body(body).expect("a request")).await)
}

pub(super) fn document(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).expect("JSON")
}

/// Checks a response to a POST against the service's OpenAPI document, in which it may have no other fields.
pub(super) fn checked(path: &str, response: Response<Bytes>) -> Response<Bytes> {
    let mut api: Value = serde_json::from_str(include_str!("../../../../../service/openapi.json")).expect("JSON");
    for schema in api["components"]["schemas"]
        .as_object_mut()
        .expect("schemas")
        .values_mut()
    {
        if schema["type"] == "object" {
            schema["additionalProperties"] = false.into();
        }
    }
    let responses = &api["paths"][path]["post"]["responses"];
    let described = responses
        .get(response.status().as_str())
        .unwrap_or(&responses["default"]);
    let media_type = response.headers()["content-type"].to_str().expect("ASCII");
    let mut schema = described["content"][media_type]["schema"].clone();
    assert!(schema.is_object(), "{path}: {} as {media_type}", response.status());
    schema["components"] = api["components"].clone();
    let document = document(&response);
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{path}: {errors:#?}");
    assert!(response.status() == 200 || document["status"] == response.status().as_u16());
    response
}
