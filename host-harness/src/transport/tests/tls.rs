//! TLS: who is trusted, under which name, and which protocol is agreed on.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};

use super::*;

/// A CA and a server under it, for these names.
async fn server_for(names: &[&str]) -> (Server, String) {
    let (config, ca) = server_config(names, b"http/1.1");
    let server = Server::start_with(Script::Answer(OK.to_owned()), Some(Arc::new(config).into())).await;
    (server, ca)
}

fn server_config(names: &[&str], protocol: &[u8]) -> (ServerConfig, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &ca).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    config.alpn_protocols = vec![protocol.to_vec()];
    (config, ca.pem())
}

/// A server of HTTP/2 that counts its connections. It has a thread of its own, so that its log is no part of this thread's.
struct Http2Server {
    connections: Arc<AtomicU64>,
    transport: Transport,
}

impl Http2Server {
    fn start(host: &str) -> Self {
        let (config, ca) = server_config(&[host], b"h2");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        listener.set_nonblocking(true).unwrap();
        let connections = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&connections);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
                while let Ok((stream, _)) = listener.accept().await {
                    counter.fetch_add(1, Ordering::SeqCst);
                    let acceptor = acceptor.clone();
                    tokio::spawn(async move {
                        let stream = acceptor.accept(stream).await.unwrap();
                        let answer = hyper::service::service_fn(|request: Request<hyper::body::Incoming>| async {
                            assert_eq!(request.into_body().collect().await.unwrap().to_bytes(), "body");
                            Ok::<_, std::convert::Infallible>(Response::new(Full::new(Bytes::from_static(b"ok"))))
                        });
                        let io = hyper_util::rt::TokioIo::new(stream);
                        // The client ends the connection when it has its answer, in whatever way.
                        let _ = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
                            .serve_connection(io, answer)
                            .await;
                    });
                }
            });
        });
        let transport = Transport::new(TransportOptions {
            roots: Roots::system().and_pem(&ca).unwrap(),
            routes: Route::all_hosts(&format!("https://{address}")).unwrap(),
            ..TransportOptions::default()
        });
        Self { connections, transport }
    }

    async fn put(&self, request: Request<WasiBody>) {
        let journal = Journal::new(None);
        let answer = self
            .transport
            .send(request, RequestOptions::default(), &journal)
            .await
            .unwrap();
        assert_eq!(answer.version(), http::Version::HTTP_2);
        assert_eq!(text(answer).await.unwrap(), "ok");
    }
}

/// Sends a request over HTTP/2 to a server that takes it.
pub(super) async fn put_over_http2(request: Request<WasiBody>) {
    Http2Server::start(request.uri().host().unwrap()).put(request).await;
}

#[tokio::test]
async fn requests_that_begin_at_once_share_the_first_connection() {
    let server = Arc::new(Http2Server::start("graph.microsoft.com"));
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..32 {
        let server = Arc::clone(&server);
        requests.spawn(async move { server.put(request("POST", SEND, whole(b"body"))).await });
    }
    assert_eq!(requests.join_all().await.len(), 32);
    assert_eq!(server.connections.load(Ordering::SeqCst), 1);
}

/// The request that opens the connection is given up: the others open one themselves.
#[tokio::test]
async fn a_first_request_that_is_dropped_holds_up_nobody() {
    let server = Http2Server::start("graph.microsoft.com");
    let mut dropped = Box::pin(server.put(request("POST", SEND, whole(b"body"))));
    tokio::select! {
        biased;
        () = &mut dropped => panic!("an answer without a connection"),
        () = tokio::task::yield_now() => {}
    }
    let waiting = server.put(request("POST", SEND, whole(b"body")));
    tokio::select! {
        biased;
        () = waiting => panic!("it waits for the first connection"),
        () = tokio::task::yield_now() => {}
    }
    drop(dropped);
    server.put(request("POST", SEND, whole(b"body"))).await;
}

/// With HTTP/1.1, requests wait for the first connection only, and then open their own.
#[tokio::test]
async fn with_http1_each_request_has_a_connection() {
    let (server, ca) = server_for(&["graph.microsoft.com"]).await;
    let transport = Arc::new(trusting(&server, &ca));
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let transport = Arc::clone(&transport);
        requests.spawn(async move { post(&transport, SEND, whole(b"{}")).await.0.unwrap().status() });
    }
    assert_eq!(requests.join_all().await, [StatusCode::OK; 8]);
}

fn trusting(server: &Server, ca: &str) -> Transport {
    let roots = Roots::system().and_pem(ca).unwrap();
    Transport::new(TransportOptions {
        roots,
        ..options_to(server, "https")
    })
}

#[tokio::test]
async fn an_extra_ca_is_trusted() {
    let (server, ca) = server_for(&["graph.microsoft.com"]).await;
    let (answer, _) = post(&trusting(&server, &ca), SEND, whole(b"{}")).await;
    assert_eq!(text(answer.unwrap()).await.unwrap(), "ok");
    assert!(server.head(0).contains("host: graph.microsoft.com\r\n"));
}

#[tokio::test]
async fn an_unknown_ca_is_not() {
    let (server, _) = server_for(&["graph.microsoft.com"]).await;
    let (_, other_ca) = server_for(&["graph.microsoft.com"]).await;
    let (answer, journal) = post(&trusting(&server, &other_ca), SEND, whole(b"{}")).await;
    assert!(matches!(answer, Err(Error::TlsCertificateError)), "{:?}", answer.err());
    assert!(!journal.may_have_sent_mail());
}

#[tokio::test]
async fn another_name_is_not() {
    let (server, ca) = server_for(&["login.microsoftonline.com"]).await;
    let (answer, _) = post(&trusting(&server, &ca), SEND, whole(b"{}")).await;
    assert!(matches!(answer, Err(Error::TlsCertificateError)), "{:?}", answer.err());
}

#[tokio::test]
async fn a_server_without_tls_is_a_protocol_error() {
    let server = Server::start(Script::AnswerAndClose(OK.to_owned())).await;
    let (_, ca) = server_for(&["graph.microsoft.com"]).await;
    let transport = trusting(&server, &ca);
    // The server waits for the end of a head, which a TLS greeting may not have: give it time, then look.
    let options = RequestOptions {
        connect_timeout: Some(Duration::from_secs(2)),
        ..RequestOptions::default()
    };
    let journal = Journal::new(None);
    let answer = transport
        .send(request("POST", SEND, whole(b"{}")), options, &journal)
        .await;
    assert!(
        matches!(answer, Err(Error::TlsProtocolError | Error::ConnectionTimeout)),
        "{:?}",
        answer.err()
    );
    assert!(!journal.may_have_sent_mail());
}

#[test]
fn bad_ca_files() {
    assert!(Roots::system().and_pem("not PEM").is_err());
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ca.pem");
    let missing = Roots::system().and_file(&path).map(drop).unwrap_err().to_string();
    assert!(missing.contains("ca.pem"), "{missing}");
    std::fs::write(&path, "").unwrap();
    assert!(Roots::system().and_file(&path).is_err());
}
