//! People and other programs copy, forward, import, delete and restore messages of a key, at every stage of a send. The mail is sent
//! at most once, and is reported as sent only if it was.

use std::{cell::Cell, panic, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use outlook_connector::contract::{Error, Receipt};
use outlook_emulator::{Duplicate, Emulator, Folder, Import, World, demo};

use crate::support::{
    MailKind, MailboxHost, Step, Stop, StoredFiles, connection, emulator, error_case, own_mark, send,
    sent_by_connector, stored_files,
};

const HOWS: [Duplicate; 4] = [
    Duplicate::Copied,
    Duplicate::Imported,
    Duplicate::Resent,
    Duplicate::Forwarded,
];

const FOLDERS: [Folder; 4] = [Folder::Drafts, Folder::SentItems, Folder::Inbox, Folder::DeletedItems];

/// Kinds of which each stage is attacked. Those with large files differ by uploads alone, which no message shows.
const KINDS: [MailKind; 3] = [MailKind::Plain, MailKind::Mime, MailKind::RawMime];

/// A world in which a mail is on its way for so long.
fn world(transit_ms: u64) -> Emulator {
    let mut world = World::demo();
    world.submission_millis = transit_ms;
    Emulator::in_process(world)
}

/// Does that to every message of the mailbox.
fn duplicate_all(emulator: &Emulator, how: Duplicate, folder: Folder) {
    for item in emulator.mailbox_items(demo::MAILBOX) {
        let made = emulator.duplicate_message(demo::MAILBOX, &item.id, how, folder);
        assert!(made.is_some(), "{how:?} {folder:?}");
    }
}

fn steps_of(files: &StoredFiles, kind: MailKind) -> Vec<Step> {
    let emulator = emulator();
    let host = MailboxHost::new(&emulator, files, 1);
    send(&host, kind, Some("k")).expect("it is sent");
    host.steps()
}

/// Holds after every run: at most one mail, and a success means one.
fn check(emulator: &Emulator, result: &Result<Receipt, Error>, what: &str) {
    let sent = sent_by_connector(emulator);
    assert!(sent <= 1, "{what}: {sent} mails, {result:?}");
    match result {
        Ok(receipt) => assert_eq!(sent, 1, "{what}: {receipt:?}"),
        Err(error) => assert!(
            matches!(
                error_case(error),
                "permanent-outcome-unknown" | "transient" | "permanent-invalid-input"
            ),
            "{what}: {error:?}"
        ),
    }
}

/// Two more runs, one at once and one after the mail has had time to get through.
fn later_runs(emulator: &Emulator, files: &StoredFiles, kind: MailKind, what: &str) {
    for seed in [2, 3] {
        let result = send(&MailboxHost::new(emulator, files, seed), kind, Some("k"));
        check(emulator, &result, &format!("{what}, run {seed}"));
        emulator.advance_clock(Duration::from_secs(120));
    }
}

#[test]
fn a_copy_made_between_any_two_requests_sends_nothing_twice() {
    let files = Arc::new(stored_files());
    let mut cases = 0;
    for kind in KINDS {
        for at in 0..=steps_of(&files, kind).len() {
            for (how, folder) in HOWS.into_iter().flat_map(|how| FOLDERS.map(|folder| (how, folder))) {
                cases += 1;
                let what = format!("{kind:?} {how:?} to {folder:?} before request {at}");
                let emulator = world(0);
                let done = Cell::new(false);
                let host = MailboxHost::new(&emulator, &files, 1).with_visitor(|nth| {
                    if nth == at && !done.replace(true) {
                        duplicate_all(&emulator, how, folder);
                    }
                });
                let result = send(&host, kind, Some("k"));
                if !done.get() {
                    duplicate_all(&emulator, how, folder);
                }
                check(&emulator, &result, &what);
                later_runs(&emulator, &files, kind, &what);
            }
        }
    }
    assert!(cases > 200, "{cases} cases");
}

/// The run dies, the mail is on its way or not, and somebody makes copies before the next run.
#[test]
fn a_copy_made_after_a_crash_sends_nothing_twice() {
    let files = Arc::new(stored_files());
    for kind in KINDS {
        let steps = steps_of(&files, kind);
        for (at, carried_out) in (0..steps.len()).flat_map(|at| [(at, false), (at, true)]) {
            for (how, folder) in HOWS.into_iter().flat_map(|how| FOLDERS.map(|folder| (how, folder))) {
                let what = format!(
                    "{kind:?} killed at {at} ({:?}), carried out: {carried_out}, {how:?} to {folder:?}",
                    steps[at]
                );
                let emulator = world(20_000);
                let host = MailboxHost::new(&emulator, &files, 1).stopping(Stop { at, carried_out });
                panic::catch_unwind(AssertUnwindSafe(|| send(&host, kind, Some("k")).is_ok())).expect_err("killed");
                duplicate_all(&emulator, how, folder);
                later_runs(&emulator, &files, kind, &what);
            }
        }
    }
}

/// From Deleted Items to Recoverable Items and back: while it is away the mailbox has no record (docs, "No mail twice"), and once it is
/// back it counts again, wherever it was put.
#[test]
fn a_sent_mail_that_was_deleted_and_restored_counts() {
    let files = Arc::new(stored_files());
    for kind in MailKind::ALL {
        for back in [Folder::SentItems, Folder::DeletedItems, Folder::Inbox, Folder::Drafts] {
            let emulator = world(0);
            let receipt = send(&MailboxHost::new(&emulator, &files, 1), kind, Some("k")).expect("it is sent");
            let id = receipt.message_id.expect("an id");
            for folder in [Folder::DeletedItems, Folder::RecoverableItems, back] {
                assert!(emulator.move_message(demo::MAILBOX, &id, folder));
            }
            let again = send(&MailboxHost::new(&emulator, &files, 2), kind, Some("k"));
            let again = again.unwrap_or_else(|error| panic!("{kind:?} {back:?}: {error:?}"));
            assert!(
                again.already_sent && again.message_id.as_deref() == Some(&id),
                "{kind:?} {back:?}"
            );
            assert_eq!(sent_by_connector(&emulator), 1);
        }
    }
}

#[test]
fn recoverable_items_are_no_part_of_the_mailbox() {
    let files = Arc::new(stored_files());
    let emulator = world(0);
    let host = MailboxHost::new(&emulator, &files, 1);
    let receipt = send(&host, MailKind::Plain, Some("k")).expect("it is sent");
    let id = receipt.message_id.expect("an id");
    let state = || outlook_connector::check_outcome(&host, &connection(), "k").state;
    assert_eq!(state(), "sent");
    assert!(emulator.move_message(demo::MAILBOX, &id, Folder::RecoverableItems));
    assert_eq!(state(), "not-found");
    assert!(emulator.move_message(demo::MAILBOX, &id, Folder::Inbox));
    assert_eq!(state(), "sent");
}

/// What another program wrote into the mailbox, with the key and some mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// It does not count, and the mail is sent.
    Sent,
    /// It cannot be decided: nothing is sent or said to be.
    Doubt,
    /// The key stands for another mail.
    Refused,
    /// It counts as the mail. Only who may write into the mailbox can bring this about (see `graph::ownership`).
    Counts,
}

#[test]
fn an_imported_message_counts_only_with_a_mark_of_this_mail() {
    use Expected::{Counts, Doubt, Refused, Sent};
    let files = Arc::new(stored_files());
    let own = {
        let emulator = emulator();
        send(&MailboxHost::new(&emulator, &files, 1), MailKind::Plain, Some("k")).expect("it is sent");
        own_mark(&emulator).expect("it is marked")
    };
    let zeros = format!("1 highway128 {0}{0} {0} {0}", "0".repeat(32));
    let (_, rest) = own.split_once(' ').expect("a version");
    let older = format!("0 {rest}");
    let newer = format!("2 {rest} more");
    let cut = own.rsplit_once(' ').expect("words").0.to_owned();
    let marks: [(&str, Option<&str>, Expected, Expected); 8] = [
        // Mark, and what follows where the owner is this mailbox, and where it is unknown.
        ("missing", None, Sent, Sent),
        ("empty", Some(""), Doubt, Doubt),
        ("older", Some(&older), Doubt, Doubt),
        ("newer", Some(&newer), Doubt, Doubt),
        ("in capitals", Some("1 HIGHWAY128"), Doubt, Doubt),
        ("without contents", Some(&cut), Doubt, Doubt),
        ("another mail's", Some(&zeros), Refused, Sent),
        ("this mail's", Some(&own), Counts, Doubt),
    ];
    let places = [
        (Some(demo::MAILBOX), Folder::Inbox, true, false),
        (Some(demo::MAILBOX), Folder::SentItems, true, false),
        (Some(demo::MAILBOX), Folder::SentItems, true, true),
        (None, Folder::SentItems, true, false),
        (Some(demo::OTHER_MAILBOX), Folder::Inbox, false, false),
        (None, Folder::Inbox, false, false),
        (Some(demo::OTHER_MAILBOX), Folder::SentItems, false, true),
    ];
    for (name, mark, ours, unknown) in marks {
        for (sender, folder, is_ours, received) in places {
            let what = format!("mark {name}, sender {sender:?}, {folder:?}, received: {received}");
            let emulator = world(0);
            let property = |name: &str, value: &str| {
                let id = format!("String {{5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41}} Name outlook-connector-{name}");
                (id, value.to_owned())
            };
            let mut extended_properties = vec![property("key", "k"), property("ready", "1")];
            extended_properties.extend(mark.map(|mark| property("send", mark)));
            if received {
                extended_properties.push(("String 0x76".to_owned(), demo::MAILBOX.to_owned()));
            }
            let import = Import {
                sender: sender.map(str::to_owned),
                is_draft: false,
                extended_properties,
            };
            emulator.import_message(demo::MAILBOX, import, folder).expect(&what);
            let result = send(&MailboxHost::new(&emulator, &files, 2), MailKind::Plain, Some("k"));
            let expected = if is_ours { ours } else { unknown };
            let came = match &result {
                Ok(receipt) if receipt.already_sent => Counts,
                Ok(_) => Sent,
                Err(Error::PermanentInvalidInput(_)) => Refused,
                Err(error) => {
                    assert_eq!(error_case(error), "permanent-outcome-unknown", "{what}");
                    Doubt
                }
            };
            assert_eq!(came, expected, "{what}: {result:?}");
            assert_eq!(sent_by_connector(&emulator), usize::from(expected == Sent), "{what}");
        }
    }
}
