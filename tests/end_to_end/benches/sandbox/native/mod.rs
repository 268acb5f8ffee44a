//! The connector's core without a sandbox, over the host's own transport, and memory.

mod host;

use outlook_connector::contract as c;
use outlook_emulator::demo;
use outlook_end_to_end::SECRET_NAME;
use tokio::runtime::Runtime;

use host::NativeHost;

/// Name of the file that a core may hold.
pub const FILE_NAME: &str = "report";

/// The native core with what it needs.
pub struct Core<'r> {
    host: NativeHost<'r>,
    connection: c::Connection,
}

impl<'r> Core<'r> {
    /// Leads all of Microsoft's names to the target. Holds a file, which may be empty.
    pub fn new(target: &str, runtime: &'r Runtime, file: &[u8]) -> Self {
        let connection = c::Connection {
            tenant_id: demo::TENANT_ID.to_string(),
            client_id: demo::CLIENT_ID.to_string(),
            credential: c::Credential::ClientSecret(SECRET_NAME.to_owned()),
            mailbox: demo::MAILBOX.to_owned(),
            ..c::Connection::default()
        };
        let host = NativeHost::new(target, runtime, file);
        Self { host, connection }
    }

    /// Sends the laboratory's message.
    pub fn send(&self) {
        std::hint::black_box(self.accepted(message(), None));
    }

    /// Sends it with the file attached. Returns what its last request took, in milliseconds.
    pub fn send_file(&self, key: Option<String>) -> u32 {
        let mut message = message();
        message.attachments.push(c::Attachment {
            name: "report.bin".to_owned(),
            content: c::Content::Stored(FILE_NAME.to_owned()),
            ..c::Attachment::default()
        });
        let receipt = self.accepted(message, key);
        let last = receipt.requests.iter().find(|exchange| exchange.step == "send-draft");
        last.expect("it went by a draft").duration_ms
    }

    fn accepted(&self, message: c::Message, key: Option<String>) -> c::Receipt {
        let options = c::SendOptions {
            idempotency_key: key,
            ..c::SendOptions::default()
        };
        outlook_connector::send_mail(&self.host, &self.connection, c::Mail::Message(message), &options)
            .expect("accepted")
    }
}

/// The laboratory's message in the core's types.
fn message() -> c::Message {
    let message = outlook_end_to_end::message();
    let to = message
        .to
        .into_iter()
        .map(|r| c::Recipient {
            address: r.address,
            name: r.name,
        })
        .collect();
    c::Message {
        to,
        text: message.text,
        subject: message.subject,
        ..c::Message::default()
    }
}
