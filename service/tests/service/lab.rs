//! A laboratory: the emulator, and the service with two tenants.

use std::{net::SocketAddr, path::Path};

use outlook_contract_json::saved::SavedConnections;
use outlook_emulator::{Effect, Emulator, EmulatorOptions, Fault, Operation, World, demo};
use outlook_end_to_end::component;
use outlook_host::{
    ComponentSource, Connector, EngineOptions, Route, StoredSecret, Stores, TransportOptions,
    stores::sealed::{KeySource, SealedKeys, SealedSecrets},
};
use outlook_service::{Service, ServiceOptions, Sha256Digest, Tenant};
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

use crate::client::{Response, exchange, request};

/// The tokens of the two tenants.
pub const TOKEN: &str = "token-of-the-first-tenant-0123456789";
pub const OTHER_TOKEN: &str = "token-of-the-second-tenant-012345678";

pub struct Lab {
    pub emulator: Emulator,
    pub address: SocketAddr,
    pub service: Service,
    end: Option<oneshot::Sender<()>>,
    served: JoinHandle<()>,
    dir: tempfile::TempDir,
}

impl Lab {
    pub async fn new() -> Self {
        Self::with(World::demo(), ServiceOptions::new().metrics(true)).await
    }

    pub async fn with(world: World, options: ServiceOptions) -> Self {
        Self::with_certificate(world, options, None).await
    }

    /// The same, where the first tenant has a client certificate too.
    pub async fn with_certificate(world: World, options: ServiceOptions, certificate: Option<Sha256Digest>) -> Self {
        let emulator = Emulator::start(world, EmulatorOptions::on_free_ports()).await.unwrap();
        let connector = connector(&emulator).await;
        let dir = tempfile::tempdir().unwrap();
        let mut first = tenant("first", TOKEN, &dir.path().join("first"));
        if let Some(digest) = certificate {
            first = first.certificate(digest);
        }
        let tenants = vec![
            first,
            tenant("second", OTHER_TOKEN, &dir.path().join("second")).bytes_under_way(64 * 1024),
        ];
        let service = Service::new(connector, tenants, options);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ended) = oneshot::channel();
        let serving = service.clone();
        let served = tokio::spawn(async move {
            let ended = async {
                let _ = ended.await;
            };
            serving.serve(listener, ended).await.unwrap();
        });
        Self {
            emulator,
            address,
            service,
            end: Some(end),
            served,
            dir,
        }
    }

    /// Begins the end of the service.
    pub fn begin_end(&mut self) {
        let _ = self.end.take().unwrap().send(());
    }

    /// Waits for the end of the service.
    pub async fn ended(&mut self) {
        (&mut self.served).await.unwrap();
    }

    /// The folder of the tenants.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub async fn get(&self, path: &str) -> Response {
        self.call("GET", path, TOKEN, &[], b"").await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.call("POST", path, TOKEN, &[], body.to_string().as_bytes()).await
    }

    /// A call with a token, further headers and a body in JSON.
    pub async fn call(&self, method: &str, path: &str, token: &str, more: &[(&str, &str)], body: &[u8]) -> Response {
        exchange(self.address, &call(method, path, token, more, body)).await
    }

    /// Begins a send without a key whose request to Graph meets a fault. Returns once that request has arrived.
    pub async fn hanging_send(&self, effect: Effect) -> TcpStream {
        self.emulator.inject(Fault::next(Operation::SendMail, effect));
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let body = mail().to_string();
        stream
            .write_all(&call("POST", "/v1/send-mail", TOKEN, &[], body.as_bytes()))
            .await
            .unwrap();
        self.arrived(Operation::SendMail).await;
        stream
    }

    /// Waits until a request of this kind has arrived at the emulator.
    pub async fn arrived(&self, operation: Operation) {
        while !self
            .emulator
            .requests()
            .iter()
            .any(|request| request.operation == operation)
        {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }
}

/// The bytes of a call with a body in JSON.
pub fn call(method: &str, path: &str, token: &str, more: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let authorization = format!("Bearer {token}");
    let mut headers = vec![("Authorization", authorization.as_str())];
    if !more.iter().any(|(name, _)| *name == "Content-Type") {
        headers.push(("Content-Type", "application/json"));
    }
    headers.extend(more);
    request(method, path, &headers, body)
}

/// A connector that leads to an emulator.
pub async fn connector(emulator: &Emulator) -> Connector {
    let routes = Route::all_hosts(&format!("http://{}", emulator.http_addr().unwrap())).unwrap();
    let cache = component().with_file_name("outlook-code-cache");
    Connector::builder(ComponentSource::file(component()))
        .engine(EngineOptions::new().pool(16).code_cache(cache))
        .transport(TransportOptions::new().routes(routes))
        .build_async()
        .await
        .unwrap()
}

/// A tenant whose store has the demo's secret as `app`.
pub fn tenant(name: &str, token: &str, dir: &Path) -> Tenant {
    let secrets = SealedSecrets::open(&dir.join("secrets"), &KeySource::KeyFile).unwrap();
    secrets.set("app", StoredSecret::new(demo::SECRET_VALUE)).unwrap();
    let stores = Stores::new().secrets(secrets.clone()).keys(SealedKeys::of(&secrets));
    Tenant::new(name, SavedConnections::in_dir(dir), secrets, stores).token(Sha256Digest::of(token.as_bytes()))
}

/// The demo's connection.
pub fn connection() -> Value {
    json!({
        "tenant_id": demo::TENANT_ID.to_string(),
        "client_id": demo::CLIENT_ID.to_string(),
        "credential": { "client-secret": "app" },
        "mailbox": demo::MAILBOX,
    })
}

/// A small mail.
pub fn mail() -> Value {
    json!({ "connection": connection(), "message": { "to": ["adele@fabrikam.example"], "subject": "Hello", "text": "Hello, Adele." } })
}
