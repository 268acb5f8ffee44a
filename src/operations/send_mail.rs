//! `send-mail`: one mail, by the way that fits it.
//!
//! | way | when | needs |
//! |---|---|---|
//! | `sendMail`, one request | all fits one request, and no idempotency key | Mail.Send |
//! | draft, attachments, send | a key, or anything too large | Mail.ReadWrite as well |
//!
//! Only 202 means accepted. A send is never repeated here once bytes of it may have gone out, unless a key makes that safe;
//! the one exception is a 401, which Graph answers before it looks at the request. After an unclear answer the mailbox is
//! looked at; where that shows nothing, the outcome is unknown, and the caller is told so.

mod attachments;
mod draft;
pub(super) mod fingerprint;
mod letter;
mod outcome;

use super::explained;
use crate::{
    auth,
    call::{Call, Host},
    connection::CheckedConnection,
    contract::{Connection, Error, Mail, Receipt, SendOptions},
    failure::{Failure, Result},
    graph::{
        client::Graph,
        drafts::{Item, Reference},
        ownership::{Owner, Ownership},
        properties::{self, Property},
        request::GraphRequest,
    },
    guid,
    limits::LOOK_PAUSES_MS,
    step::Step,
    validate::{self, options::CheckedOptions},
    violation::{All, InvalidInput, Violation},
};
use draft::ByDraft;
use letter::Letter;
use outcome::Sent;

/// Sends one mail from the connection's mailbox.
///
/// # Errors
/// The contract's error: invalid input before the first byte, or what became of the send.
pub fn send_mail(
    host: &dyn Host,
    connection: &Connection,
    mail: Mail,
    options: &SendOptions,
) -> Result<Receipt, Error> {
    let (options, connection, ()) = (
        validate::options::check(options),
        validate::connection::check(connection),
        check(&mail),
    )
        .all()
        .map_err(|invalid| explained(invalid.into()).into_error(Vec::new()))?;
    let mut call = Call::begin(host, options.time_budget_ms).with_retries();
    run(&mut call, &connection, mail, options).map_err(|failure| explained(failure).into_error(call.take_requests()))
}

/// Checks the fields of a mail. A complete MIME message has none.
fn check(mail: &Mail) -> Result<(), InvalidInput> {
    match mail {
        Mail::Message(message) => validate::message::check(message),
        Mail::Mime(_) => Ok(()),
    }
}

/// Sends one checked mail within a call.
pub(super) fn run(
    call: &mut Call<'_>,
    connection: &CheckedConnection,
    mail: Mail,
    options: CheckedOptions,
) -> Result<Receipt> {
    let keeps_copy = match &mail {
        Mail::Message(message) => message.save_to_sent_items.unwrap_or(true),
        Mail::Mime(_) => true,
    };
    let letter = Letter::prepare(call.host(), connection, mail)?;
    let by_draft = options.key.is_some() || !letter.carries_all();
    if !keeps_copy && (by_draft || letter.is_mime()) {
        return Err(keeps_a_copy(&options, &letter));
    }
    let keyed = options.key.is_some();
    let reference = match (options.key, letter.message_id()) {
        (Some(key), _) => Reference::Key(key),
        (None, Some(message_id)) => Reference::MessageId(message_id.to_owned()),
        (None, None) => Reference::Key(guid::new_guid(call.host())),
    };
    let token = auth::sign_in(call, connection)?;
    let graph = Graph::new(call, connection, token);
    let (method, sent) = match by_draft {
        true => ("draft", ByDraft::new(graph, &letter, reference.clone(), keyed).send()?),
        false => ("send-mail", at_once(graph, &letter, &reference, keeps_copy)?),
    };
    Ok(receipt(call, connection, &letter, &reference, method, sent))
}

/// One request. Its effect can be looked for where a copy is kept and the app may read the mailbox.
fn at_once(mut graph: Graph<'_, '_>, letter: &Letter, reference: &Reference, keeps_copy: bool) -> Result<Sent> {
    let mut properties = letter.properties();
    // Without a copy there is nothing to find by it.
    if let (true, Reference::Key(key)) = (keeps_copy, reference) {
        properties.push(Property::new(properties::KEY, key.as_str()));
    }
    let (content_type, body) = letter.send_mail_body(&properties)?;
    let request = GraphRequest::new(Step::SendMail, "sendMail").with_body(content_type, body);
    let failure = match graph.send(request) {
        // A 202 may carry Retry-After: it asks to slow down, not to repeat.
        Ok(_) => {
            return Ok(Sent {
                message_id: None,
                internet_message_id: letter.message_id().map(str::to_owned),
                sent_at: None,
                already_sent: false,
            });
        }
        Err(failure) => failure,
    };
    if !failure.may_have_taken_effect() {
        return Err(failure);
    }
    for pause in LOOK_PAUSES_MS {
        if !keeps_copy || !graph.call().pause(pause) {
            break;
        }
        match find_sent(&mut graph, reference) {
            Ok(Some(message)) => return Ok(Sent::seen(&message)),
            Ok(None) => {}
            // The app may not look; or not now, and there is no more to learn from it than that.
            Err(_) => break,
        }
    }
    Err(outcome::unknown(failure, &graph.context(), reference, false, None))
}

/// Finds a message of the reference that this mailbox sent. A message that it received proves nothing: anybody can send a mail
/// with a known Message-ID.
fn find_sent(graph: &mut Graph<'_, '_>, reference: &Reference) -> Result<Option<Item>> {
    let mut ownership = Ownership::default();
    for message in graph.find(reference)?.messages {
        if !message.is_draft && ownership.owner(graph, &message)? == Owner::ThisMailbox {
            return Ok(Some(message));
        }
    }
    Ok(None)
}

fn keeps_a_copy(options: &CheckedOptions, letter: &Letter) -> Failure {
    let why = match (&options.key, letter.is_mime()) {
        (Some(_), _) => "With an idempotency key the copy in Sent Items is the record that prevents a second mail.",
        (None, true) => "A message with text and HTML is sent as MIME, and Graph always keeps a copy of that.",
        (None, false) => "A message of this size is sent by draft, and Graph always keeps a copy of that.",
    };
    Failure::invalid(
        "message.save-to-sent-items",
        Violation::new("copy-is-kept", why, "Leave it out, or set it to true."),
    )
}

fn receipt(
    call: &mut Call<'_>,
    connection: &CheckedConnection,
    letter: &Letter,
    reference: &Reference,
    method: &str,
    sent: Sent,
) -> Receipt {
    let requests = call.take_requests();
    Receipt {
        method: method.to_owned(),
        mailbox: connection.mailbox.clone(),
        recipient_count: letter.recipients(),
        reference: reference.as_text().to_owned(),
        message_id: sent.message_id,
        internet_message_id: sent.internet_message_id,
        already_sent: sent.already_sent,
        accepted_at: sent
            .sent_at
            .or_else(|| requests.last().and_then(|request| request.date.clone())),
        notices: call.take_notices(),
        requests,
    }
}
