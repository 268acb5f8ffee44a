//! Mails.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};

use crate::{InputError, contract as types, recipient, record::requests};

/// A message.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// Primary recipients: `"a@b.c"`, `"Name <a@b.c>"` or `{"address": "a@b.c", "name": "Name"}`.
    #[serde(default)]
    pub to: Vec<Recipient>,
    /// Carbon-copy recipients.
    #[serde(default)]
    pub cc: Vec<Recipient>,
    /// Blind-carbon-copy recipients.
    #[serde(default)]
    pub bcc: Vec<Recipient>,
    /// Addresses that replies go to.
    #[serde(default)]
    pub reply_to: Vec<Recipient>,
    /// Sender to show. Absent means the mailbox of the connection.
    pub from: Option<Recipient>,
    /// Subject: one line of at most 255 characters.
    #[serde(default)]
    pub subject: String,
    /// Body as plain text.
    pub text: Option<String>,
    /// Body as HTML.
    pub html: Option<String>,
    /// Attached files: at most 150 MB (157,286,400 bytes) together.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// Importance that recipients see.
    pub importance: Option<Importance>,
    /// Sensitivity that recipients see.
    pub sensitivity: Option<Sensitivity>,
    /// Outlook categories of the copy in the sender's mailbox.
    #[serde(default)]
    pub categories: Vec<String>,
    /// True requests a receipt when the message is read.
    #[serde(default)]
    pub read_receipt: bool,
    /// True requests a receipt when the message is delivered.
    #[serde(default)]
    pub delivery_receipt: bool,
    /// Internet message headers.
    #[serde(default)]
    pub headers: Vec<Header>,
    /// False keeps no copy in Sent Items.
    pub save_to_sent_items: Option<bool>,
}

impl Message {
    /// Returns the contract's message. Parts become stored files of their names.
    ///
    /// # Errors
    /// When an attachment has neither `base64` nor `part`, or both. The field is that of the attachment: `attachments[0]`.
    pub fn convert(self) -> Result<types::Message, InputError> {
        let attachment = |(index, attachment): (usize, Attachment)| {
            let here = |error: InputError| InputError::new(format!("attachments[{index}]"), error.problem);
            attachment.convert().map_err(here)
        };
        let recipients = |recipients: Vec<Recipient>| recipients.into_iter().map(Into::into).collect();
        Ok(types::Message {
            to: recipients(self.to),
            cc: recipients(self.cc),
            bcc: recipients(self.bcc),
            reply_to: recipients(self.reply_to),
            from: self.from.map(Into::into),
            subject: self.subject,
            text: self.text,
            html: self.html,
            attachments: self
                .attachments
                .into_iter()
                .enumerate()
                .map(attachment)
                .collect::<Result<_, _>>()?,
            importance: self.importance.map(Into::into),
            sensitivity: self.sensitivity.map(Into::into),
            categories: self.categories,
            read_receipt: self.read_receipt,
            delivery_receipt: self.delivery_receipt,
            headers: self.headers.into_iter().map(Into::into).collect(),
            save_to_sent_items: self.save_to_sent_items,
        })
    }
}

/// An attached file. It has either `base64` or `part`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attachment {
    /// File name that the recipient sees.
    pub name: String,
    /// Media type. Absent means `application/octet-stream`.
    pub content_type: Option<String>,
    /// Content-ID of an inline image.
    pub content_id: Option<String>,
    /// The bytes in standard base64 with padding (RFC 4648 §4).
    pub base64: Option<String>,
    /// Name of the part of a multipart body that holds the bytes.
    #[cfg_attr(target_family = "wasm", serde(rename = "stored"))]
    pub part: Option<String>,
}

impl Attachment {
    fn convert(self) -> Result<types::Attachment, InputError> {
        Ok(types::Attachment {
            name: self.name,
            content_type: self.content_type,
            content: content(self.base64, self.part)?,
            content_id: self.content_id,
        })
    }
}

/// The bytes of a complete message (RFC 5322). It has either `base64` or `part`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MimeContent {
    /// The bytes in standard base64 with padding (RFC 4648 §4).
    pub base64: Option<String>,
    /// Name of the part of a multipart body that holds the bytes.
    #[cfg_attr(target_family = "wasm", serde(rename = "stored"))]
    pub part: Option<String>,
}

impl MimeContent {
    /// Returns the contract's content. A part becomes a stored file of the part's name.
    ///
    /// # Errors
    /// When it has neither `base64` nor `part`, or both. The error's field is empty.
    pub fn convert(self) -> Result<types::Content, InputError> {
        content(self.base64, self.part)
    }
}

/// A component gets no parts of a body. It names files of its engine's store.
const EITHER: &str = if cfg!(target_family = "wasm") {
    "give either `base64` or `stored`"
} else {
    "give either `base64` or `part`"
};

fn content(base64: Option<String>, part: Option<String>) -> Result<types::Content, InputError> {
    match (base64, part) {
        (Some(base64), None) => Ok(types::Content::Base64(base64)),
        (None, Some(part)) => Ok(types::Content::Stored(part)),
        _ => Err(InputError::new("", EITHER)),
    }
}

/// A recipient: an address, with a name or without. Written as an object or as one text.
#[derive(Clone)]
pub struct Recipient(types::Recipient);

impl From<Recipient> for types::Recipient {
    fn from(recipient: Recipient) -> Self {
        recipient.0
    }
}

/// The object form of a recipient.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct RecipientObject {
    /// The address.
    address: String,
    /// The display name.
    name: Option<String>,
}

/// Not an untagged enum: such an enum forgets the path of a field that is not known.
impl<'de> Deserialize<'de> for Recipient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Forms;

        impl<'de> Visitor<'de> for Forms {
            type Value = Recipient;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(r#"a recipient: "a@b", "Name <a@b>" or {"address": …, "name": …}"#)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Recipient, E> {
                Ok(Recipient(recipient(text)))
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Recipient, M::Error> {
                let RecipientObject { address, name } = Deserialize::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Recipient(types::Recipient { address, name }))
            }
        }

        deserializer.deserialize_any(Forms)
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use utoipa::{
        PartialSchema, ToSchema,
        openapi::{ObjectBuilder, OneOfBuilder, RefOr, Schema, schema::Type},
    };

    use super::{Recipient, RecipientObject};

    impl PartialSchema for Recipient {
        fn schema() -> RefOr<Schema> {
            let text = ObjectBuilder::new()
                .schema_type(Type::String)
                .description(Some("An address, or a name and an address: `Name <a@b.c>`"));
            OneOfBuilder::new()
                .description(Some("A recipient, as one text or as an object"))
                .item(text)
                .item(RecipientObject::schema())
                .into()
        }
    }

    impl ToSchema for Recipient {
        fn name() -> std::borrow::Cow<'static, str> {
            "Recipient".into()
        }
    }
}

requests! {
    /// An internet message header, or a header of a response.
    Header {
        /// Name.
        name: String,
        /// Value: one line.
        value: String,
    }
}

/// Defines an enum with the names of its cases and its conversion.
macro_rules! cases {
    ($($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident),* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$case_doc])* $case),*
        }

        impl From<$name> for types::$name {
            fn from(case: $name) -> Self {
                match case {
                    $($name::$case => Self::$case),*
                }
            }
        }
    )*};
}

cases! {
    /// Importance of a message.
    Importance {
        /// Low.
        Low,
        /// Normal.
        Normal,
        /// High.
        High
    }

    /// Sensitivity of a message.
    Sensitivity {
        /// Normal.
        Normal,
        /// Personal.
        Personal,
        /// Private.
        Private,
        /// Confidential.
        Confidential
    }
}
