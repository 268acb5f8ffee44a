//! The send by draft, step by step: which requests are made, in which order, and what each answer leads to. How it stands against
//! every fault is shown on a whole mailbox, in `tests/mailbox`.

mod changed;
mod keyed_send;

use outlook_connector::contract::{Attachment, Content, Message};
use serde_json::json;

use crate::{
    message, parts,
    script::{answer, with_header},
};
use keyed_send::{KNOWN_MARK, KeyedSend, Shown, draft, received, sent};

#[test]
fn a_first_run_writes_looks_and_sends() {
    let send = KeyedSend::new();
    let accepted = with_header(answer(202, ""), "date", "Mon, 23 Nov 2026 00:00:09 GMT");
    send.creates("d1")
        .finds([draft("d1")])
        .claims("d1")
        .sends_with("d1", accepted);
    let receipt = send.run().unwrap();
    assert_eq!(
        (receipt.method.as_str(), receipt.reference.as_str()),
        ("draft", "run-1")
    );
    assert_eq!(receipt.message_id.as_deref(), Some("d1"));
    assert_eq!(receipt.internet_message_id.as_deref(), Some("<d1@contoso.com>"));
    assert_eq!(receipt.accepted_at.as_deref(), Some("2026-11-23T00:00:09Z"));
    assert!(!receipt.already_sent);
    let requests = send.host.finish();
    for request in &requests[1..] {
        assert_eq!(request.header("prefer"), Some(r#"IdType="ImmutableId""#));
    }
    assert_eq!(requests.len(), 5, "the token, and four requests one after the other");
    assert_eq!(requests[3].header("if-match"), Some("W/\"d1-1\""), "as it was written");
    assert!(requests[4].body.is_empty() && requests[4].announce_length);
}

#[test]
fn a_mail_that_was_sent_is_reported_and_not_sent_again() {
    let send = KeyedSend::new();
    send.creates("d2").finds([draft("d2"), sent("d1")]).deletes("d2");
    let receipt = send.run().unwrap();
    assert!(receipt.already_sent);
    assert_eq!(receipt.message_id.as_deref(), Some("d1"));
    assert_eq!(receipt.accepted_at.as_deref(), Some("2026-11-23T00:01:00Z"));
    assert_eq!(receipt.notices.len(), 0);
    assert_eq!(
        send.host.finish()[3].header("if-match"),
        Some("W/\"d2-1\""),
        "if unchanged"
    );
}

#[test]
fn a_draft_that_could_not_be_removed_beside_a_sent_mail_is_a_notice() {
    let send = KeyedSend::new();
    send.creates("d2")
        .finds([draft("d2"), sent("d1")])
        .deletes_with("d2", answer(403, ""));
    let receipt = send.run().unwrap();
    assert!(receipt.already_sent);
    assert_eq!(receipt.notices[0].code, "draft-left");
    assert!(receipt.notices[0].message.contains("message d2"));
}

/// The mailbox is full, or the app lost a permission, since the mail was sent.
#[test]
fn a_mail_that_was_sent_is_reported_even_if_no_draft_can_be_created() {
    for (messages, already_sent) in [(vec![sent("d1")], true), (vec![], false)] {
        let send = KeyedSend::new();
        let full = r#"{"error":{"code":"ErrorQuotaExceeded","message":"m"}}"#;
        send.creates_with(answer(403, full)).finds(messages);
        match send.run() {
            Ok(receipt) => assert!(already_sent && receipt.already_sent),
            Err(error) => {
                let (case, detail) = parts(error);
                assert!(!already_sent);
                assert_eq!(case, "permanent-rejected");
                assert_eq!(detail.service_code.as_deref(), Some("ErrorQuotaExceeded"));
            }
        }
    }
}

#[test]
fn a_doubt_is_reported_even_if_no_draft_can_be_created() {
    let send = KeyedSend::new();
    send.creates_with(answer(403, "")).finds([sent("own").marked("2 x")]);
    let (case, detail) = parts(send.run().unwrap_err());
    assert_eq!(
        (case, detail.code.as_str()),
        ("permanent-outcome-unknown", "mark-not-readable")
    );
}

#[test]
fn a_key_stands_for_one_message() {
    for change in [
        |m: &mut Message| m.subject.push('!'),
        |m: &mut Message| m.text = None,
        |m: &mut Message| m.bcc = m.to.clone(),
        |m: &mut Message| m.read_receipt = true,
        |m: &mut Message| {
            m.attachments = vec![Attachment {
                name: "a".to_owned(),
                content: Content::Bytes(vec![1]),
                ..Attachment::default()
            }];
        },
    ] {
        let send = KeyedSend::new();
        send.creates("d2").finds([draft("d2"), sent("d1")]).deletes("d2");
        let mut other = message();
        change(&mut other);
        let (case, detail) = parts(send.run_with(other).unwrap_err());
        assert_eq!(case, "permanent-invalid-input");
        assert_eq!(detail.fields[0].field, "options.idempotency-key");
        assert_eq!(detail.fields[0].code, "key-of-another-message");
    }
}

#[test]
fn a_message_that_another_mailbox_sent_does_not_count_whatever_its_mark() {
    let zeros = "0".repeat(32);
    for mark in [
        KNOWN_MARK.clone(),
        format!("1 highway128 {zeros}{zeros} {zeros} {zeros}"),
        "2 x".to_owned(),
        format!("1 0000 {}", crate::MAILBOX),
    ] {
        let send = KeyedSend::new();
        let foreign = received("in", &mark);
        send.creates("d1")
            .finds([foreign, draft("d1")])
            .asks_for_sent_items()
            .claims("d1")
            .sends("d1");
        assert!(!send.run().unwrap().already_sent, "{mark}");
    }
}

#[test]
fn a_message_without_a_mark_does_not_count() {
    let send = KeyedSend::new();
    let unmarked = sent("own").unmarked();
    send.creates("d1")
        .finds([unmarked, draft("d1")])
        .claims("d1")
        .sends("d1");
    assert!(!send.run().unwrap().already_sent);
}

/// Finds the message beside the new draft. Returns the error's code, first cause and reference.
fn in_doubt(message: Shown, asks_for_folder: bool) -> (String, String, Option<String>) {
    let send = KeyedSend::new();
    send.creates("d1").finds([message, draft("d1")]);
    if asks_for_folder {
        send.asks_for_sent_items();
    }
    send.deletes("d1");
    let (case, detail) = parts(send.run().unwrap_err());
    assert_eq!(case, "permanent-outcome-unknown");
    send.host.finish();
    (detail.code, detail.causes[0].id.clone(), detail.reference)
}

#[test]
fn a_message_of_this_mailbox_with_a_mark_of_another_version_is_in_doubt() {
    for message in [sent("own"), draft("own").ready()] {
        let (code, cause, reference) = in_doubt(message.marked("2 sha256 0000"), false);
        assert_eq!(
            (code.as_str(), cause.as_str()),
            ("mark-not-readable", "mark-of-another-version")
        );
        assert_eq!(reference.as_deref(), Some("run-1"));
    }
}

#[test]
fn a_message_whose_owner_is_not_shown_is_in_doubt() {
    // By a rule or a person: received, and in Sent Items.
    let moved_in = received("in", &KNOWN_MARK).in_folder("sent");
    // Never received, by another sender than the connection's name, and not in Sent Items.
    let moved_out = sent("own").by("contoso.references@contoso.com").in_folder("archive");
    for message in [moved_in, moved_out] {
        let (code, cause, _) = in_doubt(message, true);
        assert_eq!(
            (code.as_str(), cause.as_str()),
            ("owner-not-shown", "message-of-key-in-doubt")
        );
    }
}

#[test]
fn a_list_that_is_longer_than_one_page_is_in_doubt() {
    let send = KeyedSend::new();
    let page = json!({ "value": [], "@odata.nextLink": "https://graph.microsoft.com/v1.0/more" });
    // The draft need not be on the page.
    send.creates("d1").looks(answer(200, page.to_string())).deletes("d1");
    let (case, detail) = parts(send.run().unwrap_err());
    assert_eq!(
        (case, detail.code.as_str()),
        ("permanent-outcome-unknown", "too-many-messages-of-key")
    );
}

#[test]
fn a_sent_message_in_sent_items_is_this_mailboxs_own_whatever_the_connection_calls_it() {
    let send = KeyedSend::new();
    // Of a connection by user principal name or object ID, or of a mail that was sent as somebody else.
    send.creates("d2")
        .finds([draft("d2"), sent("d1").by("contoso.references@contoso.com")])
        .asks_for_sent_items()
        .deletes("d2");
    assert!(send.run().unwrap().already_sent);
}

#[test]
fn a_complete_draft_of_an_earlier_run_is_sent() {
    let send = KeyedSend::new();
    send.creates("d1")
        .finds([draft("d1"), draft("d0").ready()])
        .deletes("d1")
        .finds([draft("d0").ready()])
        .sends("d0");
    let receipt = send.run().unwrap();
    assert_eq!(
        (receipt.message_id.as_deref(), receipt.already_sent),
        (Some("d0"), false)
    );
    assert_eq!(send.host.take_sleeps(), [0; 0], "nobody is at work on it");
}

/// An upload of many megabytes comes after the comparison.
#[test]
fn a_mail_with_a_large_attachment_is_compared_before_anything_is_created() {
    for (found, is_draft) in [(sent("d0"), false), (draft("d0").ready(), true), (draft("d0"), true)] {
        let send = KeyedSend::new();
        send.finds([found]);
        if is_draft {
            send.asks_for_drafts();
        }
        let mut large = message();
        large.attachments = vec![Attachment {
            name: "a".to_owned(),
            content: Content::Bytes(vec![1; 3_200_000]),
            ..Attachment::default()
        }];
        let (case, detail) = parts(send.run_with(large).unwrap_err());
        assert_eq!(case, "permanent-invalid-input");
        assert_eq!(detail.fields[0].code, "key-of-another-message");
    }
}

#[test]
fn an_incomplete_draft_is_removed_as_it_was_seen_and_written_anew() {
    let send = KeyedSend::new();
    // The removed one is in Deleted Items then, and still a draft.
    let removed = draft("d0").in_folder("deleted");
    send.creates("d1")
        .finds([draft("d0"), draft("d1")])
        .deletes("d1")
        .finds([draft("d0")])
        .deletes("d0")
        .finds([removed.clone()])
        .creates("d2")
        .finds([removed, draft("d2")])
        .claims("d2")
        .sends("d2");
    send.run().unwrap();
    assert_eq!(send.host.finish()[5].header("if-match"), Some("W/\"d0-1\""));
}

#[test]
fn a_run_that_sees_another_yields_and_sends_what_the_other_made_ready() {
    let send = KeyedSend::new();
    send.creates("d2")
        .finds([draft("d2"), draft("d1")])
        .deletes("d2")
        .finds([draft("d1").ready()])
        .sends("d1");
    assert_eq!(send.run().unwrap().message_id.as_deref(), Some("d1"));
    let waits = send.host.take_sleeps();
    assert!(waits.iter().all(|wait| (1_000..3_000).contains(wait)), "{waits:?}");
}

#[test]
fn a_draft_that_another_run_touched_is_not_sent() {
    let send = KeyedSend::new();
    let conflict = r#"{"error":{"code":"ErrorIrresolvableConflict","message":"m"}}"#;
    send.creates("d1")
        .finds([draft("d1")])
        .claims_with("d1", answer(412, conflict))
        .finds([sent("d3")]);
    let receipt = send.run().unwrap();
    assert_eq!(
        (receipt.message_id.as_deref(), receipt.already_sent),
        (Some("d3"), true)
    );
}

#[test]
fn a_draft_that_the_mailbox_does_not_list_is_not_sent() {
    let send = KeyedSend::new();
    send.creates("d1");
    for _ in 0..4 {
        send.finds([]);
    }
    send.deletes("d1");
    let (case, detail) = parts(send.run().unwrap_err());
    assert_eq!((case, detail.code.as_str()), ("transient", "mailbox-behind"));
    assert_eq!(detail.leftovers, []);
}

#[test]
fn after_a_lost_answer_the_draft_is_looked_at_before_it_is_sent_again() {
    let send = KeyedSend::new();
    send.creates("d1")
        .finds([draft("d1")])
        .claims("d1")
        .sends_with("d1", answer(504, ""));
    for _ in 0..3 {
        send.reads(draft("d1").unmarked().ready());
    }
    send.sends_with("d1", answer(503, "")).reads(sent("d1").unmarked());
    let receipt = send.run().unwrap();
    assert_eq!(receipt.accepted_at.as_deref(), Some("2026-11-23T00:01:00Z"));
}

#[test]
fn without_the_right_to_write_drafts_a_key_is_refused_with_its_reason() {
    let send = KeyedSend::new();
    let denied = r#"{"error":{"code":"ErrorAccessDenied","message":"Access is denied."}}"#;
    send.creates_with(answer(403, denied)).looks(answer(403, denied));
    let (case, detail) = parts(send.run().unwrap_err());
    assert_eq!(
        (case, detail.code.as_str()),
        ("permanent-unauthorized", "drafts-denied")
    );
    assert_eq!(detail.causes[0].id, "no-grant-for-drafts");
}

#[test]
fn a_refused_send_leaves_no_draft_behind_or_says_so() {
    for (removed, leftovers) in [(204, 0), (403, 1)] {
        let send = KeyedSend::new();
        let denied = r#"{"error":{"code":"ErrorSendAsDenied","message":"m"}}"#;
        send.creates("d1")
            .finds([draft("d1")])
            .claims("d1")
            .sends_with("d1", answer(403, denied))
            .withdraws("d1")
            .deletes_with("d1", answer(removed, ""));
        for _ in 0..if leftovers == 0 { 0 } else { 3 } {
            send.reads(draft("d1").unmarked().withdrawn());
        }
        let (case, detail) = parts(send.run().unwrap_err());
        assert_eq!(
            (case, detail.code.as_str()),
            ("permanent-unauthorized", "send-as-denied")
        );
        assert_eq!(detail.leftovers.len(), leftovers);
    }
}
