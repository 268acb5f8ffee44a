//! `send-mail`: sends one mail in the way that fits it.
//!
//! | way | when | needs |
//! |---|---|---|
//! | `sendMail`, one request | everything fits one request, and there is no idempotency key | Mail.Send |
//! | draft, attachments, send | there is a key, or something is too large | Mail.ReadWrite as well |
//!
//! Only 202 means that Graph accepted the mail. A send is never repeated once bytes of it may have left, unless a key makes the
//! repeat safe. The one exception is 401, which Graph answers before it looks at the request. After an unclear response the
//! mailbox is searched for the mail. If it shows nothing, the outcome is unknown, and the caller gets that error.

mod attachments;
mod draft;
pub(super) mod fingerprint;
mod one_request;
mod outcome;
mod prepared;

use super::error_of;
use crate::{
    auth,
    call::{Call, Host},
    connection::CheckedConnection,
    contract::{Connection, Error, Mail, Receipt, RequestRecord, SendOptions},
    failure::{Failure, Result},
    field_problem::field_problems,
    graph::client::Graph,
    limits::{BYTES_PER_SECOND, MORE_TIME_FROM_BYTES, TIME_BUDGET_MAX_MS, TIME_BUDGET_MS},
    notice,
    step::Step,
    validate::{self, options::CheckedOptions},
    violation::{All, InvalidInput},
};
use draft::DraftSend;
use outcome::Accepted;
use prepared::{PreparedMail, Way};

/// Sends one mail from the connection's mailbox.
///
/// # Errors
/// The contract's error: invalid input before anything is sent, or the failure of the send.
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
        .map_err(|invalid| error_of(invalid.into(), Vec::new()))?;
    let mut call = Call::begin(host, options.time_budget_ms.unwrap_or(TIME_BUDGET_MS))
        .with_retries()
        .handing_back_long_waits();
    run(&mut call, &connection, mail, options).map_err(|failure| error_of(failure, call.take_requests()))
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
    let mut mail = PreparedMail::new(call.host(), connection, mail, options.key, options.reference)?;
    if options.time_budget_ms.is_none() {
        call.extend(time_for_files(mail.file_bytes()));
    }
    if !mail.keeps_copy() && (mail.way() != Way::OneRequest || mail.is_mime()) {
        return Err(keeps_a_copy(&mail));
    }
    for remark in mail.remarks() {
        call.note(remark);
    }
    let token = auth::sign_in(call, connection)?;
    let mut graph = Graph::new(call, connection, token);
    let mut receipt = Receipt {
        mailbox: connection.mailbox.clone(),
        recipient_count: mail.recipient_count(),
        reference: mail.reference().as_text().to_owned(),
        ..Receipt::default()
    };
    let in_one = match mail.way() {
        Way::OneRequest => one_request(&mut graph, &mut mail)?,
        Way::Draft | Way::DraftAndAttachments => None,
    };
    let (method, accepted) = match in_one {
        Some(accepted) => ("send-mail", accepted),
        None => ("draft", DraftSend::new(graph, mail).send()?),
    };
    receipt.method = method.to_owned();
    Ok(complete(receipt, call, connection, accepted))
}

/// Returns the time that files of this size need beside [`TIME_BUDGET_MS`], in milliseconds.
fn time_for_files(bytes: u64) -> u64 {
    if bytes <= MORE_TIME_FROM_BYTES {
        return 0;
    }
    let more = bytes
        .saturating_mul(1_000)
        .checked_div(BYTES_PER_SECOND)
        .unwrap_or_default();
    more.min(u64::from(TIME_BUDGET_MAX_MS.saturating_sub(TIME_BUDGET_MS)))
}

/// Sends the mail in one request. Returns `None` if the request was too large for the service and the mail can go by draft, which
/// it then does.
///
/// 4,194,304 bytes is measured and not documented. A proxy, or the service of another cloud, may accept less. After 413 nothing was
/// sent.
fn one_request(graph: &mut Graph<'_, '_>, mail: &mut PreparedMail) -> Result<Option<Accepted>> {
    match one_request::send(graph, mail) {
        Ok(accepted) => Ok(Some(accepted)),
        Err(failure) if failure.http_status() == Some(413) && mail.keeps_copy() && mail.change_to_draft() => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The failure of a mail that shall leave no copy, but is sent in a way that always leaves one.
fn keeps_a_copy(mail: &PreparedMail) -> Failure {
    let rule = match (mail.is_keyed(), mail.is_mime()) {
        (true, _) => &field_problems::COPY_IS_RECORD,
        (false, true) => &field_problems::COPY_OF_MIME,
        (false, false) => &field_problems::COPY_OF_DRAFT,
    };
    Failure::invalid("message.save-to-sent-items", rule.violated(&[]))
}

fn complete(receipt: Receipt, call: &mut Call<'_>, connection: &CheckedConnection, accepted: Accepted) -> Receipt {
    let requests = call.take_requests();
    Receipt {
        message_id: accepted.message_id,
        internet_message_id: accepted.internet_message_id,
        already_sent: accepted.already_sent,
        accepted_at: accepted.sent_at.or_else(|| date_of_acceptance(&requests)),
        notices: notice::with_links(call.take_notices(), connection.link_values()),
        requests,
        ..receipt
    }
}

/// Returns the date of the response that accepted the mail. Later requests may have removed drafts.
fn date_of_acceptance(requests: &[RequestRecord]) -> Option<String> {
    let sends = [Step::SendMail.as_str(), Step::SendDraft.as_str()];
    let accepted = |request: &&RequestRecord| {
        sends.contains(&request.step.as_str()) && request.http_status.is_some_and(|status| status == 202)
    };
    requests.iter().rev().find(accepted)?.date.clone()
}
