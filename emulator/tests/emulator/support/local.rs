//! Requests without sockets: the demo world asked in process.

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use outlook_emulator::{Emulator, InProcessResponse, World, demo};
use serde_json::Value;

use super::{FORM, GRAPH, JSON, LOGIN, Reply, form, good_form};

/// The demo world in process, and a token for it.
pub struct Local {
    pub emulator: Emulator,
    pub token: String,
}

/// Header that asks for ids that survive a move.
pub const IMMUTABLE: (&str, &str) = ("prefer", "IdType=\"ImmutableId\"");

impl Local {
    /// The demo's scoped app in a world of one's own.
    pub async fn with(world: World) -> Self {
        Self::for_app(world, &demo::CLIENT_ID.to_string()).await
    }

    /// The demo's scoped app in the demo world.
    pub async fn new() -> Self {
        Self::with(World::demo()).await
    }

    pub async fn for_app(world: World, client_id: &str) -> Self {
        let emulator = Emulator::in_process(world);
        let token = token(&emulator, client_id).await;
        Self { emulator, token }
    }

    /// A Graph request; `path` begins after the demo mailbox.
    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Reply {
        let path = format!("/v1.0/users/{}{path}", demo::MAILBOX);
        let bearer = format!("Bearer {}", self.token);
        let headers = [&[("authorization", bearer.as_str())], headers].concat();
        reply(
            self.emulator
                .respond(request(method, GRAPH, &path, &headers, body))
                .await,
        )
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.ask(Method::GET, path, &[IMMUTABLE], Bytes::new()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        let headers = [IMMUTABLE, ("content-type", JSON)];
        self.ask(Method::POST, path, &headers, body.to_string()).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Reply {
        let headers = [IMMUTABLE, ("content-type", JSON)];
        self.ask(Method::PATCH, path, &headers, body.to_string()).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.ask(Method::DELETE, path, &[], Bytes::new()).await
    }

    /// Sends a draft.
    pub async fn send(&self, id: &str) -> Reply {
        self.ask(Method::POST, &format!("/messages/{id}/send"), &[], Bytes::new())
            .await
    }

    /// Creates a draft and returns its immutable id.
    pub async fn draft(&self, message: &Value) -> String {
        let reply = self.post("/messages", message).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{:?}", reply.body);
        reply.json()["id"].as_str().expect("an id").to_owned()
    }

    /// Ids of the messages that a filter finds.
    pub async fn found(&self, filter: &str) -> Vec<String> {
        let query = form(&[("$filter", filter), ("$select", "id")]);
        let reply = self.get(&format!("/messages?{query}")).await;
        assert_eq!(reply.status, StatusCode::OK, "{:?}", reply.body);
        let listing = reply.json();
        let rows = listing["value"].as_array().expect("a list").iter();
        rows.map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
    }
}

pub async fn token(emulator: &Emulator, client_id: &str) -> String {
    let mut pairs = good_form();
    pairs.retain(|(name, _)| *name != "client_id");
    let pairs = [pairs.as_slice(), &[("client_id", client_id)]].concat();
    let path = format!("/{}/oauth2/v2.0/token", demo::TENANT_ID);
    let request = request(Method::POST, LOGIN, &path, &[("content-type", FORM)], form(&pairs));
    let reply = reply(emulator.respond(request).await);
    reply.json()["access_token"].as_str().expect("a token").to_owned()
}

pub fn request(
    method: Method,
    host: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Request<Bytes> {
    let mut builder = Request::builder().method(method).uri(path).header("host", host);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(body.into()).expect("a valid request")
}

/// The answer, which must be one.
pub fn reply(answer: InProcessResponse) -> Reply {
    match answer {
        InProcessResponse::Response(answer) => {
            let (parts, body) = answer.into_parts();
            Reply {
                status: parts.status,
                headers: parts.headers,
                body,
            }
        }
        closed => panic!("no answer: {closed:?}"),
    }
}
