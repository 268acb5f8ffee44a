//! A plain HTTP client with real host names, and the demo world around it. It knows nothing of the connector.

pub mod local;
pub mod uploads;

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use outlook_emulator::{Emulator, EmulatorOptions, World, demo};
use serde_json::{Value, json};
use tokio::net::TcpStream;

pub const LOGIN: &str = "login.microsoftonline.com";
pub const GRAPH: &str = "graph.microsoft.com";
pub const FORM: &str = "application/x-www-form-urlencoded";
pub const JSON: &str = "application/json";
pub const SCOPE: &str = "https://graph.microsoft.com/.default";

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    /// Status and Graph's error code.
    pub fn refusal(&self) -> (u16, String) {
        (self.status.as_u16(), self.code())
    }

    /// Graph's error code.
    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Entra's error code.
    pub fn aadsts(&self) -> u64 {
        self.json()["error_codes"][0].as_u64().unwrap_or_default()
    }
}

pub async fn start(world: World) -> Emulator {
    Emulator::start(world, EmulatorOptions::on_free_ports())
        .await
        .expect("starts")
}

pub fn http(emulator: &Emulator) -> SocketAddr {
    emulator.http_addr().expect("plain HTTP is served")
}

/// One request on a connection of its own.
pub async fn exchange(address: SocketAddr, request: Request<Full<Bytes>>) -> Result<Reply, hyper::Error> {
    let stream = TcpStream::connect(address).await.expect("connects");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let (parts, body) = sender.send_request(request).await?.into_parts();
    let body = body.collect().await?.to_bytes();
    Ok(Reply {
        status: parts.status,
        headers: parts.headers,
        body,
    })
}

pub fn request(
    method: Method,
    host: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Request<Full<Bytes>> {
    let mut builder = Request::builder().method(method).uri(path).header("host", host);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(Full::new(body.into())).expect("a valid request")
}

pub fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// Parameters of a good token request of the demo's scoped app.
pub fn good_form() -> Vec<(&'static str, &'static str)> {
    vec![
        ("grant_type", "client_credentials"),
        ("client_id", "c1e4b7f2-3a5d-4c68-9e07-51d2f8a6b304"),
        ("client_secret", demo::SECRET_VALUE),
        ("scope", SCOPE),
    ]
}

pub async fn ask_token(emulator: &Emulator, host: &str, tenant: &str, pairs: &[(&str, &str)]) -> Reply {
    let path = format!("/{tenant}/oauth2/v2.0/token");
    let request = request(Method::POST, host, &path, &[("content-type", FORM)], form(pairs));
    exchange(http(emulator), request).await.expect("an answer")
}

/// Token of the demo's scoped app.
pub async fn token(emulator: &Emulator) -> String {
    token_for(emulator, &demo::CLIENT_ID.to_string()).await
}

pub async fn token_for(emulator: &Emulator, client_id: &str) -> String {
    let mut pairs = good_form();
    pairs[1].1 = "";
    let mut pairs: Vec<(&str, &str)> = pairs;
    pairs[1] = ("client_id", client_id);
    let reply = ask_token(emulator, LOGIN, &demo::TENANT_ID.to_string(), &pairs).await;
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    reply.json()["access_token"].as_str().expect("a token").to_owned()
}

pub async fn send(emulator: &Emulator, token: &str, user: &str, body: &Value) -> Reply {
    send_raw(emulator, token, user, JSON, body.to_string()).await
}

pub async fn send_raw(emulator: &Emulator, token: &str, user: &str, kind: &str, body: impl Into<Bytes>) -> Reply {
    let path = format!("/v1.0/users/{}/sendMail", user.replace('#', "%23"));
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
    exchange(http(emulator), request(Method::POST, GRAPH, &path, &headers, body))
        .await
        .expect("an answer")
}

pub async fn get(emulator: &Emulator, token: &str, path: &str) -> Reply {
    let bearer = format!("Bearer {token}");
    let request = request(Method::GET, GRAPH, path, &[("authorization", &bearer)], Bytes::new());
    exchange(http(emulator), request).await.expect("an answer")
}

pub fn to(address: &str) -> Value {
    json!({ "emailAddress": { "address": address } })
}

/// A small good body for sendMail.
pub fn hello() -> Value {
    json!({
        "message": {
            "subject": "Hello",
            "body": { "contentType": "Text", "content": "Good morning." },
            "toRecipients": [to("megan@contoso.com")],
        }
    })
}

/// [`hello`] with one property of the message set.
pub fn hello_with(property: &str, value: Value) -> Value {
    let mut body = hello();
    body["message"][property] = value;
    body
}

pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
