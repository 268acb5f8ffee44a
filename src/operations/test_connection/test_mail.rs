//! The step `sending` with a test mail: one real mail from the mailbox to itself. Only this proves that the app can send.

use super::step::StepResult;
use crate::{
    call::Call,
    connection::CheckedConnection,
    contract::{Mail, Message, Recipient, StepStatus},
    guid,
    limits::TIME_BUDGET_MS,
    operations::send_mail,
    validate::options::CheckedOptions,
};

/// Sends the test mail.
pub fn send(call: &mut Call<'_>, connection: &CheckedConnection) -> StepResult {
    if guid::is_guid(&connection.mailbox) {
        return StepResult::new(
            StepStatus::Skip,
            "The connection names the mailbox by its object ID, so there is no address to send a test mail to.",
        )
        .not_proving("Anything about sending. Name the mailbox by its address for a test mail.");
    }
    let options = CheckedOptions {
        reference: None,
        key: None,
        time_budget_ms: TIME_BUDGET_MS,
    };
    let mail = Mail::Message(test_message(&connection.mailbox));
    match send_mail::run(call, connection, mail, options) {
        Ok(receipt) => {
            call.record(receipt.requests);
            StepResult::new(
                StepStatus::Ok,
                format!("Microsoft accepted a test mail from {0} to {0}.", connection.mailbox),
            )
            .not_proving("That it arrives: look into the Inbox. Failures of delivery come back as mail.")
            .with_notices(receipt.notices)
        }
        Err(failure) => StepResult::failed(failure),
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
