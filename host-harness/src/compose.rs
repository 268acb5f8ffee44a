//! Starting points for the contract's records, which have a field for everything that a sender may set.

use crate::types::{Connection, Credential, Message, Recipient, SendOptions, TestOptions};

impl Connection {
    /// A connection in the global cloud that signs in with the client secret of that name in the secret store.
    pub fn with_client_secret(tenant_id: &str, client_id: &str, secret_name: &str, mailbox: &str) -> Self {
        Self {
            cloud: None,
            tenant_id: tenant_id.to_owned(),
            client_id: client_id.to_owned(),
            credential: Credential::ClientSecret(secret_name.to_owned()),
            mailbox: mailbox.to_owned(),
            credential_expires: None,
            mailbox_to_refuse: None,
            granted_at: None,
        }
    }
}

impl Message {
    /// A message to one recipient with a subject and no body. Change the other fields as needed.
    pub fn to(address: &str, subject: &str) -> Self {
        Self {
            to: vec![Recipient::new(address)],
            cc: Vec::new(),
            bcc: Vec::new(),
            reply_to: Vec::new(),
            from: None,
            subject: subject.to_owned(),
            text: None,
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
}

impl Recipient {
    /// An address without a display name.
    pub fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            name: None,
        }
    }
}

impl Default for TestOptions {
    /// No test mail, and the component's own time budget.
    fn default() -> Self {
        Self {
            send_test_mail: false,
            time_budget_ms: None,
        }
    }
}

impl Default for SendOptions {
    /// No idempotency key, and the component's own time budget.
    fn default() -> Self {
        Self {
            idempotency_key: None,
            time_budget_ms: None,
        }
    }
}
