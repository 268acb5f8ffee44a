//! Mails with files as parts of multipart/form-data.

use outlook_end_to_end::sample::noise;
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::{
    client::Response,
    lab::{Lab, TOKEN, call, connection, mail},
};

const FORM: (&str, &str) = ("Content-Type", "multipart/form-data; boundary=boundary-of-the-test");

/// A body of parts, each with its name.
fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in parts {
        let head = format!(
            "--boundary-of-the-test\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"../{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--boundary-of-the-test--\r\n");
    body
}

fn with_files(files: &[(&str, &str)]) -> Value {
    let mut mail = mail();
    let files = files.iter().map(|(name, part)| json!({ "name": name, "part": part }));
    mail["message"]["attachments"] = files.collect();
    mail
}

async fn send(lab: &Lab, request: &Value, parts: &[(&str, &[u8])]) -> Response {
    let document = request.to_string();
    let all = [&[("request", document.as_bytes())], parts].concat();
    lab.call("POST", "/v1/send-mail", TOKEN, &[FORM], &form(&all)).await
}

/// Folders of calls that are there now.
fn folders() -> Vec<std::ffi::OsString> {
    let entries = std::fs::read_dir(std::env::temp_dir()).unwrap().flatten();
    let names = entries.map(|entry| entry.file_name());
    names
        .filter(|name| name.to_string_lossy().starts_with("outlook-service-"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn small_and_large_files_arrive_byte_for_byte() {
    let lab = Lab::new().await;
    let (small, large) = (noise(1_000), noise(4_000_000));
    let request = with_files(&[("small.bin", "f1"), ("again.bin", "f1"), ("large.bin", "../f2")]);
    send(&lab, &request, &[("f1", &small), ("../f2", &large)])
        .await
        .result();
    let delivered = lab.emulator.delivered();
    let files: Vec<_> = delivered[0]
        .attachments
        .iter()
        .map(|file| (file.name.as_str(), &file.content[..]))
        .collect();
    assert_eq!(files.len(), 3);
    for (name, bytes) in [("small.bin", &small), ("again.bin", &small), ("large.bin", &large)] {
        assert!(
            files.iter().any(|(found, content)| *found == name && content == bytes),
            "{name}"
        );
    }
    // A complete message as a part.
    let message = b"From: sender@contoso.com\r\nTo: adele@fabrikam.example\r\nSubject: x\r\n\r\nx\r\n";
    let request = json!({ "connection": connection(), "mime": { "part": "mail" } });
    send(&lab, &request, &[("mail", message)]).await.result();
    assert_eq!(lab.emulator.delivered().len(), 2);
    let metrics = lab.get("/metrics").await.text();
    assert!(
        metrics.contains(&format!("outlook_file_bytes_total {}", 4_001_000 + message.len())),
        "{metrics}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_of_a_large_file() {
    let lab = Lab::new().await;
    let document = with_files(&[("large.bin", "f")]).to_string();
    let body = form(&[("request", document.as_bytes()), ("f", &noise(4_000_000))]);
    let sent = lab.call("POST", "/v1/send-mail/events", TOKEN, &[FORM], &body).await;
    let events = sent.events();
    let progress: Vec<_> = events
        .iter()
        .filter(|(name, _)| name == "progress")
        .map(|(_, data)| data)
        .collect();
    assert!(!progress.is_empty() && progress.len() <= 200, "{}", progress.len());
    let last = progress.last().unwrap();
    assert_eq!(
        (&last["sent_bytes"], &last["total_bytes"]),
        (&4_000_000.into(), &4_000_000.into())
    );
    assert_eq!(events.last().unwrap().0, "result");
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_and_document_agree() {
    let lab = Lab::new().await;
    let request = with_files(&[("a.bin", "f1"), ("b.bin", "f2")]);
    let missing = send(&lab, &request, &[("f1", b"x")]).await.problem(422);
    assert_eq!(missing["field"], "message.attachments[1].part");
    for parts in [
        &[("f1", &b"x"[..]), ("f2", b"x"), ("f3", b"x")][..],
        &[("f1", b"x"), ("f1", b"x"), ("f2", b"x")],
        &[("request", b"{}")],
    ] {
        assert_eq!(send(&lab, &request, parts).await.problem(400)["code"], "multipart");
    }
    let document = request.to_string();
    for body in [
        form(&[("f1", b"x"), ("request", document.as_bytes())]),
        form(&[]),
        b"no form".to_vec(),
        Vec::new(),
        form(&[("request", document.as_bytes()), ("f1", b"x")])[..400].to_vec(),
    ] {
        let refused = lab.call("POST", "/v1/send-mail", TOKEN, &[FORM], &body).await;
        assert_eq!(
            refused.problem(400)["code"],
            "multipart",
            "{:?}",
            String::from_utf8_lossy(&body)
        );
    }
    let no_boundary = [("Content-Type", "multipart/form-data")];
    lab.call("POST", "/v1/send-mail", TOKEN, &no_boundary, &form(&[]))
        .await
        .problem(400);
    let field = send(&lab, &json!({ "connection": "demo", "massage": {} }), &[])
        .await
        .problem(422);
    assert_eq!(field["field"], "massage");
    assert!(lab.emulator.requests().is_empty());
}

/// The folder of a call is there while its file arrives, and is gone when its client went away.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_in_the_middle_of_a_file_leaves_nothing() {
    let lab = Lab::new().await;
    let before = folders();
    let document = with_files(&[("large.bin", "f")]).to_string();
    let body = form(&[("request", document.as_bytes()), ("f", &noise(1_000_000))]);
    let request = call("POST", "/v1/send-mail", TOKEN, &[FORM], &body);
    let mut stream = TcpStream::connect(lab.address).await.unwrap();
    stream.write_all(&request[..request.len() - 1_000]).await.unwrap();
    let new = loop {
        let new: Vec<_> = folders().into_iter().filter(|name| !before.contains(name)).collect();
        if !new.is_empty() {
            break new;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::fs::metadata(std::env::temp_dir().join(&new[0]));
        // Another test's folder may be gone again.
        assert!(folder.is_err() || folder.is_ok_and(|folder| folder.permissions().mode() & 0o777 == 0o700));
    }
    drop(stream);
    while folders().iter().any(|name| new.contains(name)) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert!(lab.emulator.requests().is_empty());
}
