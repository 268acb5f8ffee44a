//! A server that reads requests and answers with the bytes that a closure gives.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
};

/// How a connection goes.
#[derive(Clone)]
pub(super) enum Script {
    /// Reads each request whole and answers with these bytes; the connection stays open.
    Answer(String),
    /// Answers once the head is there, and reads the body only after that.
    AnswerEarly(String),
    /// Reads the head and nothing after it, and never answers.
    ReadHeadOnly,
    /// Reads each request whole, answers with these bytes, and closes.
    AnswerAndClose(String),
    /// Reads and never answers.
    Silence,
}

/// Heads and bodies as they arrived.
type Requests = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

pub(super) struct Server {
    pub address: SocketAddr,
    pub connections: Arc<AtomicUsize>,
    pub requests: Requests,
}

impl Server {
    pub async fn start(script: Script) -> Self {
        Self::start_with(script, None).await
    }

    pub async fn start_with(script: Script, tls: Option<tokio_rustls::TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            connections: Arc::default(),
            requests: Arc::default(),
        };
        let (connections, requests) = (Arc::clone(&server.connections), Arc::clone(&server.requests));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                let (script, requests, tls) = (script.clone(), Arc::clone(&requests), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, script, requests).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, script, requests).await;
                            }
                        }
                    }
                });
            }
        });
        server
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub fn head(&self, index: usize) -> String {
        self.requests.lock().unwrap()[index].0.to_lowercase()
    }
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, script: Script, requests: Requests) {
    let mut buffer = Vec::new();
    loop {
        let Some(end) = read_until(&mut stream, &mut buffer, |b| find(b, b"\r\n\r\n")).await else {
            return;
        };
        let head = String::from_utf8(buffer.drain(..end + 4).collect()).unwrap();
        if let Script::AnswerEarly(answer) = &script {
            stream.write_all(answer.as_bytes()).await.unwrap();
            stream.flush().await.unwrap();
        }
        if matches!(script, Script::ReadHeadOnly) {
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        let Some(body) = read_body(&mut stream, &mut buffer, &head.to_lowercase()).await else {
            return;
        };
        requests.lock().unwrap().push((head, body));
        match &script {
            Script::Answer(answer) => stream.write_all(answer.as_bytes()).await.unwrap(),
            Script::AnswerAndClose(answer) => {
                stream.write_all(answer.as_bytes()).await.unwrap();
                stream.shutdown().await.unwrap();
                return;
            }
            Script::AnswerEarly(_) | Script::ReadHeadOnly => {}
            Script::Silence => tokio::time::sleep(Duration::from_secs(60)).await,
        }
    }
}

async fn read_body(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>, head: &str) -> Option<Vec<u8>> {
    if head.contains("transfer-encoding: chunked") {
        let end = read_until(stream, buffer, |b| find(b, b"0\r\n\r\n")).await?;
        return Some(buffer.drain(..end + 5).collect());
    }
    let length = head
        .split("content-length: ")
        .nth(1)
        .map_or(0, |rest| rest.split("\r\n").next().unwrap().parse().unwrap());
    read_until(stream, buffer, |b| (b.len() >= length).then_some(length)).await?;
    Some(buffer.drain(..length).collect())
}

async fn read_until(
    stream: &mut (impl AsyncRead + Unpin),
    buffer: &mut Vec<u8>,
    done: impl Fn(&[u8]) -> Option<usize>,
) -> Option<usize> {
    loop {
        if let Some(end) = done(buffer) {
            return Some(end);
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
