//! Transport: where an accepted mail goes.

use std::io;
use std::sync::atomic::Ordering;

use bytes::Bytes;

use super::delivered::{Delivered, Delivery, Destination};
use crate::state::{State, lock};
use crate::world::Tenant;
use crate::world::mailbox::{Mailbox, MailboxKind};

/// A mail that passed all checks.
pub(crate) struct Submission {
    pub(crate) recipients: Vec<String>,
    pub(crate) sender: String,
    pub(crate) subject: String,
    pub(crate) internet_message_id: String,
    pub(crate) saved_to_sent_items: bool,
    pub(crate) delivery_receipt: bool,
    pub(crate) eml: Bytes,
}

/// Delivers a mail and writes it to the spool folder, if there is one.
pub(crate) fn deliver(state: &State, tenant: &Tenant, mailbox: &Mailbox, submission: Submission) -> io::Result<()> {
    let number = state.mail_numbers.fetch_add(1, Ordering::Relaxed);
    if let Some(spool) = &state.spool {
        std::fs::write(spool.join(format!("{number:06}.eml")), &submission.eml)?;
    }
    let envelope_to = once_each(submission.recipients);
    let deliveries = route(tenant, &envelope_to);
    lock(&state.delivered).push(Delivered {
        number,
        tenant: tenant.id,
        mailbox: mailbox.user_principal_name.clone(),
        envelope_from: submission.sender,
        envelope_to,
        deliveries,
        subject: submission.subject,
        internet_message_id: submission.internet_message_id,
        saved_to_sent_items: submission.saved_to_sent_items,
        delivery_receipt: submission.delivery_receipt,
        accepted_at: state.clock.now(),
        eml: submission.eml,
    });
    Ok(())
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
