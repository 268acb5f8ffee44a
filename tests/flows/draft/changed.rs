//! Drafts that somebody else has changed, sent, moved or written: what is seen of them, and what follows.

use super::keyed_send::{KeyedSend, draft, sent};
use crate::{parts, script::answer};

/// Another run may have sent the draft a moment ago. Sending changes it.
#[test]
fn a_refusal_is_not_believed_if_the_draft_has_changed() {
    for (shown, is_sent) in [(sent("d1").unmarked(), true), (draft("d1").unmarked().ready(), false)] {
        let send = KeyedSend::new();
        let refused = r#"{"error":{"code":"ErrorInvalidRequest","message":"m"}}"#;
        let conflict = r#"{"error":{"code":"ErrorIrresolvableConflict","message":"m"}}"#;
        send.creates("d1")
            .finds([draft("d1")])
            .claims("d1")
            .sends_with("d1", answer(400, refused))
            .claims_with("d1", answer(412, conflict));
        for _ in 0..if is_sent { 1 } else { 3 } {
            send.reads(shown.clone());
        }
        match send.run() {
            Ok(receipt) => assert!(is_sent && !receipt.already_sent),
            Err(error) => {
                let (case, detail) = parts(error);
                assert!(!is_sent);
                assert_eq!(case, "permanent-outcome-unknown");
                assert_eq!(detail.reference.as_deref(), Some("run-1"));
                assert!(detail.leftovers[0].message.contains("message d1"));
            }
        }
        let requests = send.host.finish();
        assert_eq!(
            requests[5].header("if-match"),
            Some("W/\"d1-1\""),
            "as it was made ready"
        );
    }
}

#[test]
fn a_refusal_to_send_the_draft_of_another_run_is_believed_if_the_draft_is_unchanged() {
    for (shown, is_sent) in [(draft("d0").ready(), false), (sent("d0"), true)] {
        let send = KeyedSend::new();
        send.creates("d1")
            .finds([draft("d1"), draft("d0").ready()])
            .deletes("d1")
            .finds([draft("d0").ready()])
            .sends_with("d0", answer(403, ""));
        for _ in 0..if is_sent { 1 } else { 3 } {
            send.reads(shown.clone());
        }
        match send.run() {
            Ok(_) => assert!(is_sent),
            Err(error) => {
                let (case, detail) = parts(error);
                assert!(!is_sent);
                assert_eq!(case, "permanent-unauthorized");
                assert!(
                    detail.leftovers[0].message.contains("message d0"),
                    "it is kept for the next run"
                );
            }
        }
    }
}

/// While this run waits, the run that made the draft ready may withdraw it, and a third one may send the mail again. A draft in
/// Deleted Items can still be sent.
#[test]
fn a_draft_that_changes_while_its_send_is_throttled_is_not_sent() {
    let send = KeyedSend::new();
    let withdrawn = draft("d0").withdrawn().in_folder("deleted");
    let throttled = r#"{"error":{"code":"ApplicationThrottled","message":"m"}}"#;
    send.creates("d1")
        .finds([draft("d1"), draft("d0").ready()])
        .deletes("d1")
        .finds([draft("d0").ready()])
        .sends_with("d0", answer(429, throttled));
    for _ in 0..4 {
        send.reads(withdrawn.clone());
    }
    // The next round finds that another run has sent the mail.
    send.finds([withdrawn, sent("d2")]);
    let receipt = send.run().unwrap();
    assert!(receipt.already_sent);
    // No second request to send was expected.
    send.host.finish();
}

#[test]
fn an_unchanged_draft_is_sent_again_after_throttling() {
    let send = KeyedSend::new();
    let throttled = r#"{"error":{"code":"ApplicationThrottled","message":"m"}}"#;
    send.creates("d1")
        .finds([draft("d1")])
        .claims("d1")
        .sends_with("d1", answer(429, throttled))
        .reads(draft("d1").ready())
        .sends("d1");
    assert!(!send.run().unwrap().already_sent);
    // There is a draft in the mailbox, so the call does not leave the wait to the engine.
    assert!(send.host.take_sleeps().contains(&10_000));
    send.host.finish();
}

/// Another run's request to send the draft may arrive between its withdrawal and its removal.
#[test]
fn a_withdrawn_draft_that_was_sent_all_the_same_counts() {
    let send = KeyedSend::new();
    let conflict = r#"{"error":{"code":"ErrorIrresolvableConflict","message":"m"}}"#;
    send.creates("d1")
        .finds([draft("d1")])
        .claims("d1")
        .sends_with("d1", answer(403, ""))
        .withdraws("d1")
        .deletes_with("d1", answer(412, conflict))
        .reads(sent("d1").unmarked());
    assert!(!send.run().unwrap().already_sent);
    send.host.finish();
}

/// Exchange may have accepted it before. Rebuilding it would send a second mail.
#[test]
fn a_ready_draft_that_was_deleted_or_moved_is_in_doubt_unless_it_was_sent() {
    for folder in ["deleted", "archive"] {
        let elsewhere = draft("d0").ready().in_folder(folder);
        let send = KeyedSend::new();
        send.creates("d1").finds([draft("d1"), elsewhere.clone()]);
        for _ in 0..3 {
            send.reads(elsewhere.clone());
        }
        send.deletes("d1");
        let (case, detail) = parts(send.run().unwrap_err());
        assert_eq!(
            (case, detail.code.as_str(), detail.causes[0].id.as_str()),
            ("permanent-outcome-unknown", "ready-draft-moved", "ready-draft-moved")
        );
        assert!(detail.message.contains("message d0"));

        let send = KeyedSend::new();
        send.creates("d1")
            .finds([draft("d1"), elsewhere])
            .reads(sent("d0").in_folder(folder))
            .deletes("d1");
        assert!(send.run().unwrap().already_sent);
    }
}

#[test]
fn a_withdrawn_draft_is_waited_for_and_does_not_count() {
    let send = KeyedSend::new();
    let withdrawn = draft("d0").withdrawn().in_folder("deleted");
    send.creates("d1").finds([draft("d1"), withdrawn.clone()]);
    for _ in 0..3 {
        send.reads(withdrawn.clone());
    }
    send.claims("d1").sends("d1");
    assert!(!send.run().unwrap().already_sent);
}

/// Without a version nothing shows whether another run changes the draft.
#[test]
fn a_draft_without_a_version_is_not_sent() {
    let send = KeyedSend::new();
    let unversioned = draft("d1").unmarked().without_version();
    send.creates_with(answer(201, unversioned.body()))
        .reads(unversioned)
        .deletes("d1");
    let (case, detail) = parts(send.run().unwrap_err());
    assert_eq!((case, detail.code.as_str()), ("transient", "mailbox-behind"));
    assert_eq!(detail.leftovers, []);
}

#[test]
fn a_draft_of_another_run_without_a_version_is_not_deleted() {
    let send = KeyedSend::new();
    send.creates("d1")
        .finds([draft("d1"), draft("d0").without_version()])
        .deletes("d1");
    // Six rounds in all.
    for _ in 0..5 {
        send.finds([draft("d0").without_version()]);
    }
    let (case, detail) = parts(send.run().unwrap_err());
    assert_eq!((case, detail.code.as_str()), ("transient", "taken-over"));
}

/// A person's draft has other content. It must not be sent in the place of the caller's.
#[test]
fn a_draft_with_the_message_id_of_the_callers_mime_is_not_taken_for_this_runs() {
    let send = KeyedSend::new();
    let persons = draft("p1").unmarked();
    send.creates_with(answer(504, ""))
        .finds_message_id("own@contoso.com", [persons])
        .asks_for_drafts();
    let mime = b"To: megan@contoso.com\r\nMessage-ID: <own@contoso.com>\r\nSubject: Raw\r\n\r\nText\r\n";
    let (case, detail) = parts(send.run_mime(mime).unwrap_err());
    assert_eq!((case, detail.code.as_str()), ("transient", "draft-not-told-apart"));
    assert!(detail.leftovers[0].message.contains("message p1"));
}

/// If it became ready there, it would be in doubt for ever.
#[test]
fn a_draft_that_another_run_removed_does_not_become_ready() {
    let send = KeyedSend::new();
    let removed = draft("d1").in_folder("deleted");
    send.creates("d1")
        .claims_with("d1", answer(200, removed.body()))
        .finds([removed.clone()])
        .finds([removed.clone()])
        .creates("d2")
        .claims_with("d2", answer(200, draft("d2").body()))
        .finds([removed, draft("d2")])
        .claims("d2")
        .sends("d2");
    let mime = b"To: megan@contoso.com\r\nSubject: Raw\r\n\r\nText\r\n";
    assert_eq!(send.run_mime(mime).unwrap().message_id.as_deref(), Some("d2"));
}
