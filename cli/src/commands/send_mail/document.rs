//! Reads the message from a JSON document, for programs. Refuses unknown fields by name. No error repeats a value.

use std::path::PathBuf;

use base64::{Engine, prelude::BASE64_STANDARD};
use outlook_host::types::{Attachment, Content, Header, Mail, Message, Recipient, SendOptions};
use serde::Deserialize;

use super::prepared::{ImportanceName, Prepared, SensitivityName, recipient};
use crate::{commands::files::Files, failure::Failure};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    to: Vec<RecipientField>,
    #[serde(default)]
    cc: Vec<RecipientField>,
    #[serde(default)]
    bcc: Vec<RecipientField>,
    #[serde(default)]
    reply_to: Vec<RecipientField>,
    from: Option<RecipientField>,
    #[serde(default)]
    subject: String,
    text: Option<String>,
    html: Option<String>,
    #[serde(default)]
    attachments: Vec<AttachmentField>,
    importance: Option<ImportanceName>,
    sensitivity: Option<SensitivityName>,
    #[serde(default)]
    categories: Vec<String>,
    #[serde(default)]
    headers: Vec<HeaderField>,
    #[serde(default)]
    read_receipt: bool,
    #[serde(default)]
    delivery_receipt: bool,
    save_to_sent_items: Option<bool>,
    idempotency_key: Option<String>,
    time_budget_ms: Option<u32>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a recipient: \"a@b\", \"Name <a@b>\" or {\"address\": …, \"name\": …}"
)]
enum RecipientField {
    Text(String),
    Fields(RecipientObject),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecipientObject {
    address: String,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AttachmentField {
    name: Option<String>,
    content_type: Option<String>,
    content_id: Option<String>,
    base64: Option<String>,
    path: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderField {
    name: String,
    value: String,
}

pub fn prepare(text: &str) -> Result<Prepared, Failure> {
    let document: Document =
        serde_json::from_str(text).map_err(|error| Failure::input("message-document", explain(&error)))?;
    let mut files = Files::default();
    let attachments = document
        .attachments
        .into_iter()
        .enumerate()
        .map(|(index, field)| attachment(index, field, &mut files))
        .collect::<Result<_, _>>()?;
    let message = Message {
        to: recipients(document.to),
        cc: recipients(document.cc),
        bcc: recipients(document.bcc),
        reply_to: recipients(document.reply_to),
        from: document.from.map(Into::into),
        subject: document.subject,
        text: document.text,
        html: document.html,
        attachments,
        importance: document.importance.map(Into::into),
        sensitivity: document.sensitivity.map(Into::into),
        categories: document.categories,
        read_receipt: document.read_receipt,
        delivery_receipt: document.delivery_receipt,
        headers: document
            .headers
            .into_iter()
            .map(|field| Header {
                name: field.name,
                value: field.value,
            })
            .collect(),
        save_to_sent_items: document.save_to_sent_items,
    };
    let options = SendOptions {
        idempotency_key: document.idempotency_key,
        time_budget_ms: document.time_budget_ms,
        ..SendOptions::default()
    };
    Ok(Prepared {
        mail: Mail::Message(message),
        options,
        files,
    })
}

fn recipients(fields: Vec<RecipientField>) -> Vec<Recipient> {
    fields.into_iter().map(Into::into).collect()
}

fn attachment(index: usize, field: AttachmentField, files: &mut Files) -> Result<Attachment, Failure> {
    let bad = |why: &str| Failure::input("message-document", format!("attachments[{index}]: {why}"));
    match (field.base64, field.path) {
        (Some(base64), None) => {
            let name = field
                .name
                .ok_or_else(|| bad("`name` is missing; it is the file name shown to the recipient"))?;
            let size = BASE64_STANDARD
                .decode(&base64)
                .map_err(|_| bad("`base64` is not standard base64 with padding"))?
                .len();
            files.sent.add(size as u64);
            let content = Content::Base64(base64);
            Ok(Attachment {
                name,
                content_type: field.content_type,
                content,
                content_id: field.content_id,
            })
        }
        (None, Some(path)) => {
            let mut attachment = files.attachment(&path, field.content_id)?;
            if let Some(name) = field.name {
                attachment.name = name;
            }
            if field.content_type.is_some() {
                attachment.content_type = field.content_type;
            }
            Ok(attachment)
        }
        _ => Err(bad("give either `base64` or `path`")),
    }
}

/// serde's message where it names fields only; where it would quote a value, the place alone.
fn explain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let names_only = ["unknown field", "missing field", "duplicate field", "a recipient: "];
    if error.is_syntax() || error.is_eof() || names_only.iter().any(|start| text.starts_with(start)) {
        return format!("the message document: {text}");
    }
    format!(
        "the message document: a value of the wrong type at line {} column {}",
        error.line(),
        error.column()
    )
}

impl From<RecipientField> for Recipient {
    fn from(field: RecipientField) -> Self {
        match field {
            RecipientField::Text(text) => recipient(&text),
            RecipientField::Fields(fields) => Self {
                address: fields.address,
                name: fields.name,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use outlook_host::types::{Importance, Sensitivity};

    use super::*;

    fn refused(text: &str) -> String {
        prepare(text).map(|_| ()).unwrap_err().message()
    }

    #[test]
    fn a_full_document() {
        let prepared = prepare(
            r#"{"to": ["a@contoso.com", "Bo <b@contoso.com>", {"address": "c@contoso.com", "name": "Cy"}],
                "subject": "S", "html": "<p>", "importance": "high", "sensitivity": "private", "save_to_sent_items": false,
                "attachments": [{"name": "a.txt", "base64": "aGk=", "content_id": "x"}],
                "headers": [{"name": "x-a", "value": "b"}], "time_budget_ms": 5000}"#,
        )
        .unwrap();
        let Mail::Message(message) = prepared.mail else {
            panic!("not a message")
        };
        let names: Vec<_> = message
            .to
            .iter()
            .map(|to| (to.address.as_str(), to.name.as_deref()))
            .collect();
        assert_eq!(
            names,
            [
                ("a@contoso.com", None),
                ("b@contoso.com", Some("Bo")),
                ("c@contoso.com", Some("Cy"))
            ]
        );
        assert_eq!(message.importance, Some(Importance::High));
        assert_eq!(message.sensitivity, Some(Sensitivity::Private));
        assert_eq!(message.attachments[0].content, Content::Base64("aGk=".to_owned()));
        assert_eq!(prepared.options.time_budget_ms, Some(5000));
        assert_eq!(prepared.files.sent.bytes(), 2);
    }

    #[test]
    fn unknown_fields_are_refused_by_name_and_values_never_show() {
        assert!(refused(r#"{"recipients": []}"#).contains("unknown field `recipients`"));
        assert!(refused(r#"{"attachments": [{"nam": "x"}]}"#).contains("unknown field `nam`"));
        assert!(refused(r#"{"to": [7]}"#).contains("a recipient:"));
        for document in [
            r#"{"to": "marker@contoso.com"}"#,
            r#"{"subject": ["marker"]}"#,
            r#"{"read_receipt": "marker"}"#,
        ] {
            let message = refused(document);
            assert!(
                message.contains("line 1 column") && !message.contains("marker"),
                "{message}"
            );
        }
        assert!(refused("{").contains("EOF"));
        assert!(refused(r#"{"attachments": [{"name": "x"}]}"#).contains("attachments[0]"));
        assert!(refused(r#"{"attachments": [{"name": "x", "base64": "***"}]}"#).contains("base64"));
        assert!(refused(r#"{"attachments": [{"base64": "aGk="}]}"#).contains("`name`"));
    }
}
