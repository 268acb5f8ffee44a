//! MIME with a Message-ID of its own, sent more than once without a key.

use std::sync::Arc;

use crate::support::{
    Fault, MailboxHost, Persistence, Plan, connection, error_case, send_from, sent_by_connector, stored_files,
};
use outlook_connector::contract::{Content, Error, Mail, Receipt};
use outlook_emulator::{Emulator, World};

fn mime(message_id: &str) -> Mail {
    let header =
        format!("From: sender@contoso.com\r\nTo: megan@contoso.com\r\n{message_id}Subject: Raw\r\n\r\nText\r\n");
    Mail::Mime(Content::Bytes(header.into_bytes()))
}

fn send(host: &MailboxHost<'_>, message_id: &str) -> Result<Receipt, Error> {
    send_from(host, &connection(), mime(message_id), None)
}

const OWN: &str = "Message-ID: <order-4711@contoso.com>\r\n";

fn faulty<'e>(emulator: &'e Emulator, fault: Fault) -> MailboxHost<'e> {
    let plan = Plan {
        at: 1,
        fault,
        persistence: Persistence::Once,
    };
    MailboxHost::new(emulator, &Arc::new(stored_files()), 2).with_plan(plan)
}

/// Each of these faults leaves it open whether the request was carried out.
const UNCLEAR: [Fault; 4] = [
    Fault::CutInRequest,
    Fault::TimeOutBefore,
    Fault::Status(504),
    Fault::Html(502),
];

#[test]
fn an_earlier_copy_is_not_taken_for_this_mail() {
    for fault in UNCLEAR {
        let emulator = Emulator::in_process(World::demo());
        send(&MailboxHost::new(&emulator, &Arc::new(stored_files()), 1), OWN).expect("it is sent");
        let error = send(&faulty(&emulator, fault), OWN).expect_err("nothing shows it");
        assert_eq!(error_case(&error), "permanent-outcome-unknown", "{fault:?}");
        assert_eq!(sent_by_connector(&emulator), 1, "{fault:?}");
    }
}

#[test]
fn a_copy_that_was_sent_after_the_request_began_is_this_mail() {
    let mut world = World::demo();
    // Exchange sends it some time later, by its own clock.
    world.submission_millis = 4_500;
    let emulator = Emulator::in_process(world);
    let receipt = send(&faulty(&emulator, Fault::AnswerLost), OWN).expect("the mailbox shows it");
    assert_eq!(receipt.internet_message_id.as_deref(), Some("<order-4711@contoso.com>"));
    assert_eq!(sent_by_connector(&emulator), 1);
}

#[test]
fn a_message_id_that_cannot_be_searched_for_is_refused_without_a_key() {
    let long = format!("Message-ID: <{}@contoso.com>\r\n", "x".repeat(250));
    for message_id in [
        "Message-ID: order-4711\r\n",
        "Message-ID:\r\n",
        "Message-ID: <a> <b>\r\n",
        &long,
    ] {
        let emulator = Emulator::in_process(World::demo());
        let host = MailboxHost::new(&emulator, &Arc::new(stored_files()), 1);
        let Err(Error::PermanentInvalidInput(detail)) = send(&host, message_id) else {
            panic!("{message_id}")
        };
        assert_eq!(
            (detail.fields[0].field.as_str(), detail.fields[0].code.as_str()),
            ("mime", "message-id")
        );
        assert!(
            detail.fields[0].fix.contains("<order-4711@contoso.com>"),
            "{message_id}"
        );
        assert!(host.steps().is_empty(), "{message_id}");
        // With a key the mail is found by the key.
        send_from(&host, &connection(), mime(message_id), Some("k"))
            .unwrap_or_else(|error| panic!("{message_id}: {error:?}"));
        assert_eq!(sent_by_connector(&emulator), 1, "{message_id}");
    }
}

#[test]
fn a_long_message_id_is_a_reference_that_finds_the_mail() {
    let emulator = Emulator::in_process(World::demo());
    let host = MailboxHost::new(&emulator, &Arc::new(stored_files()), 1);
    let message_id = format!("<{}@contoso.com>", "x".repeat(241));
    let receipt = send(&host, &format!("Message-ID: {message_id}\r\n")).expect("it is sent");
    assert_eq!(receipt.reference, message_id);
    let found = outlook_connector::check_outcome(&host, &connection(), &receipt.reference);
    assert_eq!(found.state, "sent", "{found:?}");
}
