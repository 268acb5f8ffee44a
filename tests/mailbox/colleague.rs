//! A colleague sends mails with our idempotency key to our mailbox: the mail of the key is sent all the same, exactly once, or the
//! outcome is said to be unknown. It is never reported as sent when it was not.

use std::{cell::Cell, sync::Arc};

use crate::support::{
    Colleague, Fault, ForeignMark, MailKind, MailboxHost, Persistence, Plan, StoredFiles, connection, connection_of,
    emulator, error_case, mail, own_mark, send, send_from, sent_by_connector, stored_files,
};
use outlook_connector::contract::{Connection, Content, Error, Mail, Message, Recipient};
use outlook_emulator::{Emulator, Folder, World, demo};

/// Names of the demo's mailbox in connections, once its user principal name and its primary address differ.
const USER_PRINCIPAL_NAME: &str = "automation@contoso.onmicrosoft.com";

/// The demo's world, with a mailbox whose user principal name and primary address differ.
fn two_names() -> Emulator {
    let mut world = World::demo();
    let mailbox = world.tenants[0].mailbox_mut(demo::MAILBOX).expect("it is there");
    mailbox.user_principal_name = USER_PRINCIPAL_NAME.to_owned();
    Emulator::in_process(world)
}

fn names() -> [Connection; 3] {
    [
        connection_of(demo::MAILBOX),
        connection_of(USER_PRINCIPAL_NAME),
        connection_of(&demo::MAILBOX_ID.to_string()),
    ]
}

/// The mark that the connector writes on a mail.
fn mark_of(kind: MailKind, files: &StoredFiles) -> String {
    let emulator = emulator();
    send(&MailboxHost::new(&emulator, files, 1), kind, Some("k")).expect("it is sent");
    own_mark(&emulator).expect("it is marked")
}

/// Large mails take their time: for them the mark that is hardest to tell apart stands for all.
fn marks_for(kind: MailKind) -> &'static [ForeignMark] {
    if kind.attachments().is_empty() {
        &ForeignMark::ALL
    } else {
        &[ForeignMark::Copied]
    }
}

fn sent_from(emulator: &Emulator) -> usize {
    let ours = [demo::MAILBOX, USER_PRINCIPAL_NAME];
    let delivered = emulator.delivered();
    delivered
        .iter()
        .filter(|mail| ours.contains(&mail.mailbox.as_str()))
        .count()
}

fn state(host: &MailboxHost<'_>, connection: &Connection) -> String {
    outlook_connector::check_outcome(host, connection, "k").state
}

#[test]
fn a_foreign_mail_before_the_send_changes_nothing() {
    let files = Arc::new(stored_files());
    for kind in MailKind::ALL {
        let own = mark_of(kind, &files);
        for &mark in marks_for(kind) {
            for (i, connection) in names().iter().enumerate() {
                let what = format!("{kind:?} {mark:?} name {i}");
                let emulator = two_names();
                let host = MailboxHost::new(&emulator, &files, 1);
                Colleague::new(&emulator).send("k", mark, &own);
                assert_eq!(state(&host, connection), "not-found", "{what}");
                let receipt = send_from(&host, connection, mail(kind), Some("k"));
                let receipt = receipt.unwrap_or_else(|error| panic!("{what}: {error:?}"));
                assert!(!receipt.already_sent, "{what}");
                assert_eq!(sent_from(&emulator), 1, "{what}");
                // Whatever the connection calls the mailbox, it is one owner.
                for (j, connection) in names().iter().enumerate() {
                    assert_eq!(state(&host, connection), "sent", "{what}, looked for by name {j}");
                    let again = send_from(&host, connection, mail(kind), Some("k"));
                    let again = again.unwrap_or_else(|error| panic!("{what}, name {j}: {error:?}"));
                    assert!(again.already_sent, "{what}, again by name {j}");
                }
                assert_eq!(sent_from(&emulator), 1, "{what}");
            }
        }
    }
}

#[test]
fn a_foreign_mail_that_comes_between_two_requests_changes_nothing() {
    let files = Arc::new(stored_files());
    let mut cases = 0;
    for kind in MailKind::ALL {
        let own = mark_of(kind, &files);
        let requests = {
            let emulator = emulator();
            let host = MailboxHost::new(&emulator, &files, 1);
            send(&host, kind, Some("k")).expect("it is sent");
            host.steps().len()
        };
        for &mark in marks_for(kind) {
            for at in 0..requests {
                cases += 1;
                let what = format!("{kind:?} {mark:?} before request {at}");
                let emulator = emulator();
                let colleague = Colleague::new(&emulator);
                let own = &own;
                let host = MailboxHost::new(&emulator, &files, 1).with_visitor(move |nth| {
                    if nth == at {
                        colleague.send("k", mark, own);
                    }
                });
                let receipt = send(&host, kind, Some("k"));
                let receipt = receipt.unwrap_or_else(|error| panic!("{what}: {error:?}"));
                assert!(!receipt.already_sent, "{what}");
                assert_eq!(sent_by_connector(&emulator), 1, "{what}");
                let again = send(&MailboxHost::new(&emulator, &files, 2), kind, Some("k")).expect("it is there");
                assert!(again.already_sent, "{what}");
                assert_eq!(sent_by_connector(&emulator), 1, "{what}");
                let drafts = emulator.mailbox_items(demo::MAILBOX);
                assert!(drafts.iter().all(|item| item.folder != Folder::Drafts), "{what}");
            }
        }
    }
    assert!(cases > 100, "{cases} cases");
}

#[test]
fn a_foreign_mail_in_sent_items_is_in_doubt_if_it_may_be_the_mail() {
    let files = Arc::new(stored_files());
    let own = mark_of(MailKind::Plain, &files);
    for mark in ForeignMark::ALL {
        for (i, connection) in names().iter().enumerate() {
            let what = format!("{mark:?} name {i}");
            let emulator = two_names();
            let host = MailboxHost::new(&emulator, &files, 1);
            Colleague::new(&emulator).send("k", mark, &own);
            let received = emulator.mailbox_items(demo::MAILBOX).remove(0);
            assert!(emulator.move_message(demo::MAILBOX, &received.id, Folder::SentItems));
            let found = state(&host, connection);
            assert_eq!(found, "unknown", "{what}: without the mail nothing can be compared");
            let result = send_from(&host, connection, mail(MailKind::Plain), Some("k"));
            if mark.may_be_the_same() {
                let error = result.expect_err(&what);
                assert_eq!(error_case(&error), "permanent-outcome-unknown", "{what}");
                assert_eq!(sent_from(&emulator), 0, "{what}");
            } else {
                assert!(!result.expect(&what).already_sent, "{what}");
                assert_eq!(sent_from(&emulator), 1, "{what}");
            }
        }
    }
}

#[test]
fn a_sent_mail_that_was_moved_is_not_sent_again() {
    let files = Arc::new(stored_files());
    for (i, connection) in names().iter().enumerate() {
        let emulator = two_names();
        let host = MailboxHost::new(&emulator, &files, 1);
        let receipt = send_from(&host, connection, mail(MailKind::Plain), Some("k")).expect("it is sent");
        let id = receipt.message_id.expect("an id");
        assert!(emulator.move_message(demo::MAILBOX, &id, Folder::DeletedItems));
        let again = send_from(&host, connection, mail(MailKind::Plain), Some("k"));
        match i {
            // `sender` is the primary address.
            0 => assert!(again.expect("it is found").already_sent),
            _ => assert_eq!(
                error_case(&again.expect_err("it is in doubt")),
                "permanent-outcome-unknown"
            ),
        }
        assert_eq!(sent_from(&emulator), 1);
    }
}

#[test]
fn a_key_of_another_message_is_refused_whatever_the_connection_calls_the_mailbox() {
    let files = Arc::new(stored_files());
    for connection in names() {
        let emulator = two_names();
        let host = MailboxHost::new(&emulator, &files, 1);
        send_from(&host, &connection_of(demo::MAILBOX), mail(MailKind::Plain), Some("k")).expect("it is sent");
        let other = send_from(&host, &connection, mail(MailKind::Mime), Some("k"));
        let Err(Error::PermanentInvalidInput(detail)) = other else {
            panic!("{other:?}");
        };
        assert_eq!(detail.fields[0].code, "key-of-another-message");
        assert_eq!(sent_from(&emulator), 1);
    }
}

#[test]
fn a_mail_to_oneself_and_one_that_was_sent_as_another_are_found_again() {
    let files = Arc::new(stored_files());
    for connection in names() {
        for from in [None, Some("support@contoso.com")] {
            let mut world = World::demo();
            let mailbox = world.tenants[0].mailbox_mut(demo::MAILBOX).expect("it is there");
            mailbox.user_principal_name = USER_PRINCIPAL_NAME.to_owned();
            mailbox.send_as.push("support@contoso.com".to_owned());
            let emulator = Emulator::in_process(world);
            let host = MailboxHost::new(&emulator, &files, 1);
            let message = || {
                let message = Message {
                    to: vec![Recipient::new(demo::MAILBOX)],
                    from: from.map(Recipient::new),
                    subject: "To myself".to_owned(),
                    text: Some("Text".to_owned()),
                    ..Message::default()
                };
                Mail::Message(message)
            };
            assert!(
                !send_from(&host, &connection, message(), Some("k"))
                    .expect("sent")
                    .already_sent
            );
            assert!(
                send_from(&host, &connection, message(), Some("k"))
                    .expect("found")
                    .already_sent
            );
            assert_eq!(state(&host, &connection), "sent");
            assert_eq!(sent_from(&emulator), 1);
        }
    }
}

/// A MIME message brings its own Message-ID, which others can know.
#[test]
fn after_a_lost_answer_a_foreign_mail_with_the_same_message_id_proves_nothing() {
    let files = Arc::new(stored_files());
    let raw = b"From: sender@contoso.com\r\nTo: megan@contoso.com\r\nSubject: Raw\r\nMessage-ID: <order-4711@contoso.com>\r\n\r\nText\r\n";
    let emulator = emulator();
    let colleague = Colleague::new(&emulator);
    let foreign = b"From: megan@contoso.com\r\nTo: sender@contoso.com\r\nSubject: Raw\r\nMessage-ID: <order-4711@contoso.com>\r\n\r\nText\r\n";
    let came = Cell::new(false);
    let plan = Plan {
        at: 1,
        fault: Fault::CutInRequest,
        persistence: Persistence::Once,
    };
    let host = MailboxHost::new(&emulator, &files, 1)
        .with_plan(plan)
        .with_visitor(|nth| {
            if nth == 1 && !came.replace(true) {
                colleague.send_mime(foreign);
            }
        });
    let error = send_from(&host, &connection(), Mail::Mime(Content::Bytes(raw.to_vec())), None).expect_err("unknown");
    assert_eq!(error_case(&error), "permanent-outcome-unknown");
    assert_eq!(sent_by_connector(&emulator), 0);
    let checked = outlook_connector::check_outcome(&host, &connection(), "<order-4711@contoso.com>");
    assert_eq!(checked.state, "not-found");
}
