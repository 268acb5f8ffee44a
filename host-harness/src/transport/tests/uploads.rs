//! Uploads: a body of known length in pieces, forty times over one connection, and a URL that is a secret.

use super::*;

const UPLOAD: &str =
    "https://outlook.office.com/api/v2.0/Users('u')/messages('marker')/AttachmentSessions('s')?authtoken=marker";
const PIECE: usize = 256 * 1024;
const CHUNK: usize = 15 * PIECE;

fn chunk(pieces: WasiBody, length: usize) -> Request<WasiBody> {
    let mut request = request("PUT", UPLOAD, pieces);
    request
        .headers_mut()
        .insert(CONTENT_LENGTH, length.to_string().parse().unwrap());
    request
}

#[tokio::test]
async fn forty_chunks_over_one_connection_with_their_lengths() {
    let server = Server::start(Script::Answer(OK.to_owned())).await;
    let transport = transport_to(&server);
    for index in 0..40 {
        let journal = Journal::new(None);
        let request = chunk(pieces(4, 50_000), 200_000);
        let answer = transport
            .send(request, RequestOptions::default(), &journal)
            .await
            .unwrap();
        assert_eq!(text(answer).await.unwrap(), "ok");
        let head = server.head(index);
        assert!(head.starts_with("put /api/v2.0/"), "{head}");
        assert!(
            head.contains("content-length: 200000\r\n") && !head.contains("transfer-encoding"),
            "{head}"
        );
        assert!(!head.contains("expect:"), "{head}");
        assert!(!journal.may_have_sent_mail() && !journal.may_have_left_a_draft());
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_server_that_says_continue_unasked_is_waited_for() {
    let server = Server::start(Script::Answer(format!("HTTP/1.1 100 Continue\r\n\r\n{OK}"))).await;
    let journal = Journal::new(None);
    let request = chunk(pieces(15, PIECE), CHUNK);
    let answer = transport_to(&server)
        .send(request, RequestOptions::default(), &journal)
        .await;
    assert_eq!(answer.unwrap().status(), StatusCode::OK);
}

/// What the other side does not read is not taken from the guest: beside what the system's own buffers hold.
#[tokio::test]
async fn a_body_waits_for_the_network() {
    let server = Server::start(Script::ReadHeadOnly).await;
    let seen = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&seen);
    let journal = Journal::new(Some(Arc::new(move |bytes| {
        counter.fetch_max(bytes, Ordering::SeqCst);
    })));
    let options = RequestOptions {
        first_byte_timeout: Some(Duration::from_secs(1)),
        ..RequestOptions::default()
    };
    let request = chunk(pieces(4_000, PIECE), 4_000 * PIECE);
    let answer = transport_to(&server).send(request, options, &journal).await;
    assert!(matches!(answer, Err(Error::HttpResponseTimeout)), "{:?}", answer.err());
    let high = seen.load(Ordering::SeqCst);
    assert!(high < 100 * PIECE as u64, "{high} bytes were taken");
}

#[tokio::test]
async fn a_refused_chunk_does_not_count_as_progress() {
    let server = Server::start(Script::Answer(
        "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n".to_owned(),
    ))
    .await;
    let reports = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&reports);
    let journal = Journal::new(Some(Arc::new(move |bytes| sink.lock().unwrap().push(bytes))));
    let transport = transport_to(&server);
    for _ in 0..3 {
        let request = chunk(pieces(4, 50_000), 200_000);
        transport
            .send(request, RequestOptions::default(), &journal)
            .await
            .unwrap();
    }
    let reports = reports.lock().unwrap();
    assert_eq!(reports.iter().max(), Some(&200_000), "never more than there is to send");
    assert_eq!(reports.last(), Some(&0));
}

/// Path and query of an upload URL let whoever has them write into the mailbox. No library on the way may log them, at any
/// level, over HTTP/1.1 or HTTP/2, whether it goes well or not.
#[tokio::test]
async fn upload_urls_show_in_no_log() {
    let plain = Server::start(Script::Answer(OK.to_owned())).await;
    let closing = Server::start(Script::AnswerAndClose(String::new())).await;
    let garbage = Server::start(Script::AnswerAndClose("nonsense\r\n\r\n".to_owned())).await;
    let (log, guard) = Log::capture();
    for server in [&plain, &closing, &garbage] {
        let journal = Journal::new(None);
        let request = chunk(whole(b"body"), 4);
        let answer = transport_to(server)
            .send(request, RequestOptions::default(), &journal)
            .await;
        if let Err(error) = answer {
            assert!(!format!("{error:?} {error}").contains("marker"));
        }
    }
    tls::put_over_http2(chunk(whole(b"body"), 4)).await;
    drop(guard);
    let log = log.text();
    assert!(
        log.contains("(upload session)") && log.contains("hyper_util") && log.contains("h2::"),
        "{log}"
    );
    assert!(!log.contains("marker") && !log.contains("AttachmentSessions"), "{log}");
}
