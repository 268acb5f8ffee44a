//! The transport against tiny servers on loopback, each behaving in one particular way.

mod failures;
mod server;
mod tls;
mod uploads;

use std::{
    pin::Pin,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use http::StatusCode;
use http_body::Frame;
use http_body_util::{BodyExt, Full};

use super::*;
use crate::limits::{REQUESTS, REQUESTS_AT_ONCE};
use server::{Script, Server};

const SEND: &str = "https://graph.microsoft.com/v1.0/users/u/sendMail";
const TOKEN: &str = "https://login.microsoftonline.com/t/oauth2/v2.0/token";
const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

fn options_to(server: &Server, scheme: &str) -> TransportOptions {
    let routes = Route::all_hosts(&format!("{scheme}://{}", server.address)).unwrap();
    TransportOptions {
        routes,
        ..TransportOptions::default()
    }
}

fn transport_to(server: &Server) -> Transport {
    Transport::new(options_to(server, "http"))
}

fn whole(bytes: &'static [u8]) -> WasiBody {
    Full::new(Bytes::from_static(bytes))
        .map_err(|never| match never {})
        .boxed_unsync()
}

/// A body in pieces, of a length that nobody announces: what a guest's stream is.
struct Pieces(usize, usize);

impl Body for Pieces {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if self.0 == 0 {
            return Poll::Ready(None);
        }
        self.0 -= 1;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(vec![b'x'; self.1])))))
    }
}

fn pieces(count: usize, size: usize) -> WasiBody {
    Pieces(count, size).boxed_unsync()
}

fn request(method: &str, uri: &str, body: WasiBody) -> Request<WasiBody> {
    Request::builder().method(method).uri(uri).body(body).unwrap()
}

async fn post(transport: &Transport, uri: &str, body: WasiBody) -> (Result<Response<WasiBody>, Error>, Arc<Journal>) {
    let journal = Journal::new(None);
    let answer = transport
        .send(request("POST", uri, body), RequestOptions::default(), &journal)
        .await;
    (answer, journal)
}

async fn text(response: Response<WasiBody>) -> Result<String, Error> {
    Ok(String::from_utf8(response.into_body().collect().await?.to_bytes().to_vec()).unwrap())
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = Server::start(Script::Answer(OK.to_owned())).await;
    let transport = transport_to(&server);
    for _ in 0..5 {
        let (answer, _) = post(&transport, SEND, whole(b"{}")).await;
        assert_eq!(text(answer.unwrap()).await.unwrap(), "ok");
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn the_real_host_name_goes_along() {
    let server = Server::start(Script::Answer(OK.to_owned())).await;
    post(&transport_to(&server), TOKEN, whole(b"a=b")).await.0.unwrap();
    let head = server.head(0);
    assert!(head.starts_with("post /t/oauth2/v2.0/token http/1.1\r\n"), "{head}");
    assert!(head.contains("host: login.microsoftonline.com\r\n"), "{head}");
    assert_eq!(head.matches("host:").count(), 1, "{head}");
}

#[tokio::test]
async fn a_short_body_gets_its_length_and_a_long_one_streams() {
    let server = Server::start(Script::Answer(OK.to_owned())).await;
    let transport = transport_to(&server);
    for (body, length) in [(pieces(0, 0), 0), (pieces(3, 100), 300), (pieces(64, 1024), 65_536)] {
        post(&transport, TOKEN, body).await.0.unwrap();
        let head = server.requests.lock().unwrap().last().unwrap().0.to_lowercase();
        assert!(head.contains(&format!("content-length: {length}\r\n")), "{head}");
    }
    post(&transport, TOKEN, pieces(65, 1024)).await.0.unwrap();
    let (head, body) = server.requests.lock().unwrap().last().unwrap().clone();
    assert!(head.to_lowercase().contains("transfer-encoding: chunked\r\n"), "{head}");
    assert_eq!(body.iter().filter(|byte| **byte == b'x').count(), 65 * 1024);
}

#[tokio::test]
async fn an_answer_arrives_before_the_body_is_sent() {
    let answer = "HTTP/1.1 413 Content Too Large\r\ncontent-length: 5\r\n\r\nlarge";
    let server = Server::start(Script::AnswerEarly(answer.to_owned())).await;
    // A body that never ends: only an answer that does not wait for it can arrive.
    let (answer, _) = post(&transport_to(&server), SEND, pieces(usize::MAX, 64 * 1024)).await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(text(answer).await.unwrap(), "large");
}

#[tokio::test]
async fn redirects_are_answers() {
    let answer = "HTTP/1.1 302 Found\r\nlocation: https://login.microsoftonline.com/x\r\ncontent-length: 0\r\n\r\n";
    let server = Server::start(Script::Answer(answer.to_owned())).await;
    let (answer, _) = post(&transport_to(&server), SEND, whole(b"{}")).await;
    assert_eq!(answer.unwrap().status(), StatusCode::FOUND);
    assert_eq!(server.requests.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn progress_counts_the_body() {
    let server = Server::start(Script::Answer(OK.to_owned())).await;
    let seen = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&seen);
    let journal = Journal::new(Some(Arc::new(move |bytes| counter.store(bytes, Ordering::SeqCst))));
    let request = request("POST", SEND, pieces(100, 1000));
    transport_to(&server)
        .send(request, RequestOptions::default(), &journal)
        .await
        .unwrap();
    assert_eq!(seen.load(Ordering::SeqCst), 100_000);
}

#[tokio::test]
async fn what_the_policy_forbids_opens_no_connection() {
    let server = Server::start(Script::Answer(OK.to_owned())).await;
    let transport = transport_to(&server);
    for (method, uri) in [
        ("POST", "https://example.com/"),
        ("POST", "http://graph.microsoft.com/v1.0/users/u/sendMail"),
        ("POST", "https://graph.microsoft.com:8443/v1.0/users/u/sendMail"),
        ("GET", TOKEN),
        ("POST", "https://graph.microsoft.com/v1.0/users/u/messages/m/forward"),
    ] {
        let journal = Journal::new(None);
        let refused = transport
            .send(request(method, uri, whole(b"")), RequestOptions::default(), &journal)
            .await;
        assert!(matches!(refused, Err(Error::HttpRequestDenied)), "{method} {uri}");
    }
    assert_eq!(server.connections(), 0);
}

/// A server that plays a CONNECT proxy: what it reads is what a proxy gets to see.
#[tokio::test]
async fn proxies_get_a_tunnel_request_and_routes_avoid_them() {
    let refusal = "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";
    let proxy = Server::start(Script::AnswerAndClose(refusal.to_owned())).await;
    let through_proxy = || Matcher::builder().all(format!("http://u:p@{}", proxy.address)).build();

    let transport = Transport::new(TransportOptions {
        proxies: Some(through_proxy()),
        ..TransportOptions::default()
    });
    let (refused, journal) = post(&transport, SEND, whole(b"{}")).await;
    assert!(
        matches!(refused, Err(Error::DestinationUnavailable)),
        "{:?}",
        refused.err()
    );
    assert!(!journal.may_have_sent_mail());
    let head = proxy.head(0);
    assert!(
        head.starts_with("connect graph.microsoft.com:443 http/1.1\r\n"),
        "{head}"
    );
    assert!(head.contains("proxy-authorization: basic "), "{head}");

    let server = Server::start(Script::Answer(OK.to_owned())).await;
    let routed = Transport::new(TransportOptions {
        proxies: Some(through_proxy()),
        ..options_to(&server, "http")
    });
    post(&routed, SEND, whole(b"{}")).await.0.unwrap();
    assert_eq!((proxy.connections(), server.connections()), (1, 1));
}

#[tokio::test]
async fn a_proxy_of_an_unknown_kind_is_refused() {
    let proxies = Matcher::builder().all("https://127.0.0.1:1").build();
    let (refused, _) = post(
        &Transport::new(TransportOptions {
            proxies: Some(proxies),
            ..TransportOptions::default()
        }),
        SEND,
        whole(b"{}"),
    )
    .await;
    assert!(
        matches!(refused, Err(Error::DestinationUnavailable)),
        "{:?}",
        refused.err()
    );
}

/// A call has four requests under way at once, their responses included, and 5,000 in all.
#[tokio::test]
async fn requests_of_one_call_are_counted() {
    let server = Server::start(Script::Answer(OK.to_owned())).await;
    let (transport, journal) = (transport_to(&server), Journal::new(None));
    let send = || transport.send(request("POST", SEND, whole(b"{}")), RequestOptions::default(), &journal);
    let mut responses = Vec::new();
    for _ in 0..REQUESTS_AT_ONCE {
        responses.push(send().await.unwrap());
    }
    assert!(matches!(send().await, Err(Error::HttpRequestDenied)));
    text(responses.pop().unwrap()).await.unwrap();
    assert!(send().await.is_ok(), "a response that was read gives its place back");
    drop(responses);
    for _ in REQUESTS_AT_ONCE + 1..REQUESTS {
        // The denied ones count as well.
        let denied = transport.send(request("GET", SEND, whole(b"")), RequestOptions::default(), &journal);
        assert!(denied.await.is_err());
    }
    assert!(matches!(send().await, Err(Error::HttpRequestDenied)));
    assert_eq!(server.requests.lock().unwrap().len(), REQUESTS_AT_ONCE + 1);
}

/// Nothing of a request shows in what is logged about it.
#[tokio::test]
async fn the_log_is_redacted() {
    let server = Server::start(Script::Answer(OK.to_owned())).await;
    let uri = "https://graph.microsoft.com/v1.0/users/marker@contoso.com/messages/marker?$select=id&$filter=marker";
    let mut request = request("GET", uri, whole(b"{\"marker\": 1}"));
    request
        .headers_mut()
        .insert("authorization", "Bearer marker".parse().unwrap());
    let journal = Journal::new(None);
    let (log, guard) = Log::capture();
    transport_to(&server)
        .send(request, RequestOptions::default(), &journal)
        .await
        .unwrap();
    drop(guard);
    let log = log.text();
    let own: Vec<_> = log.lines().filter(|line| line.contains("outlook_host")).collect();
    assert!(
        own.iter()
            .any(|line| line.contains("/v1.0/users/{owner}/messages/{}") && line.contains("200")),
        "{log}"
    );
    assert!(own.iter().all(|line| !line.contains("marker")), "{log}");
}

/// All that is logged on this thread, tasks included, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn capture() -> (Self, tracing::subscriber::DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
