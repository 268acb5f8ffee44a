//! TLS with the emulator's own CA, over HTTP/2 and HTTP/1.1, for the real host names.

use std::sync::Arc;

use crate::support::*;
use bytes::Bytes;
use http::{Method, Request, Version};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use outlook_emulator::{Effect, Emulator, EmulatorOptions, Fault, Operation, World, demo};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

async fn connect(emulator: &Emulator, host: &str, alpn: &str, trust: bool) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    if trust {
        roots
            .add(CertificateDer::from_pem_slice(emulator.ca_pem().as_bytes()).expect("a PEM certificate"))
            .expect("a CA");
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![alpn.as_bytes().to_vec()];
    let stream = TcpStream::connect(emulator.tls_addr().expect("TLS is served")).await?;
    let name = ServerName::try_from(host.to_owned()).expect("a name");
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

#[tokio::test]
async fn every_real_host_name_is_certified_and_only_the_ca_makes_it_trusted() {
    let emulator = start(World::demo()).await;
    for host in [
        "login.microsoftonline.com",
        "graph.microsoft.com",
        "login.microsoftonline.us",
        "graph.microsoft.us",
        "dod-graph.microsoft.us",
        "login.chinacloudapi.cn",
        "login.partner.microsoftonline.cn",
        "microsoftgraph.chinacloudapi.cn",
        "outlook.office.com",
        "outlook.office365.com",
        "outlook.office365.us",
        "outlook-dod.office365.us",
        "partner.outlook.cn",
        "localhost",
        "127.0.0.1",
    ] {
        let stream = connect(&emulator, host, "h2", true).await.expect(host);
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    }
    connect(&emulator, "example.com", "h2", true)
        .await
        .expect_err("another name");
    connect(&emulator, GRAPH, "h2", false).await.expect_err("an unknown CA");
}

#[tokio::test]
async fn http2_carries_several_requests_on_one_connection() {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    let stream = connect(&emulator, GRAPH, "h2", true).await.expect("connects");
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
        .await
        .expect("a handshake");
    tokio::spawn(connection);
    let send = || {
        Request::builder()
            .method(Method::POST)
            .uri(format!("https://{GRAPH}/v1.0/users/{}/sendMail", demo::MAILBOX))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", JSON)
            .body(Full::new(Bytes::from(hello().to_string())))
            .expect("a request")
    };
    for _ in 0..2 {
        let response = sender.send_request(send()).await.expect("an answer");
        assert_eq!((response.status().as_u16(), response.version()), (202, Version::HTTP_2));
        assert!(
            response
                .into_body()
                .collect()
                .await
                .expect("a body")
                .to_bytes()
                .is_empty()
        );
    }
    let records = emulator.requests();
    assert_eq!(records[1].connection, records[2].connection);
    assert_ne!(records[0].connection, records[1].connection);
    assert_eq!(
        (
            records[1].http_version.as_str(),
            records[1].host.as_str(),
            records[1].tls
        ),
        ("HTTP/2.0", GRAPH, true)
    );

    emulator.inject(Fault::next(Operation::SendMail, Effect::CloseAfterProcessing));
    sender.send_request(send()).await.expect_err("a closed connection");
    assert_eq!(emulator.delivered().len(), 3);
}

#[tokio::test]
async fn http1_over_tls() {
    let emulator = start(World::demo()).await;
    let stream = connect(&emulator, LOGIN, "http/1.1", true).await.expect("connects");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("a handshake");
    tokio::spawn(connection);
    let path = format!("/{}/oauth2/v2.0/token", demo::TENANT_ID);
    for _ in 0..2 {
        let request = request(
            Method::POST,
            LOGIN,
            &path,
            &[("content-type", FORM)],
            form(&good_form()),
        );
        let response = sender.send_request(request).await.expect("an answer");
        assert_eq!(response.status(), 200);
        response.into_body().collect().await.expect("a body");
    }
    let records = emulator.requests();
    assert_eq!(records[0].connection, records[1].connection);
}

#[tokio::test]
async fn only_loopback_is_bound_and_shutdown_frees_the_port() {
    let outside = EmulatorOptions {
        http: Some(([0, 0, 0, 0], 0).into()),
        ..Default::default()
    };
    let error = Emulator::start(World::demo(), outside).await.expect_err("not loopback");
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    Emulator::start(World::demo(), EmulatorOptions::default())
        .await
        .expect_err("no address");

    let emulator = start(World::demo()).await;
    let address = http(&emulator);
    emulator.shutdown().await;
    TcpStream::connect(address).await.expect_err("nobody listens");
}
