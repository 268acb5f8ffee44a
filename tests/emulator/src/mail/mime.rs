//! MIME that a client posts whole.

use mail_parser::{Address, HeaderName, MessageParser};
use uuid::Uuid;

use crate::world::mailbox::Mailbox;

/// What Exchange needs to know of posted MIME.
pub(crate) struct Mime {
    /// To, Cc and Bcc.
    pub(crate) recipients: Vec<String>,
    pub(crate) from: Option<String>,
    pub(crate) subject: String,
    /// Without angle brackets.
    pub(crate) internet_message_id: String,
    /// The message as it leaves: without Bcc, with From and Message-ID.
    pub(crate) eml: Vec<u8>,
}

/// Reads a message, or returns none when it is not RFC 5322.
pub(crate) fn read(raw: &[u8], mailbox: &Mailbox) -> Option<Mime> {
    let message = MessageParser::default().parse(raw)?;
    let addresses = |field: Option<&Address<'_>>| -> Vec<String> {
        field
            .into_iter()
            .flat_map(Address::iter)
            .filter_map(|one| one.address().map(str::to_owned))
            .collect()
    };
    let recipients = [message.to(), message.cc(), message.bcc()]
        .into_iter()
        .flat_map(addresses)
        .collect();
    let from = addresses(message.from()).into_iter().next();
    let given_id = message.message_id().map(str::to_owned);

    let mut eml = Vec::with_capacity(raw.len() + 128);
    if from.is_none() {
        eml.extend_from_slice(format!("From: <{}>\r\n", mailbox.primary_address).as_bytes());
    }
    let internet_message_id = given_id.clone().unwrap_or_else(|| {
        let domain = mailbox.primary_address.rsplit('@').next().unwrap_or("localhost");
        format!("{}@{domain}", Uuid::new_v4().simple())
    });
    if given_id.is_none() {
        eml.extend_from_slice(format!("Message-ID: <{internet_message_id}>\r\n").as_bytes());
    }
    let mut copied = 0;
    for header in message.headers().iter().filter(|header| header.name == HeaderName::Bcc) {
        eml.extend_from_slice(raw.get(copied..header.offset_field() as usize)?);
        copied = header.offset_end() as usize;
    }
    eml.extend_from_slice(raw.get(copied..)?);
    Some(Mime {
        recipients,
        from,
        subject: message.subject().unwrap_or_default().to_owned(),
        internet_message_id,
        eml,
    })
}
