//! `send-mail`: one mail by Graph's `sendMail`, in one request.
//!
//! Only 202 means accepted. A send is never repeated here once bytes of it may have gone out; the one exception is a 401,
//! which Graph answers before it looks at the request.

mod attachments;

use super::call::Call;
use crate::{
    auth,
    contract::{Connection, Error, Mail, Message, Receipt, SendOptions},
    failure::Outcome,
    graph::{client::Graph, error, message},
    guidance::{Values, transport::Effect},
    host::Host,
    limits::REQUEST_BYTES,
    rules::{self, Broken, Problems, connection::CheckedConnection},
};

/// Sends one mail from the connection's mailbox.
///
/// # Errors
/// The contract's error: invalid input before the first byte, or what became of the send.
#[allow(clippy::result_large_err, reason = "the contract's own error type, once in a call")]
pub fn send_mail(
    host: &dyn Host,
    connection: &Connection,
    mail: Mail,
    options: &SendOptions,
) -> Result<Receipt, Error> {
    let mut problems = Problems::default();
    let budget_ms = rules::options::check(options, &mut problems);
    let mut call = Call::begin(host, budget_ms);
    run(&mut call, problems, connection, mail).map_err(|failure| failure.into_error(call.take_exchanges()))
}

fn run(call: &mut Call<'_>, mut problems: Problems, connection: &Connection, mail: Mail) -> Outcome<Receipt> {
    let checked = rules::connection::check(connection, &mut problems);
    let message = rules::message::composed(mail, &mut problems);
    if let Some(message) = &message {
        rules::message::check(message, &mut problems);
    }
    let (connection, mut message) = problems.finish(checked.zip(message))?;
    let json = compose(call.host(), &mut message)?;
    let session = auth::sign_in(call, &connection)?;
    let mut graph = Graph::new(call, &connection, session);
    let response = graph.post_to_send("send-mail", "sendMail", json)?;
    if response.status != 202 {
        let token = graph.token().clone();
        let values = Values::of(&connection, call.host().unix_seconds());
        return Err(error::failure(&response, Effect::MaySend, &values, &token));
    }
    // A 202 may carry Retry-After: it asks to slow down, not to repeat.
    Ok(receipt(call, &connection, &message))
}

/// Loads the attachments and writes the request's body.
fn compose(host: &dyn Host, message: &mut Message) -> Outcome<Vec<u8>> {
    let loaded = attachments::load(host, std::mem::take(&mut message.attachments))?;
    let json = message::send_mail_json(message, &loaded);
    let mut problems = Problems::default();
    let length = json.as_ref().map_or(0, Vec::len);
    if u64::try_from(length).unwrap_or(u64::MAX) > REQUEST_BYTES {
        let (field, what) = match (&message.html, loaded.is_empty()) {
            (_, false) => ("message.attachments", "Body and attachments"),
            (Some(_), true) => ("message.html", "The message"),
            (None, true) => ("message.text", "The message"),
        };
        problems.add(
            field,
            Broken::new(
                "request-too-large",
                format!("{what} make a request of {length} bytes; Graph takes {REQUEST_BYTES}, attachments in base64."),
                "Send less, or put a link to the file into the body.",
            ),
        );
    }
    problems.finish(json)
}

fn receipt(call: &mut Call<'_>, connection: &CheckedConnection, message: &Message) -> Receipt {
    let recipients = [&message.to, &message.cc, &message.bcc]
        .iter()
        .fold(0_usize, |n, list| n.saturating_add(list.len()));
    let exchanges = call.take_exchanges();
    Receipt {
        path: "send-mail".to_owned(),
        mailbox: connection.mailbox.clone(),
        recipients: u32::try_from(recipients).unwrap_or(u32::MAX),
        message_id: None,
        internet_message_id: None,
        already_sent: false,
        accepted_at: exchanges.last().and_then(|exchange| exchange.date.clone()),
        notices: call.take_notices(),
        exchanges,
    }
}
