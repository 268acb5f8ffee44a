//! Large attachments of a mail with a key: the file is read once, and a repeat with another file is refused.

use std::{collections::BTreeMap, panic, panic::AssertUnwindSafe, sync::Arc};

use crate::{
    support::{
        Fault, MailKind, MailboxHost, Persistence, Plan, Step, Stop, StoredFiles, emulator, error_case, mail, own_mark,
        send, send_from, sent_by_connector, stored_files,
    },
    test_host::File,
};
use outlook_connector::contract::{Error, Mail};
use outlook_emulator::Emulator;

const LARGE: [MailKind; 2] = [MailKind::Large, MailKind::LargeMime];

/// The same files, but for one byte in the middle of the large one.
fn other_files() -> StoredFiles {
    let mut bytes: Vec<u8> = (0..4_000_001).map(|i| (i % 251) as u8).collect();
    bytes[2_000_000] ^= 1;
    let mut files = stored_files();
    files.insert("large.bin".to_owned(), File::new(bytes));
    Arc::new(files)
}

/// Offsets of the reads of the large file: the small one is read at once.
fn large_reads(host: &MailboxHost<'_>) -> Vec<u64> {
    let reads = host.files.take_reads();
    reads
        .into_iter()
        .filter(|read| read.1 > 1_000)
        .map(|read| read.0)
        .collect()
}

#[test]
fn a_large_file_is_read_once() {
    let files = Arc::new(stored_files());
    for kind in LARGE {
        for key in [None, Some("k")] {
            let emulator = emulator();
            let host = MailboxHost::new(&emulator, &files, 1);
            send(&host, kind, key).unwrap();
            let reads = large_reads(&host);
            assert!(reads.is_sorted_by(|a, b| a < b), "{kind:?} {key:?}: {reads:?}");
            assert_eq!(reads.len(), 4_000_001_usize.div_ceil(262_144), "{kind:?} {key:?}");
        }
    }
}

/// Whatever is uploaded again, or skipped, the mark is that of the file.
#[test]
fn the_mark_does_not_depend_on_faults_of_the_upload() {
    let files = Arc::new(stored_files());
    for kind in LARGE {
        let marked = |plan: Option<Plan>| {
            let emulator = emulator();
            let host = MailboxHost::new(&emulator, &files, 1);
            let host = match plan {
                Some(plan) => host.with_plan(plan),
                None => host,
            };
            let result = send(&host, kind, Some("k"));
            (
                result.is_ok().then(|| own_mark(&emulator).expect("it is marked")),
                host.steps(),
            )
        };
        let (expected, steps) = marked(None);
        let mut cases = 0;
        for (at, step) in steps.into_iter().enumerate() {
            if !matches!(
                step,
                Step::CreateUploadSession | Step::UploadChunk | Step::AddAttachment | Step::ListAttachments
            ) {
                continue;
            }
            for fault in Fault::ALL {
                let plan = Plan {
                    at,
                    fault,
                    persistence: Persistence::Once,
                };
                if let (Some(mark), _) = marked(Some(plan)) {
                    cases += 1;
                    assert_eq!(Some(mark), expected, "{kind:?} {step:?} {fault:?}");
                }
            }
        }
        assert!(cases > 30, "{kind:?}: {cases} cases");
    }
}

fn refused(result: Result<outlook_connector::contract::Receipt, Error>) -> String {
    match result {
        Err(Error::PermanentInvalidInput(detail)) => detail.fields[0].code.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_repeat_with_another_file_of_the_same_size_is_refused_and_uploads_nothing() {
    let (files, others) = (Arc::new(stored_files()), other_files());
    for kind in LARGE {
        let emulator = emulator();
        send(&MailboxHost::new(&emulator, &files, 1), kind, Some("k")).unwrap();
        let host = MailboxHost::new(&emulator, &others, 2);
        assert_eq!(
            refused(send(&host, kind, Some("k"))),
            "key-of-another-message",
            "{kind:?}"
        );
        assert_eq!(host.steps(), [Step::Token, Step::Find], "{kind:?}");
        assert_eq!(sent_by_connector(&emulator), 1, "{kind:?}");
        // The comparison reads the file.
        let host = MailboxHost::new(&emulator, &files, 3);
        assert!(send(&host, kind, Some("k")).unwrap().already_sent, "{kind:?}");
        assert_eq!(large_reads(&host).len(), 4_000_001_usize.div_ceil(262_144), "{kind:?}");
    }
}

/// Kills a run at its first request of a step, after the service carried it out.
fn killed_at(emulator: &Emulator, files: &StoredFiles, kind: MailKind, step: Step) {
    let at = {
        let emulator = crate::support::emulator();
        let host = MailboxHost::new(&emulator, files, 1);
        send(&host, kind, Some("k")).unwrap();
        host.steps().iter().rposition(|own| *own == step).unwrap()
    };
    let stop = Stop { at, carried_out: true };
    let host = MailboxHost::new(emulator, files, 1).stopping(stop);
    panic::catch_unwind(AssertUnwindSafe(|| send(&host, kind, Some("k")).is_ok())).expect_err("it is killed");
}

/// What a dead run had uploaded is not known, and nothing was sent.
#[test]
fn after_a_crash_in_an_upload_the_fields_are_compared_and_the_file_is_not() {
    let (files, others) = (Arc::new(stored_files()), other_files());
    let emulator = emulator();
    killed_at(&emulator, &files, MailKind::Large, Step::UploadChunk);
    let Mail::Message(mut message) = mail(MailKind::Large) else {
        panic!("it is a message")
    };
    message.subject.push('!');
    let host = MailboxHost::new(&emulator, &files, 2);
    let other = send_from(&host, &crate::support::connection(), Mail::Message(message), Some("k"));
    assert_eq!(refused(other), "key-of-another-message");
    let receipt = send(&MailboxHost::new(&emulator, &others, 3), MailKind::Large, Some("k")).unwrap();
    assert!(!receipt.already_sent);
    // From then on the key stands for the file that was sent.
    let host = MailboxHost::new(&emulator, &files, 4);
    assert_eq!(
        refused(send(&host, MailKind::Large, Some("k"))),
        "key-of-another-message"
    );
    assert_eq!(sent_by_connector(&emulator), 1);
}

#[test]
fn a_complete_draft_of_another_file_is_not_sent() {
    let (files, others) = (Arc::new(stored_files()), other_files());
    for kind in LARGE {
        let emulator = emulator();
        // The last change before the send makes it ready.
        killed_at(&emulator, &files, kind, Step::MarkDraft);
        let host = MailboxHost::new(&emulator, &others, 2);
        assert_eq!(
            refused(send(&host, kind, Some("k"))),
            "key-of-another-message",
            "{kind:?}"
        );
        assert_eq!(sent_by_connector(&emulator), 0, "{kind:?}");
        let receipt = send(&MailboxHost::new(&emulator, &files, 3), kind, Some("k")).unwrap();
        assert!(!receipt.already_sent, "{kind:?}");
        assert_eq!(sent_by_connector(&emulator), 1, "{kind:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_for_the_comparison_sends_nothing() {
    let files = Arc::new(stored_files());
    let emulator = emulator();
    send(&MailboxHost::new(&emulator, &files, 1), MailKind::Large, Some("k")).unwrap();
    let shrunk: StoredFiles = Arc::new(BTreeMap::from([
        ("small.txt".to_owned(), File::new(vec![b'x'; 1_000])),
        ("large.bin".to_owned(), File::with_size(4_000_001, vec![0; 10])),
    ]));
    let error = send(&MailboxHost::new(&emulator, &shrunk, 2), MailKind::Large, Some("k")).unwrap_err();
    assert_eq!(error_case(&error), "transient");
    assert_eq!(sent_by_connector(&emulator), 1);
}
