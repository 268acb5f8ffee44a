//! Every way of sending, without faults: what is asked for, what arrives, and that nothing is left behind.

use std::sync::Arc;

use crate::support::{MailKind, MailboxHost, Step, connection, emulator, send, stored_files};
use outlook_emulator::{Folder, demo};

#[test]
fn every_kind_of_mail_is_sent_once_and_whole() {
    let files = Arc::new(stored_files());
    for kind in MailKind::ALL {
        for key in [None, Some("run-1")] {
            let emulator = emulator();
            let host = MailboxHost::new(&emulator, &files, 1);
            let receipt = send(&host, kind, key).unwrap_or_else(|error| panic!("{kind:?} {key:?}: {error:?}"));
            assert_eq!(emulator.delivered().len(), 1, "{kind:?} {key:?}");
            let items = emulator.mailbox_items(demo::MAILBOX);
            assert_eq!(items.len(), 1, "{kind:?} {key:?}: only the copy in Sent Items");
            let expected: Vec<(String, usize)> = kind
                .attachments()
                .iter()
                .map(|(name, size)| ((*name).to_owned(), *size))
                .collect();
            assert_eq!(items[0].attachments, expected, "{kind:?} {key:?}");
            // The receipt's reference finds it.
            let found = outlook_connector::check_outcome(&host, &connection(), &receipt.reference);
            assert_eq!(found.state, "sent", "{kind:?} {key:?}: {found:?}");
            if let Some(id) = receipt.message_id {
                assert_eq!(items[0].id, id, "{kind:?} {key:?}");
            }
        }
    }
}

#[test]
fn a_repeat_with_the_key_sends_nothing() {
    let files = Arc::new(stored_files());
    for kind in MailKind::ALL {
        let emulator = emulator();
        let first = send(&MailboxHost::new(&emulator, &files, 1), kind, Some("k")).unwrap();
        let host = MailboxHost::new(&emulator, &files, 2);
        let again = send(&host, kind, Some("k")).unwrap();
        assert!(again.already_sent && !first.already_sent, "{kind:?}");
        assert_eq!(again.message_id, first.message_id, "{kind:?}");
        assert_eq!(emulator.delivered().len(), 1, "{kind:?}");
        // A large mail uploads nothing. A small one removes the draft that it began with.
        let steps: &[Step] = match kind {
            MailKind::Large | MailKind::LargeMime => &[Step::Token, Step::Find],
            MailKind::Plain => &[Step::Token, Step::CreateDraft, Step::Find, Step::DeleteDraft],
            MailKind::Mime | MailKind::RawMime => &[
                Step::Token,
                Step::CreateDraft,
                Step::MarkDraft,
                Step::Find,
                Step::DeleteDraft,
            ],
        };
        assert_eq!(host.steps(), steps, "{kind:?}");
        assert!(again.notices.is_empty(), "{kind:?}");
        assert_eq!(
            emulator
                .mailbox_items(demo::MAILBOX)
                .iter()
                .filter(|item| item.is_draft && item.folder == Folder::Drafts)
                .count(),
            0
        );
    }
}

/// The requests after the sign-in, one after the other.
#[test]
fn a_small_mail_with_a_key_takes_four_requests() {
    let files = Arc::new(stored_files());
    for (kind, requests) in [(MailKind::Plain, 4), (MailKind::Mime, 5), (MailKind::RawMime, 5)] {
        let emulator = emulator();
        let host = MailboxHost::new(&emulator, &files, 1);
        send(&host, kind, Some("k")).unwrap();
        let steps = host.steps();
        assert_eq!(steps.len(), 1 + requests, "{kind:?}: {steps:?}");
        assert_eq!((steps[0], steps[requests]), (Step::Token, Step::SendDraft), "{kind:?}");
    }
}
