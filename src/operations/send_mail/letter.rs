//! What is to be sent, in the form that Graph will get it: JSON where that can carry it, else MIME, and which attachments go
//! along with it at once.
//!
//! | mail | form | attachments |
//! |---|---|---|
//! | text or HTML | JSON | inside, if all are under 3 MB and fit one request; else added to the draft one by one |
//! | text and HTML | MIME | inside, if they fit; else added to the draft one by one |
//! | raw MIME | as it is | its own |

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::attachments;
use crate::{
    call::Host,
    connection::CheckedConnection,
    contract::{Content, Mail, Message},
    failure::{Failure, FailureKind, Result},
    graph::{
        attached::Attached,
        message,
        properties::{self, Property},
    },
    guid,
    http::body::{self, Body},
    limits::{ATTACHMENT_BYTES, MIME_BYTES, REQUEST_BYTES},
    mime,
    violation::{Violation, Violations},
};

/// What is to be sent.
pub struct Letter {
    form: Form,
    attachments: Vec<Attached>,
    carries_all: bool,
    /// Stands for stored bytes in JSON, and between parts in MIME: a random text that nothing else holds.
    mark: String,
}

enum Form {
    Json(Message),
    Mime {
        /// The composed message that it was made of, if any.
        message: Option<Message>,
        /// The complete message.
        bytes: Vec<u8>,
        /// Its Message-ID, with angle brackets.
        message_id: String,
        /// Bytes at the start that were put before what the caller gave.
        added: usize,
    },
}

impl Letter {
    /// Brings a checked mail into its form.
    ///
    /// # Errors
    /// `permanent-invalid-input` for content that cannot be sent; the store's failures.
    pub fn prepare(host: &dyn Host, connection: &CheckedConnection, mail: Mail) -> Result<Self> {
        let mark = format!("stored-{}", guid::new_guid(host));
        match mail {
            Mail::Mime(content) => Self::raw_mime(host, content, mark),
            Mail::Message(mut message) => {
                let attachments = attachments::check(host, std::mem::take(&mut message.attachments))?;
                match message.text.is_some() && message.html.is_some() {
                    true => Self::composed(host, connection, message, attachments, mark),
                    false => Self::json(message, attachments, mark),
                }
            }
        }
    }

    fn json(message: Message, attachments: Vec<Attached>, mark: String) -> Result<Self> {
        let small = attachments
            .iter()
            .all(|attached| attached.source.length() < ATTACHMENT_BYTES);
        let mut letter = Self {
            form: Form::Json(message),
            attachments,
            carries_all: small,
            mark,
        };
        letter.carries_all = small && letter.fits(&letter.send_mail_body(&letter.properties())?.1);
        if !letter.carries_all {
            // Without attachments it must fit.
            let (_, body) = letter.draft_body(&letter.properties())?;
            if !letter.fits(&body) {
                return Err(too_large(&letter, body.length()));
            }
        }
        Ok(letter)
    }

    /// Tells whether a body fits one request, with room for the marks of a send.
    fn fits(&self, body: &Body) -> bool {
        const MARKS_BYTES: u64 = 2_000;
        body.length().saturating_add(MARKS_BYTES) <= REQUEST_BYTES
    }

    fn composed(
        host: &dyn Host,
        connection: &CheckedConnection,
        message: Message,
        attachments: Vec<Attached>,
        mark: String,
    ) -> Result<Self> {
        let encoded = attachments.iter().fold(0_u64, |sum, attached| {
            sum.saturating_add(body::base64_length(attached.source.length()))
        });
        let mut loaded = Vec::new();
        if encoded < MIME_BYTES {
            for (i, attached) in attachments.iter().enumerate() {
                let field = format!("message.attachments[{i}].content");
                loaded.push((attached, attachments::load(host, &field, &attached.source)?));
            }
        }
        let message_id = new_message_id(host, &connection.mailbox);
        let context = mime::ComposeContext {
            message_id: &message_id,
            date: host.unix_seconds(),
            mailbox: &connection.mailbox,
            boundary: &mark,
        };
        check_receipts(&message, &context)?;
        let inside: Vec<mime::Part<'_>> = loaded
            .iter()
            .map(|(attached, content)| mime::Part {
                name: &attached.name,
                content_type: attached.content_type.as_deref(),
                content_id: attached.content_id.as_deref(),
                content,
            })
            .collect();
        let mut bytes = mime::compose(&message, &context, &inside);
        let carries_all = loaded.len() == attachments.len() && body::length(&bytes) <= MIME_BYTES;
        if !carries_all {
            bytes = mime::compose(&message, &context, &[]);
        }
        let length = body::length(&bytes);
        let letter = Self {
            form: Form::Mime {
                message: Some(message),
                bytes,
                message_id: format!("<{message_id}>"),
                added: 0,
            },
            attachments,
            carries_all,
            mark,
        };
        match length > MIME_BYTES {
            true => Err(too_large(&letter, length)),
            false => Ok(letter),
        }
    }

    fn raw_mime(host: &dyn Host, content: Content, mark: String) -> Result<Self> {
        let source = attachments::source(host, "mime", content)?.map_err(|violation| violation.at("mime"))?;
        if source.length() > MIME_BYTES {
            return Err(Failure::invalid(
                "mime",
                Violation::new(
                    "request-too-large",
                    format!("It has {} bytes; Graph takes {MIME_BYTES}.", source.length()),
                    "Give the fields of a message with the large attachments apart: they may have 150 MB.",
                ),
            ));
        }
        let mut bytes = attachments::load(host, "mime", &source)?;
        if let Err(problem) = mime::check_raw(&bytes) {
            let fix = "Give a complete RFC 5322 message: header with To, Cc or Bcc, an empty line, body.";
            return Err(Failure::invalid("mime", Violation::new("mime", problem, fix)));
        }
        let mut added = 0;
        let message_id = match mime::header_value(&bytes, "message-id") {
            Some(message_id) => message_id,
            None => {
                // By it the mail is found again.
                let message_id = format!("<{}@outlook-connector>", guid::new_guid(host));
                let mut with_id = format!("Message-ID: {message_id}\r\n").into_bytes();
                added = with_id.len();
                with_id.append(&mut bytes);
                bytes = with_id;
                message_id
            }
        };
        Ok(Self {
            form: Form::Mime {
                message: None,
                bytes,
                message_id,
                added,
            },
            attachments: Vec::new(),
            carries_all: true,
            mark,
        })
    }

    /// The composed message, unless raw MIME was given.
    pub fn message(&self) -> Option<&Message> {
        match &self.form {
            Form::Json(message) => Some(message),
            Form::Mime { message, .. } => message.as_ref(),
        }
    }

    /// The complete message as the caller gave it, where its form is MIME.
    pub fn raw(&self) -> &[u8] {
        match &self.form {
            Form::Json(_) => &[],
            Form::Mime { bytes, added, .. } => bytes.get(*added..).unwrap_or_default(),
        }
    }

    /// Whether its form is MIME, which carries no extended properties.
    pub fn is_mime(&self) -> bool {
        matches!(self.form, Form::Mime { .. })
    }

    /// The Message-ID, where its form is MIME.
    pub fn message_id(&self) -> Option<&str> {
        match &self.form {
            Form::Json(_) => None,
            Form::Mime { message_id, .. } => Some(message_id),
        }
    }

    /// All attachments, inside or not.
    pub fn attachments(&self) -> &[Attached] {
        &self.attachments
    }

    /// Whether the first request carries everything.
    pub fn carries_all(&self) -> bool {
        self.carries_all
    }

    /// Number of recipients, where it is known without reading MIME.
    pub fn recipients(&self) -> Option<u32> {
        let message = self.message()?;
        let count = [&message.to, &message.cc, &message.bcc]
            .iter()
            .fold(0_usize, |n, list| n.saturating_add(list.len()));
        u32::try_from(count).ok()
    }

    /// Extended properties that the message itself needs.
    pub fn properties(&self) -> Vec<Property> {
        match &self.form {
            Form::Json(message) => properties::of_message(message),
            // Its headers say it all.
            Form::Mime { .. } => Vec::new(),
        }
    }

    /// Body of a `sendMail` request.
    ///
    /// # Errors
    /// None in practice: JSON holds every checked message.
    pub fn send_mail_body(&self, properties: &[Property]) -> Result<(&'static str, Body)> {
        self.body(|message| message::send_mail(message, self.inside(), properties, &self.mark))
    }

    /// Body of a request for a draft.
    ///
    /// # Errors
    /// As [`Self::send_mail_body`].
    pub fn draft_body(&self, properties: &[Property]) -> Result<(&'static str, Body)> {
        self.body(|message| message::draft(message, self.inside(), properties, &self.mark))
    }

    /// Body of a request for one attachment.
    ///
    /// # Errors
    /// As [`Self::send_mail_body`].
    pub fn attachment_body(&self, attached: &Attached) -> Result<Body> {
        message::attachment(attached, &self.mark).ok_or_else(not_json)
    }

    fn inside(&self) -> &[Attached] {
        match self.carries_all {
            true => &self.attachments,
            false => &[],
        }
    }

    fn body(&self, json: impl FnOnce(&Message) -> Option<Body>) -> Result<(&'static str, Body)> {
        match &self.form {
            Form::Json(message) => Ok(("application/json", json(message).ok_or_else(not_json)?)),
            Form::Mime { bytes, .. } => Ok(("text/plain", STANDARD.encode(bytes).into_bytes().into())),
        }
    }
}

/// In MIME a receipt is asked for with the address that it goes to.
fn check_receipts(message: &Message, context: &mime::ComposeContext<'_>) -> Result<()> {
    let mut violations = Violations::default();
    for (field, wanted) in [
        ("message.read-receipt", message.read_receipt),
        ("message.delivery-receipt", message.delivery_receipt),
    ] {
        if wanted && context.sender(message).is_none() {
            violations.add(
                field,
                Violation::new(
                    "receipt-without-address",
                    "A message with text and HTML names the address that receipts go to; the connection names an object ID.",
                    "Give the mailbox's address in message.from or in the connection, or send text or HTML alone.",
                ),
            );
        }
    }
    violations.into_result()?;
    Ok(())
}

/// The part after the `@` is the mailbox's domain, where the connection names the mailbox by an address.
fn new_message_id(host: &dyn Host, mailbox: &str) -> String {
    let domain = mailbox
        .rsplit_once('@')
        .map_or("outlook-connector", |(_, domain)| domain);
    format!("{}@{domain}", guid::new_guid(host))
}

fn not_json() -> Failure {
    Failure::new(
        FailureKind::InvalidInput,
        "invalid-input",
        "The message cannot be written as JSON.",
    )
}

fn too_large(letter: &Letter, length: u64) -> Failure {
    let html = letter.message().is_some_and(|message| message.html.is_some());
    let field = if html { "message.html" } else { "message.text" };
    let limit = if letter.is_mime() { MIME_BYTES } else { REQUEST_BYTES };
    Failure::invalid(
        field,
        Violation::new(
            "request-too-large",
            format!("Without attachments the message makes a request of {length} bytes; Graph takes {limit}."),
            "Shorten the body, or attach a part of it as a file.",
        ),
    )
}
