//! A guest that claims to be throttled: its call is made again, but not if it may have sent something, and not without end.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use outlook_emulator::demo;
use outlook_host::{Connector, ErrorKind, Route, TransportOptions};

use super::{Guest, GuestRequest};
use crate::support::{connection, mail};

/// A server that answers 202 to everything. Returns its address and the number of requests.
fn accepting() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, requests) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let counter = Arc::clone(&requests);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            counter.fetch_add(1, Ordering::SeqCst);
            let _ = stream.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        }
    });
    (address, requests)
}

/// Lets a guest make a request and claim that it was throttled. Returns how often it was called.
async fn calls(method: &str, path: &str) -> usize {
    let (address, requests) = accepting();
    let path = format!("/v1.0/users/{}/{path}", demo::MAILBOX);
    let mut guest = Guest::with_requests();
    let body = if method == "GET" { "" } else { "{}" };
    let begin = guest.begin(&GuestRequest {
        method,
        path: &path,
        body,
        ..GuestRequest::default()
    });
    // The case `throttled`, with a wait of 1 ms.
    let code = format!(
        "(local $r i32) (drop (call $end {begin})) (local.set $r (call $report))
         (i32.store8 offset=8 (local.get $r) (i32.const 5)) (i32.store8 offset=88 (local.get $r) (i32.const 1))
         (i64.store offset=96 (local.get $r) (i64.const 1)) (local.get $r)"
    );
    let connector = Connector::builder(guest.exporting("send-mail", code).component())
        .transport(TransportOptions::new().routes(Route::all_hosts(&format!("http://{address}")).unwrap()))
        .build()
        .unwrap();
    let error = connector.send_mail(&connection(), &mail(vec![])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_millis(1)));
    requests.load(Ordering::SeqCst)
}

#[tokio::test]
async fn what_may_have_been_sent_is_not_repeated() {
    assert_eq!(calls("POST", "sendMail").await, 1);
    assert_eq!(calls("POST", "messages/m/send").await, 1);
    assert_eq!(calls("POST", "messages").await, 1);
}

#[tokio::test]
async fn a_call_is_made_again_three_times() {
    assert_eq!(calls("GET", "mailFolders/drafts?$select=id").await, 4);
}
