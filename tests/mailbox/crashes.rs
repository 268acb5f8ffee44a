//! The host is killed at every request, before the service carries it out and after; then the same mail is sent again with the
//! same key, by another host: one mail, whole, and nothing left behind.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::Arc,
};

use crate::support::{MailKind, MailboxHost, Step, Stop, StoppedHost, emulator, send, stored_files};
use outlook_emulator::demo;

#[test]
fn a_run_after_a_crash_finishes_what_was_begun() {
    let files = Arc::new(stored_files());
    let mut cases = 0;
    let mut sent_before = 0;
    for kind in MailKind::ALL {
        let steps = {
            let emulator = emulator();
            let host = MailboxHost::new(&emulator, &files, 1);
            send(&host, kind, Some("k")).expect("without a crash it is sent");
            host.steps()
        };
        for (at, step) in steps.into_iter().enumerate() {
            for carried_out in [false, true] {
                cases += 1;
                let case = format!("{kind:?}, killed at {step:?}, carried out: {carried_out}");
                let emulator = emulator();
                let host = MailboxHost::new(&emulator, &files, 1).stopping(Stop { at, carried_out });
                let died = panic::catch_unwind(AssertUnwindSafe(|| send(&host, kind, Some("k")).is_ok()));
                let died = died.expect_err("the host is killed");
                assert!(died.is::<StoppedHost>(), "{case}: it panicked on its own");
                let before = emulator.delivered().len();
                assert_eq!(before, usize::from(step.sends() && carried_out), "{case}");
                sent_before += before;

                let receipt = send(&MailboxHost::new(&emulator, &files, 2), kind, Some("k"));
                let receipt = receipt.unwrap_or_else(|error| panic!("{case}: {error:?}"));
                assert_eq!(emulator.delivered().len(), 1, "{case}");
                assert_eq!(receipt.already_sent, before == 1, "{case}");
                let items = emulator.mailbox_items(demo::MAILBOX);
                let sent: Vec<_> = items.iter().filter(|item| !item.is_draft).collect();
                assert_eq!(sent.len(), 1, "{case}");
                let attachments: Vec<(&str, usize)> =
                    sent[0].attachments.iter().map(|(n, s)| (n.as_str(), *s)).collect();
                assert_eq!(attachments, kind.attachments(), "{case}");
                // A draft written as MIME carries no key until it is marked: killed in between, it is nobody's.
                let orphan = step == Step::CreateDraft && carried_out
                    || step == Step::MarkDraft && !carried_out
                    || matches!(step, Step::CreateUploadSession | Step::UploadChunk);
                let is_mime = matches!(kind, MailKind::Mime | MailKind::RawMime | MailKind::LargeMime);
                let drafts = items
                    .iter()
                    .filter(|item| format!("{:?}", item.folder) == "Drafts")
                    .count();
                assert!(
                    drafts <= usize::from(orphan && is_mime),
                    "{case}: {drafts} drafts are left"
                );
            }
        }
    }
    println!("{cases} crashes, {sent_before} of them after the mail was sent");
    assert!(cases > 50 && sent_before >= MailKind::ALL.len());
}
