//! Ready drafts that a person deletes or moves while Exchange is sending them, and refusals that were none.

use std::{panic, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use crate::support::{
    Fault, MailKind, MailboxHost, Persistence, Plan, Step, Stop, StoredFiles, emulator, error_case, send,
    sent_by_connector, stored_files,
};
use outlook_connector::contract::Error;
use outlook_emulator::{Emulator, Folder, World, demo};

/// The number of the request that sends the draft.
fn send_request(files: &StoredFiles, kind: MailKind) -> usize {
    let emulator = emulator();
    let host = MailboxHost::new(&emulator, files, 1);
    send(&host, kind, Some("k")).unwrap();
    host.steps().iter().position(|step| *step == Step::SendDraft).unwrap()
}

/// A world in which a mail is on its way for 20 seconds.
fn slow() -> Emulator {
    let mut world = World::demo();
    world.submission_millis = 20_000;
    Emulator::in_process(world)
}

#[test]
fn a_draft_that_is_deleted_while_exchange_sends_it_is_not_sent_again() {
    let files = Arc::new(stored_files());
    for kind in MailKind::ALL {
        for folder in [Folder::DeletedItems, Folder::Inbox] {
            for carried_out in [true, false] {
                let what = format!("{kind:?} {folder:?} carried out: {carried_out}");
                let emulator = slow();
                let at = send_request(&files, kind);
                let host = MailboxHost::new(&emulator, &files, 1).stopping(Stop { at, carried_out });
                panic::catch_unwind(AssertUnwindSafe(|| send(&host, kind, Some("k")).is_ok())).expect_err("killed");
                let draft = emulator.mailbox_items(demo::MAILBOX).remove(0);
                assert!(emulator.move_message(demo::MAILBOX, &draft.id, folder), "{what}");

                let error = send(&MailboxHost::new(&emulator, &files, 2), kind, Some("k")).expect_err(&what);
                assert_eq!(error_case(&error), "permanent-outcome-unknown", "{what}");
                let Error::PermanentOutcomeUnknown(detail) = error else {
                    unreachable!()
                };
                assert!(detail.message.contains(&draft.id), "{what}");
                assert_eq!(sent_by_connector(&emulator), usize::from(carried_out), "{what}");

                emulator.advance_clock(Duration::from_secs(60));
                let later = send(&MailboxHost::new(&emulator, &files, 3), kind, Some("k"));
                if carried_out {
                    assert!(later.expect(&what).already_sent, "{what}");
                } else {
                    assert_eq!(
                        error_case(&later.expect_err(&what)),
                        "permanent-outcome-unknown",
                        "{what}"
                    );
                    // The person looks, and moves it back.
                    assert!(
                        emulator.move_message(demo::MAILBOX, &draft.id, Folder::Drafts),
                        "{what}"
                    );
                    let host = MailboxHost::new(&emulator, &files, 4);
                    assert!(!send(&host, kind, Some("k")).expect(&what).already_sent, "{what}");
                }
                assert_eq!(sent_by_connector(&emulator), 1, "{what}");
            }
        }
    }
}

/// Another run sent it a moment ago, or a gateway answers for a service that has the request.
#[test]
fn a_refusal_of_a_send_that_was_carried_out_is_not_believed() {
    let files = Arc::new(stored_files());
    for kind in MailKind::ALL {
        for status in [400, 403, 413] {
            for millis in [0, 5_000] {
                let what = format!("{kind:?} {status} {millis}");
                let mut world = World::demo();
                world.submission_millis = millis;
                let emulator = Emulator::in_process(world);
                let plan = Plan {
                    at: send_request(&files, kind),
                    fault: Fault::StatusAfter(status),
                    persistence: Persistence::Once,
                };
                let host = MailboxHost::new(&emulator, &files, 1).with_plan(plan);
                let receipt = send(&host, kind, Some("k")).unwrap_or_else(|error| panic!("{what}: {error:?}"));
                assert!(!receipt.already_sent, "{what}");
                assert_eq!(sent_by_connector(&emulator), 1, "{what}");
            }
        }
    }
}

/// The reason of the refusal is gone: the next run sends the mail, although the refused draft is in Deleted Items.
#[test]
fn after_a_refusal_the_next_run_sends() {
    let files = Arc::new(stored_files());
    for kind in MailKind::ALL {
        let emulator = emulator();
        let plan = Plan {
            at: send_request(&files, kind),
            fault: Fault::Status(403),
            persistence: Persistence::Once,
        };
        let host = MailboxHost::new(&emulator, &files, 1).with_plan(plan);
        let error = send(&host, kind, Some("k")).expect_err("it is refused");
        assert_eq!(error_case(&error), "permanent-unauthorized", "{kind:?}");
        assert!(
            emulator
                .mailbox_items(demo::MAILBOX)
                .iter()
                .all(|item| item.folder == Folder::DeletedItems)
        );
        let receipt = send(&MailboxHost::new(&emulator, &files, 2), kind, Some("k")).expect("the next run sends");
        assert!(!receipt.already_sent, "{kind:?}");
        assert_eq!(sent_by_connector(&emulator), 1, "{kind:?}");
    }
}
