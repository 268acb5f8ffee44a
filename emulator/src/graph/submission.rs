//! From a stored message to mail on its way: what sendMail and sending a draft have in common.

use std::collections::HashSet;

use super::call::Call;
use super::content;
use super::error::GraphError;
use super::rules;
use crate::mail::submit::{self, Submission};
use crate::mail::{compose, mime};
use crate::state::{lock, millis};
use crate::store::item::Content;
use crate::store::{Store, Submit};
use crate::throttle::Submitted;

/// Checks a message that shall be sent, and builds the mail. Nothing has happened when this fails.
pub(super) fn prepare(call: &Call<'_>, content: &Content) -> Result<Submission, GraphError> {
    let message = content::typed(&content.properties)?;
    rules::check_submission(call.mailbox, &message)?;
    let files: usize = content.files.iter().map(|file| file.bytes.len()).sum();
    if files > call.mailbox.max_send_size {
        return Err(GraphError::message_too_large());
    }
    let eml = match &content.mime {
        Some(raw) => mime::outgoing(raw, content, call.mailbox).ok_or_else(content::invalid_mime)?,
        None => compose::compose(&message, content, call.mailbox, call.moment.now),
    };
    if eml.len() > call.mailbox.max_send_size {
        return Err(GraphError::message_too_large());
    }
    Ok(Submission {
        recipients: message.recipients().map(|address| address.trim().to_owned()).collect(),
        sender: message
            .author_address()
            .unwrap_or(&call.mailbox.primary_address)
            .to_owned(),
        content: content.clone(),
        saved_to_sent_items: true,
        delivery_receipt: message.is_delivery_receipt_requested.unwrap_or(false),
        eml: eml.into(),
        message_id: None,
    })
}

/// Submits a draft of the mailbox.
pub(super) fn submit(
    call: &Call<'_>,
    store: &mut Store,
    id: &str,
    mut submission: Submission,
) -> Result<(), GraphError> {
    let number = submit::spool(call.state, &submission.eml).map_err(|error| GraphError::spool_failed(&error))?;
    let transit = millis(call.world.submission_millis);
    let outcome = outcome(call, &submission.recipients);
    let saved = submission.saved_to_sent_items;
    let mailbox = store.open(call.key(), call.moment);
    if saved {
        submission.message_id = mailbox.find(id).map(|(item, _)| item.immutable_id.clone());
    }
    mailbox.change(id, |content| {
        submit::set_sender(std::sync::Arc::make_mut(&mut content.properties), call.mailbox);
    });
    mailbox.submit(id, Submit { transit, saved });
    let from = (call.tenant, call.mailbox);
    let transit = match outcome {
        Submitted::DeliveredAfter(wait) => Some(transit + wait),
        Submitted::Bounced => None,
    };
    submit::deliver(call.state, store, call.moment, transit, from, number, submission);
    Ok(())
}

/// What Exchange's limits do to a mail that it has accepted.
fn outcome(call: &Call<'_>, recipients: &[String]) -> Submitted {
    if !call.world.enforce_sending_limits {
        return Submitted::DeliveredAfter(time::Duration::ZERO);
    }
    let once_each: HashSet<String> = recipients.iter().map(|address| address.to_ascii_lowercase()).collect();
    let mut sending = lock(&call.state.sending);
    let mailbox = sending.entry(call.key()).or_default();
    mailbox.submit(call.moment.now, once_each.len() as u64)
}
