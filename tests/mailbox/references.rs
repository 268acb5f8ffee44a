//! References and times, against a mailbox: the reference that a host made finds each kind of mail, and every time in a result has
//! one form.

use std::sync::Arc;

use outlook_connector::contract::{Receipt, RequestRecord, SendOptions, SendOutcome};
use outlook_emulator::{Emulator, demo};
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

use crate::support::{MailKind, MailboxHost, connection, emulator, mail, send, stored_files};

const REFERENCE: &str = "7d3b1b52-0000-4000-8000-00000000a001";

fn send_with_reference(host: &MailboxHost<'_>, kind: MailKind) -> Receipt {
    let options = SendOptions {
        reference: Some(REFERENCE.to_owned()),
        ..SendOptions::default()
    };
    outlook_connector::send_mail(host, &connection(), mail(kind), &options)
        .unwrap_or_else(|error| panic!("{kind:?}: {error:?}"))
}

fn look(emulator: &Emulator, reference: &str) -> SendOutcome {
    let host = MailboxHost::new(emulator, &Arc::new(stored_files()), 2);
    outlook_connector::check_outcome(&host, &connection(), reference)
}

#[test]
fn the_hosts_reference_finds_every_kind_of_mail() {
    for kind in MailKind::ALL {
        let emulator = emulator();
        assert_eq!(look(&emulator, REFERENCE).state, "not-found", "{kind:?}");
        let host = MailboxHost::new(&emulator, &Arc::new(stored_files()), 1);
        let receipt = send_with_reference(&host, kind);
        assert_eq!(emulator.delivered().len(), 1, "{kind:?}");
        let item = &emulator.mailbox_items(demo::MAILBOX)[0];
        for reference in [REFERENCE, &receipt.reference] {
            let found = look(&emulator, reference);
            assert_eq!(found.state, "sent", "{kind:?} {reference}: {found:?}");
            assert_eq!(
                found.message_id.as_deref(),
                Some(item.id.as_str()),
                "{kind:?} {reference}"
            );
        }
        let other = look(&emulator, "7d3b1b52-0000-4000-8000-00000000a002");
        assert_eq!(other.state, "not-found", "{kind:?}");
    }
}

/// Checks that a time is RFC 3339 in UTC with whole seconds.
fn check_time(case: &str, time: Option<&str>) {
    let time = time.unwrap_or_else(|| panic!("{case}: no time"));
    let moment = OffsetDateTime::parse(time, &Rfc3339).unwrap_or_else(|error| panic!("{case}: {time}: {error}"));
    assert_eq!(moment.offset(), UtcOffset::UTC, "{case}: {time}");
    assert_eq!(time.len(), "2026-11-23T07:30:00Z".len(), "{case}: {time}");
}

fn check_requests(case: &str, requests: &[RequestRecord]) {
    assert!(!requests.is_empty(), "{case}");
    for request in requests {
        check_time(&format!("{case}: {}", request.step), request.date.as_deref());
    }
}

#[test]
fn every_time_in_a_result_has_one_form() {
    let files = Arc::new(stored_files());
    let result = outlook_connector::connect(&MailboxHost::new(&emulator(), &files, 1), &connection()).unwrap();
    check_time("connect", Some(&result.token_expires_at));
    check_requests("connect", &result.requests);

    for kind in MailKind::ALL {
        for key in [None, Some("run-1")] {
            let emulator = emulator();
            let mut receipts = vec![send(&MailboxHost::new(&emulator, &files, 1), kind, key).unwrap()];
            if key.is_some() {
                let again = send(&MailboxHost::new(&emulator, &files, 2), kind, key).unwrap();
                assert!(again.already_sent);
                receipts.push(again);
            }
            for receipt in &receipts {
                let case = format!("{kind:?} {key:?} already sent: {}", receipt.already_sent);
                check_time(&case, receipt.accepted_at.as_deref());
                check_requests(&case, &receipt.requests);
            }
            let outcome = look(&emulator, &receipts[0].reference);
            check_time("check-outcome", outcome.sent_at.as_deref());
            check_requests("check-outcome", &outcome.requests);
        }
    }
}
