//! The server: TLS and HTTP/2, a token for every token request, 202 for everything else. It reads the body of a request and
//! keeps nothing, so that the client's own work decides.

use std::{convert::Infallible, net::Ipv4Addr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Requests of one connection at once. More than any load has: the server makes nobody wait.
const STREAMS: u32 = 1024;

/// Serves until the process is killed. Prints its address and its CA first, as a line of JSON.
///
/// # Panics
/// When it cannot listen.
pub async fn serve(delay: Duration) {
    let certificates = Certificates::generate().expect("certificates can be made");
    let acceptor = certificates.acceptor();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let address = listener.local_addr().expect("its address");
    println!("{}", json!({ "address": address, "ca_pem": certificates.ca_pem }));
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        tokio::spawn(connection(stream, acceptor.clone(), delay));
    }
}

async fn connection(stream: TcpStream, acceptor: TlsAcceptor, delay: Duration) {
    // Small responses must not wait for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http2().max_concurrent_streams(STREAMS);
    let service = service_fn(move |request| respond(request, delay));
    // It ends in an error when the client breaks off.
    let _ = server.serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(request: Request<Incoming>, delay: Duration) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, mut body) = request.into_parts();
    while let Some(frame) = body.frame().await {
        if frame.is_err() {
            break;
        }
    }
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    if head.uri.path().ends_with("/token") {
        let token = json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": token() }).to_string();
        let mut response = Response::new(Full::from(token));
        let json = header::HeaderValue::from_static("application/json; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        return Ok(response);
    }
    // Graph sends these, and every client has to read them.
    let mut response = Response::builder()
        .status(StatusCode::ACCEPTED)
        .header("cache-control", "private")
        .header("request-id", "9d1a2c3b-4e5f-4a6b-8c7d-0e1f2a3b4c5d")
        .header("strict-transport-security", "max-age=31536000");
    if let Some(id) = head.headers.get("client-request-id") {
        response = response.header("client-request-id", id);
    }
    Ok(response.body(Full::default()).expect("a well-formed response"))
}

/// A token of a common length: about 1,500 bytes of a JWT. The claims are base64url of `{"roles":["Mail.Send"]}`.
fn token() -> String {
    format!(
        "eyJ0eXAiOiJKV1QifQ.eyJyb2xlcyI6WyJNYWlsLlNlbmQiXX0.{}",
        "A".repeat(1_500)
    )
}

struct Certificates {
    ca_pem: String,
    server: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

impl Certificates {
    fn generate() -> Result<Self, rcgen::Error> {
        let mut ca = CertificateParams::default();
        ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let ca_key = KeyPair::generate()?;
        let ca_pem = ca.self_signed(&ca_key)?.pem();
        let names = ["login.microsoftonline.com", "graph.microsoft.com"].map(str::to_owned);
        let key = KeyPair::generate()?;
        let server = CertificateParams::new(names)?.signed_by(&key, &Issuer::new(ca, ca_key))?;
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|_| rcgen::Error::CouldNotParseKeyPair)?;
        Ok(Self {
            ca_pem,
            server: server.der().clone(),
            key,
        })
    }

    fn acceptor(&self) -> TlsAcceptor {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring has them")
            .with_no_client_auth()
            .with_single_cert(vec![self.server.clone()], self.key.clone_key())
            .expect("key and certificate fit");
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        TlsAcceptor::from(Arc::new(config))
    }
}
