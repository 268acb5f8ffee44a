//! The step `sending` when a test mail was asked for: one real mail from the mailbox to itself, which is the only full proof.

use super::step::Found;
use crate::{
    call::Call,
    connection::CheckedConnection,
    contract::{Mail, Message, Recipient, StepStatus},
    guid,
    limits::TIME_BUDGET_MS,
    operations::send_mail,
    validate::options::CheckedOptions,
};

/// Sends it.
pub fn send(call: &mut Call<'_>, connection: &CheckedConnection) -> Found {
    if guid::is_guid(&connection.mailbox) {
        return Found::new(
            StepStatus::Skip,
            "The connection names the mailbox by its object ID, so that there is no address to send a test mail to.",
        )
        .not_proving("Anything about sending. Name the mailbox by its address for a test mail.");
    }
    let options = CheckedOptions {
        key: None,
        time_budget_ms: TIME_BUDGET_MS,
    };
    let mail = Mail::Message(test_message(&connection.mailbox));
    match send_mail::run(call, connection, mail, options) {
        Ok(receipt) => {
            call.record(receipt.requests);
            Found::new(
                StepStatus::Ok,
                format!("Microsoft accepted a test mail from {0} to {0}.", connection.mailbox),
            )
            .not_proving("That it arrives: look into the Inbox. Failures of delivery come back as mail.")
            .noting(receipt.notices)
        }
        Err(failure) => Found::failed(failure),
    }
}

fn test_message(address: &str) -> Message {
    let text = "This mail was sent by a test of the Outlook connection. It shows that the connection can send.";
    Message {
        text: Some(text.to_owned()),
        to: vec![Recipient::new(address)],
        subject: "Test of the Outlook connection".to_owned(),
        ..Message::default()
    }
}
