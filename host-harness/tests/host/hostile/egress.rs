//! Requests that are not the connection's: none leaves.

use outlook_emulator::{Effect, Fault, Operation, demo};

use super::{DENIED, Guest, GuestRequest, connector, report, reporting};
use crate::support::emulator;

const LOGIN: &str = "login.microsoftonline.com";

/// Makes all requests, one after the other. Returns what became of each.
async fn tried(requests: &[GuestRequest<'_>]) -> (Vec<i32>, outlook_emulator::Emulator) {
    let emulator = emulator().await;
    let mut guest = Guest::with_requests();
    let statements: Vec<String> = requests
        .iter()
        .map(|request| format!("(call $note (call $end {}))", guest.begin(request)))
        .collect();
    let guest = guest.exporting("send-mail", reporting(&statements));
    (report(&connector(&emulator, &guest)).await, emulator)
}

#[tokio::test]
async fn only_requests_of_the_connection_leave() {
    let user = format!("/v1.0/users/{}", demo::MAILBOX);
    let tenant = format!("/{}/oauth2/v2.0/token", demo::TENANT_ID);
    let graph: Vec<(&str, String)> = vec![
        ("GET", "/v1.0/users?$select=id".to_owned()),
        ("GET", "/v1.0/users/alex@contoso.com/messages?$select=id".to_owned()),
        ("POST", "/v1.0/users/alex@contoso.com/sendMail".to_owned()),
        ("POST", "/v1.0/$batch".to_owned()),
        ("POST", format!("/beta/users/{}/sendMail", demo::MAILBOX)),
        ("POST", format!("{user}/messages/m/forward")),
        ("POST", format!("{user}/messages/m/replyAll")),
        ("POST", format!("{user}/events")),
        ("POST", format!("{user}/%73endMail")),
        ("POST", format!("{user}/sendMail()")),
        ("POST", format!("{user}/sendMail?x=y")),
        ("POST", format!("/{user}/sendMail")),
        ("POST", format!("{user}/../alex@contoso.com/sendMail")),
        ("POST", format!("{user}%2f..%2falex@contoso.com/sendMail")),
        ("GET", format!("{user}/messages")),
        ("GET", format!("{user}/messages?$select=id,body")),
        ("GET", format!("{user}/messages?$select=id&$expand=attachments")),
        ("DELETE", format!("{user}/messages/%2e%2e")),
        ("PUT", format!("{user}/messages/m")),
    ];
    let mut requests: Vec<GuestRequest<'_>> = graph
        .iter()
        .map(|(method, path)| GuestRequest {
            method,
            path,
            ..GuestRequest::default()
        })
        .collect();
    for (authority, path) in [
        ("graph.microsoft.us", &format!("{user}/sendMail")),
        ("graph.microsoft.com:-443", &format!("{user}/sendMail")),
        ("graph.microsoft.com:99999", &format!("{user}/sendMail")),
        ("x@graph.microsoft.com", &format!("{user}/sendMail")),
        (LOGIN, &"/attacker.com/oauth2/v2.0/token".to_owned()),
        (LOGIN, &"/common/oauth2/v2.0/token".to_owned()),
        ("login.microsoftonline.us", &tenant),
        ("example.com", &"/".to_owned()),
    ] {
        requests.push(GuestRequest {
            authority,
            path: path.clone().leak(),
            ..GuestRequest::default()
        });
    }
    // No upload URL was handed out.
    let upload = GuestRequest {
        method: "PUT",
        authority: "outlook.office.com",
        path: "/api/v2.0/x?authtoken=y",
        ..GuestRequest::default()
    };
    requests.push(upload);
    for header in ["x-http-method-override", "te", "x-original-url"] {
        let headers: &'static [(&str, &str)] = vec![(header, "DELETE")].leak();
        requests.push(GuestRequest {
            path: format!("{user}/sendMail").leak(),
            headers,
            ..GuestRequest::default()
        });
    }
    let (results, emulator) = tried(&requests).await;
    for (request, result) in requests.iter().zip(&results) {
        assert!(
            matches!(*result, DENIED | -4),
            "{} {}{} {:?}: {result}",
            request.method,
            request.authority,
            request.path,
            request.headers
        );
    }
    assert_eq!(results.len(), requests.len());
    assert!(emulator.requests().is_empty(), "nothing left");

    // The same guest can make the connection's own requests, so it is the policy that stopped the others.
    let send = format!("{user}/sendMail");
    let own = [
        GuestRequest {
            authority: LOGIN,
            path: &tenant,
            ..GuestRequest::default()
        },
        GuestRequest {
            path: &send,
            ..GuestRequest::default()
        },
    ];
    let (results, emulator) = tried(&own).await;
    assert!(results.iter().all(|status| (400..500).contains(status)), "{results:?}");
    assert_eq!(emulator.requests().len(), 2);
}

#[tokio::test]
async fn four_requests_at_once() {
    let emulator = emulator().await;
    emulator.inject(Fault::always(Operation::Token, Effect::Delay { millis: 300 }));
    let tenant = format!("/{}/oauth2/v2.0/token", demo::TENANT_ID);
    let mut guest = Guest::with_requests();
    let begin = guest.begin(&GuestRequest {
        authority: LOGIN,
        path: &tenant,
        ..GuestRequest::default()
    });
    let begun = format!("(local $first i32) (local.set $first {begin})");
    let others = vec![format!("(drop {begin})"); 3];
    let mut statements = vec![begun];
    statements.extend(others);
    // Beyond the four, and again when they have ended. Their responses were not read, so they keep their places.
    statements.push(format!(
        "(call $note (call $end {begin})) (call $note (call $end (local.get $first)))"
    ));
    statements.push(format!("(call $note (call $end {begin}))"));
    let guest = guest.exporting("send-mail", reporting(&statements));
    let results = report(&connector(&emulator, &guest)).await;
    assert_eq!((results[0], results[2]), (DENIED, DENIED), "{results:?}");
    assert!((400..500).contains(&results[1]), "{results:?}");
    assert_eq!(emulator.requests().len(), 4);
}
