//! A server may answer before it has read the request: that answer must arrive, and not "the connection broke".

use outlook_end_to_end::{SECRET_NAME, attachment, case, connection, host_routed_to, message};
use outlook_host::{
    stores::MemorySecrets,
    types::{Content, Mail},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// Answers a token request with a token, and anything else with 413 as soon as its head is there; then reads no more.
async fn serve(listener: TcpListener) {
    loop {
        let Ok((mut stream, _)) = listener.accept().await else {
            return;
        };
        tokio::spawn(async move {
            let mut head = Vec::new();
            let mut buffer = [0; 1024];
            while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                match stream.read(&mut buffer).await {
                    Ok(0) | Err(_) => return,
                    Ok(n) => head.extend_from_slice(&buffer[..n]),
                }
            }
            let (status, body) = match head.starts_with(b"POST /v1.0") {
                true => (
                    "413 Payload Too Large",
                    r#"{"error":{"code":"RequestEntityTooLarge","message":"too large"}}"#,
                ),
                false => (
                    "200 OK",
                    r#"{"token_type":"Bearer","expires_in":3599,"access_token":"a.b.c"}"#,
                ),
            };
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.flush().await;
            // Keeps the connection open and unread for a while: a close now would reset it under the client's writing.
            tokio::time::sleep(std::time::Duration::from_secs(20)).await;
        });
    }
}

#[tokio::test]
async fn a_refusal_before_the_body_is_out_is_read() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(listener));
    let secrets = std::sync::Arc::new(MemorySecrets::with([(SECRET_NAME, "x")]));
    let host = host_routed_to(&target, None, &secrets);
    let mut mail = message();
    // Larger than all buffers on the way, so that the body cannot be out.
    mail.attachments = vec![attachment("a", Content::Bytes(vec![7; 2_900_000]))];
    let started = std::time::Instant::now();
    let error = host.send_mail(&connection(), &Mail::Message(mail)).await.unwrap_err();
    let (case, detail) = case(&error);
    assert_eq!(
        (case, detail.unwrap().http_status),
        ("permanent-rejected", Some(413)),
        "{error:?}"
    );
    assert!(
        started.elapsed() < std::time::Duration::from_secs(15),
        "the answer was not waited for by time-out"
    );
}
