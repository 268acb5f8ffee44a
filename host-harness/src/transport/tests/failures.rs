//! Each way to fail, the code it gets, and whether a mail may have been sent.

use super::*;

const QUICK: Duration = Duration::from_millis(200);

async fn send_mail(
    transport: &Transport,
    options: RequestOptions,
) -> (Result<Response<WasiBody>, Error>, Arc<Journal>) {
    let journal = Journal::new(None);
    let answer = transport
        .send(request("POST", SEND, whole(b"{}")), options, &journal)
        .await;
    (answer, journal)
}

#[tokio::test]
async fn refused_connection() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let routes = Route::all_hosts(&format!("http://{address}")).unwrap();
    let transport = Transport::new(TransportOptions {
        routes,
        ..TransportOptions::default()
    });
    let (answer, journal) = send_mail(&transport, RequestOptions::default()).await;
    assert!(matches!(answer, Err(Error::ConnectionRefused)), "{:?}", answer.err());
    assert!(!journal.may_have_sent_mail());
}

/// TCP is accepted and TLS never answered: still no connection, so still nothing sent.
#[tokio::test]
async fn no_connection_in_time() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let routes = Route::all_hosts(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    let roots = Roots::system()
        .and_pem(&rcgen::generate_simple_self_signed(["x".to_owned()]).unwrap().cert.pem())
        .unwrap();
    let transport = Transport::new(TransportOptions {
        routes,
        roots,
        ..TransportOptions::default()
    });
    let options = RequestOptions {
        connect_timeout: Some(QUICK),
        ..RequestOptions::default()
    };
    let (answer, journal) = send_mail(&transport, options).await;
    assert!(matches!(answer, Err(Error::ConnectionTimeout)), "{:?}", answer.err());
    assert!(!journal.may_have_sent_mail());
}

#[tokio::test]
async fn no_answer_in_time() {
    let server = Server::start(Script::Silence).await;
    let options = RequestOptions {
        first_byte_timeout: Some(QUICK),
        ..RequestOptions::default()
    };
    let (answer, journal) = send_mail(&transport_to(&server), options).await;
    assert!(matches!(answer, Err(Error::HttpResponseTimeout)), "{:?}", answer.err());
    assert!(journal.may_have_sent_mail());
}

#[tokio::test]
async fn closed_without_an_answer() {
    let server = Server::start(Script::AnswerAndClose(String::new())).await;
    let (answer, journal) = send_mail(&transport_to(&server), RequestOptions::default()).await;
    assert!(matches!(answer, Err(Error::ConnectionTerminated)), "{:?}", answer.err());
    assert!(journal.may_have_sent_mail());
}

#[tokio::test]
async fn an_answer_that_is_not_http() {
    let server = Server::start(Script::AnswerAndClose("SSH-2.0-OpenSSH_9.2\r\n\r\n".to_owned())).await;
    let (answer, journal) = send_mail(&transport_to(&server), RequestOptions::default()).await;
    assert!(matches!(answer, Err(Error::HttpProtocolError)), "{:?}", answer.err());
    assert!(journal.may_have_sent_mail());
}

#[tokio::test]
async fn a_head_too_large() {
    let huge = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(1024 * 1024));
    let server = Server::start(Script::AnswerAndClose(huge)).await;
    let (answer, _) = send_mail(&transport_to(&server), RequestOptions::default()).await;
    assert!(
        matches!(answer, Err(Error::HttpResponseHeaderSectionSize(_))),
        "{:?}",
        answer.err()
    );
}

#[tokio::test]
async fn an_answer_that_breaks_off() {
    let half = "HTTP/1.1 202 Accepted\r\ncontent-length: 10\r\n\r\nhalf";
    let server = Server::start(Script::AnswerAndClose(half.to_owned())).await;
    let (answer, _) = send_mail(&transport_to(&server), RequestOptions::default()).await;
    let broken = text(answer.unwrap()).await;
    assert!(matches!(broken, Err(Error::HttpResponseIncomplete)), "{broken:?}");
}

#[tokio::test]
async fn an_answer_that_stalls() {
    let half = "HTTP/1.1 202 Accepted\r\ncontent-length: 10\r\n\r\nhalf";
    let server = Server::start(Script::Answer(half.to_owned())).await;
    let options = RequestOptions {
        between_bytes_timeout: Some(QUICK),
        ..RequestOptions::default()
    };
    let (answer, _) = send_mail(&transport_to(&server), options).await;
    let stalled = text(answer.unwrap()).await;
    assert!(matches!(stalled, Err(Error::ConnectionReadTimeout)), "{stalled:?}");
}

#[tokio::test]
async fn what_an_answer_says_about_the_mail() {
    for (status, may_have_been_sent) in [
        (202, true),
        (200, true),
        (302, true),
        (500, true),
        (503, true),
        (408, true),
        (400, false),
        (403, false),
        (429, false),
    ] {
        let server = Server::start(Script::Answer(format!(
            "HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n"
        )))
        .await;
        let (answer, journal) = send_mail(&transport_to(&server), RequestOptions::default()).await;
        assert_eq!(answer.unwrap().status().as_u16(), status);
        assert_eq!(journal.may_have_sent_mail(), may_have_been_sent, "{status}");
    }
}

/// The call is dropped while the request is under way, as an interrupt does it.
#[tokio::test]
async fn dropped_while_under_way() {
    let server = Server::start(Script::Silence).await;
    let transport = transport_to(&server);
    for (uri, may_have_been_sent) in [(SEND, true), (TOKEN, false)] {
        let journal = Journal::new(None);
        let sending = transport.send(request("POST", uri, whole(b"{}")), RequestOptions::default(), &journal);
        assert!(tokio::time::timeout(QUICK, sending).await.is_err());
        assert_eq!(journal.may_have_sent_mail(), may_have_been_sent, "{uri}");
    }
}
