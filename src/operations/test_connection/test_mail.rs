//! The step `sending` with a test mail: one real mail from the mailbox to itself. Only this proves that the app can send.

use super::step::{StepResult, test_steps};
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
        return test_steps::NO_ADDRESS_FOR_TEST_MAIL.with(StepStatus::Skip, &[]);
    }
    let options = CheckedOptions {
        reference: None,
        key: None,
        time_budget_ms: Some(TIME_BUDGET_MS),
    };
    let mail = Mail::Message(test_message(&connection.mailbox));
    match send_mail::run(call, connection, mail, options) {
        Ok(receipt) => {
            call.record(receipt.requests);
            test_steps::TEST_MAIL_ACCEPTED
                .with(StepStatus::Ok, &[("mailbox", &connection.mailbox)])
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
