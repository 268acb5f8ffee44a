//! A workflow for [Obelisk](https://obeli.sk) that sends one mail. It calls the connector (`outlook-activity.wasm`) as an activity and reacts to
//! every case of its error: see `reaction.rs`.
//!
//! The idempotency key is an argument. So each repeat carries the same one: after a crash, a lost lock, or a wait of hours.
//!
//! Obelisk runs a workflow again from its beginning after a restart, and plays back what its calls returned. So a workflow must do the same
//! each time. This one has no clock, no random numbers and no state: it waits by Obelisk's `sleep`, which survives a restart.

// Native linkers refuse the names of WIT exports: they hold colons. Tests are linked as programs, which have no exports.
#![cfg(any(target_arch = "wasm32", clippy, test))]

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod bindings {
    wit_bindgen::generate!({
        inline: "package outlook:workflow@0.1.0;
            interface flow {
                record job {
                    idempotency-key: string,
                    tenant-id: string,
                    client-id: string,
                    secret: string,
                    mailbox: string,
                    to: list<string>,
                    subject: string,
                    text: string,
                }
                record sent {
                    reference: string,
                    accepted-at: option<string>,
                    already-sent: bool,
                }
                variant failure {
                    execution-failed,
                    permanent-refused(string),
                    permanent-unknown(string),
                    permanent-given-up(string),
                }
                send: func(job: job) -> result<sent, failure>;
            }
            world workflow {
                import obelisk:workflow/workflow-support@5.1.0;
                import outlook:connector/mail@0.1.0;
                export flow;
            }",
        path: ["wit/obelisk-types", "wit/obelisk-workflow", "../../../wit"],
        generate_all,
    });

    use super::Workflow;

    export!(Workflow);
}

mod reaction;

use bindings::{
    exports::outlook::workflow::flow::{Failure, Guest, Job, Sent},
    obelisk::{
        types::time::{Duration, ScheduleAt},
        workflow::workflow_support::sleep,
    },
    outlook::connector::{
        mail,
        types::{Connection, Credential, Mail, Message, Recipient, SendOptions},
    },
};
use reaction::Reaction;

/// Time budget of a call. `exec.lock_expiry` in the deployment must be longer: Obelisk ends a call whose lock expires, and begins it anew.
const TIME_BUDGET_MS: u32 = 100_000;

struct Workflow;

impl Guest for Workflow {
    fn send(job: Job) -> Result<Sent, Failure> {
        let options = SendOptions {
            idempotency_key: Some(job.idempotency_key.clone()),
            time_budget_ms: Some(TIME_BUDGET_MS),
            reference: None,
        };
        let (connection, mail) = (connection(&job), Mail::Message(message(job)));
        let mut tries = 0;
        loop {
            tries += 1;
            let error = match mail::send_mail(&connection, &mail, &options) {
                Ok(receipt) => {
                    return Ok(Sent {
                        reference: receipt.reference,
                        accepted_at: receipt.accepted_at,
                        already_sent: receipt.already_sent,
                    });
                }
                Err(error) => error,
            };
            match reaction::to(&error, tries) {
                Reaction::Repeat { after_ms } => {
                    let wait = ScheduleAt::In(Duration::Milliseconds(after_ms));
                    // An operator can cancel a wait. Then the workflow ends: the key makes it safe to submit the job again.
                    sleep(wait).map_err(|()| Failure::PermanentGivenUp("the wait was cancelled".to_owned()))?;
                }
                Reaction::End(failure) => return Err(failure),
            }
        }
    }
}

fn connection(job: &Job) -> Connection {
    Connection {
        cloud: None,
        tenant_id: job.tenant_id.clone(),
        client_id: job.client_id.clone(),
        credential: Credential::ClientSecret(job.secret.clone()),
        mailbox: job.mailbox.clone(),
        credential_expires: None,
        out_of_scope_mailbox: None,
        granted_at: None,
        next_credential: None,
    }
}

fn message(job: Job) -> Message {
    let recipient = |address| Recipient { address, name: None };
    Message {
        to: job.to.into_iter().map(recipient).collect(),
        cc: Vec::new(),
        bcc: Vec::new(),
        reply_to: Vec::new(),
        from: None,
        subject: job.subject,
        text: Some(job.text),
        html: None,
        attachments: Vec::new(),
        importance: None,
        sensitivity: None,
        categories: Vec::new(),
        read_receipt: false,
        delivery_receipt: false,
        headers: Vec::new(),
        save_to_sent_items: None,
    }
}
