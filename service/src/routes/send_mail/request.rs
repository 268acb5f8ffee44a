//! The request to send a mail.

use outlook_contract_json::{
    idempotency_key,
    problem::mail,
    requests::{Message, MimeContent, SendOptions},
};
use outlook_host::types;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Send, reference};
use crate::{
    problem::Problem,
    routes::connection::ConnectionField,
    spool::{Files, NamesParts},
    tenants::Tenant,
};

/// Files from this size on travel as they are, in an upload session, and smaller ones in base64.
const SESSION_BYTES: u64 = 3_145_728;

/// A mail to send: `message`, or `mime` for a complete message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SendMailRequest {
    /// The connection.
    connection: ConnectionField,
    /// The fields of a message.
    message: Option<Message>,
    /// A complete message (RFC 5322), which is sent as it is.
    mime: Option<MimeContent>,
    /// Options.
    #[serde(default)]
    options: SendOptions,
}

/// A mail with files: the part `request` comes first, then a part for each file that it names.
#[expect(
    dead_code,
    reason = "describes the parts for the OpenAPI document; `spool` reads them"
)]
#[derive(ToSchema)]
pub(super) struct SendMailParts {
    /// The request.
    request: SendMailRequest,
    /// A file. Its part has the name that the request gives it; there may be several.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
}

impl NamesParts for SendMailRequest {
    fn parts(&self) -> Vec<(String, &str)> {
        let attachments = self
            .message
            .iter()
            .flat_map(|message| message.attachments.iter().enumerate());
        let of_attachments = attachments.filter_map(|(index, attachment)| {
            Some((
                format!("message.attachments[{index}].part"),
                attachment.part.as_deref()?,
            ))
        });
        let of_mime = self.mime.as_ref().and_then(|mime| mime.part.as_deref());
        of_attachments
            .chain(of_mime.map(|part| ("mime.part".to_owned(), part)))
            .collect()
    }
}

impl SendMailRequest {
    /// Makes a send of the request. `key` is that of the header.
    pub(super) async fn prepare(self, tenant: &Tenant, key: Option<String>, files: Files) -> Result<Send, Problem> {
        let connection = self.connection.resolve(tenant).await?;
        let mut options = types::SendOptions::from(self.options);
        idempotency_key::set(&mut options, key)?;
        let mail = mail(self.message, self.mime)?;
        let reference = reference::choose(&mail, &mut options, &files).await;
        let bytes = if files.bytes() < SESSION_BYTES {
            files.bytes().div_ceil(3) * 4
        } else {
            files.bytes()
        };
        Ok(Send {
            connection,
            mail,
            options,
            reference,
            files,
            bytes,
        })
    }
}
