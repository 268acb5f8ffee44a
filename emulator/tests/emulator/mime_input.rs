//! sendMail with a whole MIME message in base64.

use crate::support::*;
use http::Method;
use outlook_emulator::{World, demo};

const MIME: &str = "From: sender@contoso.com\r\nTo: Megan <megan@contoso.com>\r\nBcc: hidden@fabrikam.com,\r\n other@fabrikam.com\r\n\
                    Subject: Raw\r\nMIME-Version: 1.0\r\n\r\nHello\r\n";

#[tokio::test]
async fn recipients_come_from_the_headers_and_bcc_leaves() {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    let reply = send_raw(&emulator, &token, demo::MAILBOX, "text/plain", base64(MIME.as_bytes())).await;
    assert_eq!(reply.status, 202, "{:?}", reply.body);
    let mail = emulator.delivered().remove(0);
    assert_eq!(
        mail.envelope_to,
        ["megan@contoso.com", "hidden@fabrikam.com", "other@fabrikam.com"]
    );
    assert_eq!(mail.subject, "Raw");
    assert!(mail.saved_to_sent_items);
    let text = String::from_utf8(mail.eml.to_vec()).expect("ASCII");
    assert!(!text.contains("fabrikam"), "{text}");
    assert!(
        text.contains("To: Megan <megan@contoso.com>\r\nSubject: Raw\r\n"),
        "{text}"
    );
    assert!(text.contains(&format!("Message-ID: <{}>", mail.internet_message_id)));
    assert!(text.ends_with("\r\n\r\nHello\r\n"));
}

#[tokio::test]
async fn the_rules_of_exchange_hold_here_too() {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    let foreign = MIME.replace("sender@", "support@");
    let reply = send_raw(
        &emulator,
        &token,
        demo::MAILBOX,
        "text/plain",
        base64(foreign.as_bytes()),
    )
    .await;
    assert_eq!(
        (reply.status.as_u16(), reply.code().as_str()),
        (403, "ErrorSendAsDenied")
    );
    let nobody = base64(b"From: sender@contoso.com\r\nSubject: x\r\n\r\nHello\r\n");
    let reply = send_raw(&emulator, &token, demo::MAILBOX, "text/plain", nobody).await;
    assert_eq!(
        (reply.status.as_u16(), reply.code().as_str()),
        (400, "ErrorInvalidRecipients")
    );
}

#[tokio::test]
async fn a_large_message_is_answered_200_and_never_sent() {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    let sized = |bytes: usize| base64(format!("{MIME}{}", "a".repeat(bytes - MIME.len())).as_bytes());
    let reply = send_raw(&emulator, &token, demo::MAILBOX, "text/plain", sized(2240 * 1024)).await;
    assert_eq!((reply.status.as_u16(), emulator.delivered().len()), (202, 1));
    let reply = send_raw(&emulator, &token, demo::MAILBOX, "text/plain", sized(2240 * 1024 + 1)).await;
    assert_eq!((reply.status.as_u16(), emulator.delivered().len()), (200, 1));
    // Neither does it become a draft.
    let path = format!("/v1.0/users/{}/messages", demo::MAILBOX);
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "text/plain")];
    let draft = request(Method::POST, GRAPH, &path, &headers, sized(2240 * 1024 + 1));
    let reply = exchange(http(&emulator), draft).await.expect("an answer");
    let stored = emulator.mailbox_items(demo::MAILBOX).len();
    assert_eq!((reply.status.as_u16(), stored), (200, 1), "the one that was sent");
}

#[tokio::test]
async fn a_message_fills_a_request_where_large_ones_are_not_dropped() {
    let emulator = start(World::demo()).await;
    emulator.update(|world| world.large_mime_is_dropped = false);
    let token = token(&emulator).await;
    let sized = |bytes: usize| base64(format!("{MIME}{}", "a".repeat(bytes - MIME.len())).as_bytes());
    let reply = send_raw(&emulator, &token, demo::MAILBOX, "text/plain", sized(3 * 1024 * 1024)).await;
    assert_eq!((reply.status.as_u16(), emulator.delivered().len()), (202, 1));
    let reply = send_raw(
        &emulator,
        &token,
        demo::MAILBOX,
        "text/plain",
        sized(3 * 1024 * 1024 + 1),
    )
    .await;
    assert_eq!((reply.status.as_u16(), emulator.delivered().len()), (413, 1));
}

/// Value of `X-Case` in the mail that was sent last.
fn case(emulator: &outlook_emulator::Emulator) -> Option<String> {
    let eml = emulator.delivered().pop().expect("a mail").eml;
    let mail = mail_parser::MessageParser::default().parse(&eml[..]).expect("a mail");
    mail.header("X-Case")?.as_text().map(str::to_owned)
}

/// The three mails of microsoft-graph-docs-contrib#424: MIME, JSON, MIME.
#[tokio::test]
async fn a_header_that_the_mailbox_never_sent_as_json_is_dropped_from_mime() {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    let mime = || {
        base64(
            MIME.replace("MIME-Version", "X-Case: 1\r\nX-Priority: 1\r\nMIME-Version")
                .as_bytes(),
        )
    };
    let reply = send_raw(&emulator, &token, demo::MAILBOX, "text/plain", mime()).await;
    assert_eq!((reply.status.as_u16(), case(&emulator)), (202, None));
    let eml = String::from_utf8(emulator.delivered()[0].eml.to_vec()).expect("ASCII");
    assert!(
        eml.contains("\r\nX-Priority: 1\r\nMIME-Version: 1.0\r\n\r\nHello"),
        "{eml}"
    );
    let mut json = hello();
    json["message"]["internetMessageHeaders"] = serde_json::json!([{ "name": "x-case", "value": "2" }]);
    let reply = send(&emulator, &token, demo::MAILBOX, &json).await;
    assert_eq!((reply.status.as_u16(), case(&emulator)), (202, Some("2".to_owned())));
    let reply = send_raw(&emulator, &token, demo::MAILBOX, "text/plain", mime()).await;
    assert_eq!((reply.status.as_u16(), case(&emulator)), (202, Some("1".to_owned())));
}

#[tokio::test]
async fn a_world_says_which_headers_a_mailbox_knows() {
    let mut world = World::demo();
    let mailbox = world.tenants[0].mailbox_mut(demo::MAILBOX).expect("it is there");
    mailbox.known_headers = vec!["X-CASE".to_owned(), "auto-submitted".to_owned()];
    let emulator = start(world).await;
    let token = token(&emulator).await;
    let fields = "x-case: 1\r\nAuto-Submitted: auto-generated\r\nMIME-Version";
    let mime = base64(MIME.replace("MIME-Version", fields).as_bytes());
    let reply = send_raw(&emulator, &token, demo::MAILBOX, "text/plain", mime).await;
    assert_eq!((reply.status.as_u16(), case(&emulator)), (202, Some("1".to_owned())));
    let eml = String::from_utf8(emulator.delivered()[0].eml.to_vec()).expect("ASCII");
    assert!(!eml.contains("Auto-Submitted"), "always removed: {eml}");
}

#[tokio::test]
async fn an_unquoted_at_in_a_name_is_another_sender_or_nobody() {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    for (from, to, expected) in [
        (
            "sender@contoso.com <sender@contoso.com>",
            "a@b.com",
            "ErrorSendAsDenied",
        ),
        ("<sender@contoso.com>", "a@b.com <a@b.com>", "ErrorInvalidRecipients"),
        (
            "<sender@contoso.com>",
            "c@d.com, x @ y <a@b.com>",
            "ErrorInvalidRecipients",
        ),
        (
            "\"sender@contoso.com\" <sender@contoso.com>",
            "\"x \\\" @\" <a@b.com>",
            "",
        ),
        (
            "Sender (at @ home (x)) <sender@contoso.com>",
            "=?utf-8?Q?a@b?= <a@b.com>",
            "",
        ),
    ] {
        let mime = format!("From: {from}\r\nTo: {to}\r\n\r\nHello\r\n");
        let reply = send_raw(&emulator, &token, demo::MAILBOX, "text/plain", base64(mime.as_bytes())).await;
        match expected {
            "" => assert_eq!(reply.status.as_u16(), 202, "{from} {to}: {:?}", reply.body),
            code => assert_eq!(reply.code(), code, "{from} {to}"),
        }
    }
    assert_eq!(emulator.delivered().len(), 2);
}
