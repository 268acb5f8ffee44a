//! Transport: where an accepted mail goes.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use serde_json::{Value, json};

use super::delivered::{Delivered, DeliveredFile, Delivery, Destination};
use crate::state::{State, lock};
use crate::store::extended::Extended;
use crate::store::item::Content;
use crate::store::{Moment, RECEIVED_BY, Store};
use crate::world::Tenant;
use crate::world::mailbox::{Mailbox, MailboxKind};

/// A mail that passed all checks.
pub(crate) struct Submission {
    pub(crate) recipients: Vec<String>,
    pub(crate) sender: String,
    pub(crate) content: Content,
    pub(crate) saved_to_sent_items: bool,
    pub(crate) delivery_receipt: bool,
    pub(crate) eml: Bytes,
    /// Immutable id, if a copy is kept.
    pub(crate) message_id: Option<String>,
}

/// Writes a mail to the spool folder, if there is one. Returns the number of the mail.
///
/// # Errors
/// What writing the file said.
pub(crate) fn spool(state: &State, eml: &[u8]) -> io::Result<u64> {
    let number = state.mail_numbers.fetch_add(1, Ordering::Relaxed);
    if let Some(spool) = &state.spool {
        std::fs::write(spool.join(format!("{number:06}.eml")), eml)?;
    }
    Ok(number)
}

/// Delivers a mail: into the inboxes of the tenant, where it arrives after `transit`, and into the list of what was delivered. Without
/// `transit` it is bounced.
pub(crate) fn deliver(
    state: &State,
    store: &mut Store,
    moment: Moment,
    transit: Option<time::Duration>,
    (tenant, mailbox): (&Tenant, &Mailbox),
    number: u64,
    submission: Submission,
) {
    let envelope_to = once_each(submission.recipients);
    let mut deliveries = route(tenant, &envelope_to);
    if transit.is_none() {
        for delivery in &mut deliveries {
            delivery.destination = Destination::Undeliverable;
        }
    }
    let transit = transit.unwrap_or_default();
    let sent = as_sent(&submission.content, mailbox);
    for delivery in &deliveries {
        let Destination::Inbox(owner) = &delivery.destination else {
            continue;
        };
        let owner = tenant
            .receiver(owner)
            .filter(|owner| owner.kind != MailboxKind::OnPremises);
        if let Some(owner) = owner {
            store
                .open((tenant.id, owner.id), moment)
                .receive(as_received(sent.clone(), owner), moment.now + transit);
        }
    }
    let content = submission.content;
    let subject = content.properties.get("subject").and_then(Value::as_str);
    lock(&state.delivered).push(Delivered {
        number,
        tenant: tenant.id,
        mailbox: mailbox.user_principal_name.clone(),
        envelope_from: submission.sender,
        envelope_to,
        deliveries,
        subject: subject.unwrap_or_default().to_owned(),
        internet_message_id: content.internet_message_id,
        message_id: submission.message_id,
        attachments: content
            .files
            .iter()
            .map(|file| DeliveredFile {
                name: file.name.clone(),
                content: file.bytes.clone(),
            })
            .collect(),
        saved_to_sent_items: submission.saved_to_sent_items,
        delivery_receipt: submission.delivery_receipt,
        accepted_at: moment.now,
        eml: submission.eml,
    });
}

/// The message as it goes out: no Bcc, and always a sender. Extended properties travel inside an organization.
fn as_sent(content: &Content, mailbox: &Mailbox) -> Content {
    let mut properties = (*content.properties).clone();
    properties.remove("bccRecipients");
    properties.insert("isRead".to_owned(), Value::Bool(false));
    set_sender(&mut properties, mailbox);
    Content {
        properties: Arc::new(properties),
        mime: None,
        ..content.clone()
    }
}

/// The message as a mailbox of the tenant gets it. Delivery notes the address that it was delivered to, whatever the sender
/// had written there.
fn as_received(mut content: Content, owner: &Mailbox) -> Content {
    content.extended.retain(|property| property.id != RECEIVED_BY);
    content
        .extended
        .push(Extended::new(RECEIVED_BY, owner.primary_address.clone()));
    content
}

/// Fills in `from` and `sender` of a message that leaves a mailbox. A client does not choose `sender`: "Microsoft Graph sets it
/// appropriately" ("Send Outlook messages from another user"). With Send As it is the same as `from`.
pub(crate) fn set_sender(properties: &mut serde_json::Map<String, Value>, mailbox: &Mailbox) {
    let own = json!({ "emailAddress": { "name": mailbox.display_name, "address": mailbox.primary_address } });
    let from = properties.entry("from").or_insert(own).clone();
    properties.insert("sender".to_owned(), from);
}

/// Decides where each address leads. Groups are expanded, nested ones too; each address is delivered to once.
fn route(tenant: &Tenant, recipients: &[String]) -> Vec<Delivery> {
    let mut waiting: Vec<String> = recipients.iter().rev().cloned().collect();
    let mut seen = std::collections::HashSet::new();
    let mut deliveries = Vec::new();
    while let Some(address) = waiting.pop() {
        if !seen.insert(address.to_ascii_lowercase()) {
            continue;
        }
        if let Some(group) = tenant.group(&address) {
            waiting.extend(group.members.iter().rev().cloned());
            continue;
        }
        let destination = destination(tenant, &address);
        deliveries.push(Delivery { address, destination });
    }
    deliveries
}

fn destination(tenant: &Tenant, address: &str) -> Destination {
    match tenant.receiver(address) {
        Some(mailbox) => match mailbox.kind {
            MailboxKind::User | MailboxKind::Shared | MailboxKind::OnPremises => {
                Destination::Inbox(mailbox.user_principal_name.clone())
            }
            MailboxKind::Guest | MailboxKind::MailContact => Destination::Internet,
            MailboxKind::Unlicensed | MailboxKind::SoftDeleted | MailboxKind::NotProvisioned => {
                Destination::Undeliverable
            }
        },
        None if tenant.owns_domain(address.rsplit('@').next().unwrap_or_default()) => Destination::Undeliverable,
        None => Destination::Internet,
    }
}

fn once_each(addresses: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    addresses
        .into_iter()
        .filter(|address| seen.insert(address.to_ascii_lowercase()))
        .collect()
}
