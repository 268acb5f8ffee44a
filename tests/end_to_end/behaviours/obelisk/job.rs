//! A mail as the workflow takes it, and what became of it.

use outlook_emulator::demo;
use serde_json::{Value, json};

/// The workflow's function.
const SEND: &str = "outlook:workflow/flow@0.1.0.send";

/// A job of the workflow.
pub struct Job {
    /// Its number, which is the subject of the mail.
    pub number: u32,
    /// The sender.
    pub mailbox: String,
}

/// The mail was sent, as the workflow says.
#[derive(Debug)]
pub struct Sent {
    /// Whether a call found that an earlier one had sent it.
    pub already_sent: bool,
}

impl Job {
    /// The job of this number, from one of so many mailboxes.
    pub fn number(number: u32, mailboxes: u32) -> Self {
        Self {
            number,
            mailbox: mailbox(number % mailboxes),
        }
    }

    /// The id of its execution, with a ULID that is made of the number: so a submission can be repeated.
    pub fn execution_id(&self) -> String {
        format!("E_01JBE{:021}", self.number)
    }

    /// What submits it: the workflow's function, and the arguments of `deploy/obelisk/job.json` with this job's values.
    pub fn submission(&self) -> String {
        let mut arguments: Value =
            serde_json::from_str(include_str!("../../../../deploy/obelisk/job.json")).expect("JSON");
        let job = &mut arguments[0];
        job["idempotency_key"] = json!(format!("order-{}", self.number));
        job["tenant_id"] = json!(demo::TENANT_ID.to_string());
        job["client_id"] = json!(demo::CLIENT_ID.to_string());
        job["mailbox"] = json!(self.mailbox);
        job["subject"] = json!(self.number.to_string());
        json!({ "ffqn": SEND, "params": arguments }).to_string()
    }
}

/// The address of a mailbox.
pub fn mailbox(number: u32) -> String {
    format!("sender-{number}@contoso.com")
}

impl Sent {
    /// Reads the result of an execution. Anything but success is returned as it stands.
    pub fn from_json(result: &Value) -> Result<Self, String> {
        match result["ok"]["already_sent"].as_bool() {
            Some(already_sent) => Ok(Self { already_sent }),
            None => Err(result.to_string()),
        }
    }
}
