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
