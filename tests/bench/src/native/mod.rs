//! The connector's core without a sandbox, over the host library's own transport, and memory. What it costs more than the floor is
//! the connector's own work; what the connector costs more than it is the sandbox.

mod host;

use outlook_bench::floor::Target;
use outlook_connector::contract as c;
use outlook_emulator::demo;
use outlook_end_to_end::{SECRET_NAME, sample};
use tokio::runtime::Runtime;

use host::NativeHost;

/// The core with what it needs.
pub struct Core<'r> {
    host: NativeHost<'r>,
    connection: c::Connection,
    mail: c::Mail,
}

impl<'r> Core<'r> {
    /// Leads all of Microsoft's names to the target.
    pub fn new(target: &Target, runtime: &'r Runtime) -> Self {
        let connection = c::Connection {
            tenant_id: demo::TENANT_ID.to_string(),
            client_id: demo::CLIENT_ID.to_string(),
            credential: c::Credential::ClientSecret(SECRET_NAME.to_owned()),
            mailbox: demo::MAILBOX.to_owned(),
            ..c::Connection::default()
        };
        Self {
            host: NativeHost::new(target, runtime),
            connection,
            mail: mail(),
        }
    }

    /// Sends the sample.
    pub fn send(&self) {
        let (mail, options) = (self.mail.clone(), c::SendOptions::default());
        let receipt = outlook_connector::send_mail(&self.host, &self.connection, mail, &options);
        std::hint::black_box(receipt.expect("accepted"));
    }
}

/// The sample in the core's types.
fn mail() -> c::Mail {
    c::Mail::Message(c::Message {
        to: vec![c::Recipient {
            address: sample::RECIPIENT.to_owned(),
            name: Some(sample::RECIPIENT_NAME.to_owned()),
        }],
        subject: sample::SUBJECT.to_owned(),
        html: Some(sample::html()),
        attachments: vec![c::Attachment {
            name: sample::FILE_NAME.to_owned(),
            content_type: Some(sample::FILE_TYPE.to_owned()),
            content: c::Content::Bytes(sample::file()),
            ..c::Attachment::default()
        }],
        ..c::Message::default()
    })
}
