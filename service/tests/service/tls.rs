//! TLS, and the tenant by its client certificate.

use std::{future::pending, net::SocketAddr, path::Path, sync::Arc};

use outlook_emulator::World;
use outlook_service::{ServiceOptions, Sha256Digest, Tls, TlsFiles};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName},
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::{
    client::{exchange, exchange_over, request},
    lab::{Lab, OTHER_TOKEN},
};

/// A CA of the test.
struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key.
struct Leaf {
    pem: String,
    der: CertificateDer<'static>,
    key: KeyPair,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn sign(&self, name: &str) -> Leaf {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Leaf {
            pem: certificate.pem(),
            der: certificate.der().clone(),
            key,
        }
    }
}

fn write(dir: &Path, leaf: &Leaf) {
    std::fs::write(dir.join("service.pem"), &leaf.pem).unwrap();
    std::fs::write(dir.join("service.key"), leaf.key.serialize_pem()).unwrap();
}

fn files(dir: &Path) -> TlsFiles {
    TlsFiles {
        certificates: dir.join("service.pem"),
        key: dir.join("service.key"),
        client_cas: Some(dir.join("clients.pem")),
    }
}

async fn connect(address: SocketAddr, authority: &Authority, client: Option<&Leaf>) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(authority.0.der().clone()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match client {
        None => builder.with_no_client_auth(),
        Some(leaf) => {
            let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf.key.serialize_der()));
            builder.with_client_auth_cert(vec![leaf.der.clone()], key).unwrap()
        }
    };
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tenant_of_a_certificate_or_of_a_token() {
    let (authority, strangers) = (Authority::new(), Authority::new());
    let (client, unknown, stranger) = (
        authority.sign("client"),
        authority.sign("unknown"),
        strangers.sign("client"),
    );
    let digest = Sha256Digest::of(&client.der);
    let lab = Lab::with_certificate(World::demo(), ServiceOptions::new(), Some(digest)).await;
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("clients.pem"), authority.0.pem()).unwrap();
    write(dir.path(), &authority.sign("localhost"));
    let tls = Tls::from_files(files(dir.path())).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (service, serving) = (lab.service.clone(), tls.clone());
    tokio::spawn(async move { service.serve_tls(listener, serving, pending()).await });

    assert_eq!(
        lab.call("PUT", "/v1/secrets/own", crate::lab::TOKEN, &[], br#"{"value": "v"}"#)
            .await
            .status,
        204
    );
    let names = async |client: Option<&Leaf>, token: Option<&str>| {
        let authorization = token.map(|token| format!("Bearer {token}"));
        let headers: Vec<_> = authorization
            .iter()
            .map(|value| ("Authorization", value.as_str()))
            .collect();
        let stream = connect(address, &authority, client).await;
        let response = exchange_over(stream, &request("GET", "/v1/secrets", &headers, b"")).await;
        let count = (response.status == 200).then(|| response.json()["secrets"].as_array().unwrap().len());
        (response.status, count)
    };
    assert_eq!(names(Some(&client), None).await, (200, Some(2)), "the first tenant");
    assert_eq!(
        names(Some(&client), Some(OTHER_TOKEN)).await,
        (200, Some(1)),
        "a token counts more"
    );
    assert_eq!(
        names(Some(&client), Some("wrong")).await,
        (401, None),
        "and a wrong one too"
    );
    assert_eq!(names(None, Some(OTHER_TOKEN)).await, (200, Some(1)));
    assert_eq!(names(None, None).await, (401, None));
    assert_eq!(names(Some(&unknown), None).await, (401, None));
    // A certificate that no CA of clients has signed ends the handshake. With TLS 1.3 the client learns it when it reads.
    let mut stream = connect(address, &authority, Some(&stranger)).await;
    let read = tokio::io::AsyncReadExt::read(&mut stream, &mut [0]).await;
    assert!(matches!(read, Err(_) | Ok(0)), "{read:?}");
    // Plain HTTP is not served there, and a client that says nothing holds up nobody.
    let _silent = TcpStream::connect(address).await.unwrap();
    let plain = TcpStream::connect(address).await.unwrap();
    let (mut read, mut write) = plain.into_split();
    tokio::io::AsyncWriteExt::write_all(&mut write, &request("GET", "/healthz", &[], b""))
        .await
        .unwrap();
    let mut answer = Vec::new();
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut read, &mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    assert_eq!(names(Some(&client), None).await.0, 200);
    assert_eq!(
        exchange(lab.address, &request("GET", "/healthz", &[], b""))
            .await
            .status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_are_read_anew() {
    let authority = Authority::new();
    let lab = Lab::new().await;
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("clients.pem"), authority.0.pem()).unwrap();
    let (first, second) = (authority.sign("localhost"), authority.sign("localhost"));
    write(dir.path(), &first);
    let tls = Tls::from_files(files(dir.path())).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (service, serving) = (lab.service.clone(), tls.clone());
    tokio::spawn(async move { service.serve_tls(listener, serving, pending()).await });
    let shown = async || {
        let stream = connect(address, &authority, None).await;
        stream.get_ref().1.peer_certificates().unwrap()[0].clone()
    };
    let open = connect(address, &authority, None).await;
    assert_eq!(shown().await, first.der);
    // What does not fit together leaves the earlier certificate in use.
    std::fs::write(dir.path().join("service.pem"), &second.pem).unwrap();
    let error = tls.reload().unwrap_err().to_string();
    assert!(error.contains("service.pem"), "{error}");
    assert_eq!(shown().await, first.der);
    write(dir.path(), &second);
    tls.reload().unwrap();
    assert_eq!(shown().await, second.der);
    // Connections that are open stay.
    let response = exchange_over(open, &request("GET", "/healthz", &[], b"")).await;
    assert_eq!(response.status, 200);
}

#[test]
fn files_that_are_none_are_named_without_their_text() {
    let dir = tempfile::tempdir().unwrap();
    let leaf = Authority::new().sign("localhost");
    let cas = dir.path().join("clients.pem");
    let refused = || Tls::from_files(files(dir.path())).unwrap_err().to_string();
    write(dir.path(), &leaf);
    assert!(refused().contains("clients.pem"));
    for text in [
        "",
        "marker",
        "-----BEGIN CERTIFICATE-----\nmarker\n-----END CERTIFICATE-----\n",
    ] {
        std::fs::write(&cas, text).unwrap();
        let error = refused();
        assert!(error.contains("clients.pem") && !error.contains("marker"), "{error}");
    }
    std::fs::write(&cas, &leaf.pem).unwrap();
    std::fs::write(dir.path().join("service.key"), "-----BEGIN PRIVATE KEY-----\nmarker\n").unwrap();
    let error = refused();
    assert!(error.contains("service.key") && !error.contains("marker"), "{error}");
}
