//! A guest that sends and then traps: what the host says of the mail is right.

use outlook_emulator::demo;
use outlook_host::{Connector, ErrorKind, Route, TransportOptions};

use super::{Guest, GuestRequest, connector};
use crate::support::{connection, emulator, mail};

/// How a guest ends after it began a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    AfterTheResponse,
    WhileItWaits,
    WithTheBodyOpen,
}

/// Returns whether the host says that the mail may have been sent, whether it says that a draft may be left, and how many
/// requests arrived.
async fn account(path: &str, ends: Ends) -> (bool, bool, usize) {
    let emulator = emulator().await;
    let mut guest = Guest::with_requests();
    let open = ends == Ends::WithTheBodyOpen;
    let begin = guest.begin(&GuestRequest {
        path,
        headers: if open { &[("content-length", "9")] } else { &[] },
        whole: !open,
        ..GuestRequest::default()
    });
    let code = if ends == Ends::AfterTheResponse {
        format!("(drop (call $end {begin})) unreachable")
    } else {
        format!("(drop {begin}) (call $sleep (i64.const 500)) unreachable")
    };
    let connector = connector(&emulator, &guest.exporting("send-mail", code));
    let error = connector.send_mail(&connection(), &mail(vec![])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Trap);
    let arrived = emulator.requests().len();
    (error.may_have_been_sent(), error.may_have_left_a_draft(), arrived)
}

#[tokio::test]
async fn a_send_that_may_have_arrived_is_never_called_not_sent() {
    // The emulator refuses these bodies, so the service's refusal is the account. A send that is under way is open.
    let user = format!("/v1.0/users/{}", demo::MAILBOX);
    for path in [format!("{user}/sendMail"), format!("{user}/messages/m/send")] {
        let (sent, _, arrived) = account(&path, Ends::AfterTheResponse).await;
        assert_eq!((sent, arrived), (false, 1), "{path}: refused");
        let (sent, _, arrived) = account(&path, Ends::WithTheBodyOpen).await;
        assert_eq!(
            (sent, arrived),
            (false, 0),
            "{path}: its body was not complete, and so nothing left"
        );
    }
    // A server that reads and never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let routes = Route::all_hosts(&format!("http://{}", silent.local_addr().unwrap())).unwrap();
    for (path, mail_sent, draft_left) in [
        ("sendMail", true, false),
        ("messages/m/send", true, false),
        ("messages", false, true),
        ("messages/m/attachments", false, false),
    ] {
        let path = format!("{user}/{path}");
        let mut guest = Guest::with_requests();
        let begin = guest.begin(&GuestRequest {
            path: &path,
            ..GuestRequest::default()
        });
        let code = format!("(drop {begin}) (call $sleep (i64.const 500)) unreachable");
        let connector = Connector::builder(guest.exporting("send-mail", code).component())
            .transport(TransportOptions::new().routes(routes.clone()))
            .build()
            .unwrap();
        let error = connector.send_mail(&connection(), &mail(vec![])).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Trap);
        let account = (error.may_have_been_sent(), error.may_have_left_a_draft());
        assert_eq!(account, (mail_sent, draft_left), "{path}");
    }
    let (_, draft, arrived) = account(&format!("{user}/messages"), Ends::WhileItWaits).await;
    assert_eq!((draft, arrived), (false, 1), "refused");
}

/// Everything else that makes Graph send does not leave, and so "nothing was sent" is true.
#[tokio::test]
async fn what_the_account_does_not_know_does_not_leave() {
    for path in [
        "/sendmail/",
        "/microsoft.graph.sendMail",
        "/messages/m/reply",
        "/messages/m/forward",
        "/messages/m/microsoft.graph.forward",
        "/%73endMail",
        "/sendMai%6C",
        "/sendMail()",
        "/sendMail?x=/y",
        "/events",
        "/mailFolders/drafts/messages",
        "/messages/m/createForward",
        "/messages/m/copy",
    ] {
        for ends in [Ends::AfterTheResponse, Ends::WhileItWaits] {
            let path = format!("/v1.0/users/{}{path}", demo::MAILBOX);
            assert_eq!(account(&path, ends).await, (false, false, 0), "{path} {ends:?}");
        }
    }
    for path in ["/v1.0/$batch", "/beta/$batch", "/beta/users/x/sendMail"] {
        assert_eq!(account(path, Ends::WhileItWaits).await, (false, false, 0), "{path}");
    }
}
