//! Reads the message from a JSON document, for programs. Refuses unknown fields by name. No error repeats a value.

use std::path::PathBuf;

use outlook_contract_json::requests::{Header, Importance, Recipient, Sensitivity};
use outlook_host::types::{self, Attachment, Content, Mail, Message, SendOptions};
use serde::Deserialize;

use super::prepared::Prepared;
use crate::{commands::files::Files, failure::Failure};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    to: Vec<Recipient>,
    #[serde(default)]
    cc: Vec<Recipient>,
    #[serde(default)]
    bcc: Vec<Recipient>,
    #[serde(default)]
    reply_to: Vec<Recipient>,
    from: Option<Recipient>,
    #[serde(default)]
    subject: String,
    text: Option<String>,
    html: Option<String>,
    #[serde(default)]
    attachments: Vec<AttachmentField>,
    importance: Option<Importance>,
    sensitivity: Option<Sensitivity>,
    #[serde(default)]
    categories: Vec<String>,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(default)]
    read_receipt: bool,
    #[serde(default)]
    delivery_receipt: bool,
    save_to_sent_items: Option<bool>,
    idempotency_key: Option<String>,
    time_budget_ms: Option<u32>,
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

pub fn prepare(text: &str) -> Result<Prepared, Failure> {
    let document: Document = outlook_contract_json::from_str(text)
        .map_err(|error| Failure::input("message-document", format!("the message document: {error}")))?;
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
        headers: document.headers.into_iter().map(Into::into).collect(),
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

fn recipients(fields: Vec<Recipient>) -> Vec<types::Recipient> {
    fields.into_iter().map(Into::into).collect()
}

fn attachment(index: usize, field: AttachmentField, files: &mut Files) -> Result<Attachment, Failure> {
    let bad = |why: &str| Failure::input("message-document", format!("attachments[{index}]: {why}"));
    match (field.base64, field.path) {
        (Some(base64), None) => {
            let name = field
                .name
                .ok_or_else(|| bad("`name` is missing; it is the file name shown to the recipient"))?;
            // The connector checks it. This is for the progress bar.
            let characters = base64.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n' | b'='));
            files.sent.add(characters.count() as u64 * 3 / 4);
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
        assert_eq!(prepared.files.sent.encoded_bytes(), 4);
    }

    #[test]
    fn unknown_fields_are_refused_by_name_and_values_never_show() {
        assert!(refused(r#"{"recipients": []}"#).contains("unknown field `recipients`"));
        assert!(refused(r#"{"attachments": [{"nam": "x"}]}"#).contains("unknown field `nam`"));
        assert!(refused(r#"{"to": [7]}"#).contains("a recipient:"));
        for (document, field, expected) in [
            (r#"{"to": "marker@contoso.com"}"#, "`to`", "a sequence"),
            (r#"{"subject": ["marker"]}"#, "`subject`", "a string"),
            (
                r#"{"read_receipt": "marker, expected marker"}"#,
                "`read_receipt`",
                "a boolean",
            ),
            (r#"{"time_budget_ms": "marker"}"#, "`time_budget_ms`", "u32"),
            (r#"{"importance": "marker"}"#, "`importance`", "`low`"),
            (
                r#"{"headers": [{"name": "x-a", "value": "b"}, {"name": 7, "value": "marker"}]}"#,
                "`headers[1].name`",
                "a string",
            ),
            (
                r#"{"attachments": [{"name": "a", "base64": ["marker"]}]}"#,
                "`attachments[0].base64`",
                "a string",
            ),
        ] {
            let message = refused(document);
            assert!(
                message.contains("line 1 column")
                    && message.contains(&format!("{field}: "))
                    && message.contains(expected)
                    && !message.contains("marker"),
                "{message}"
            );
        }
        assert!(refused(r#"["marker"]"#).contains("line 1 column"));
        assert!(
            refused(r#"{"to": ["a@b.c", {"address": "marker"}, {"adress": "marker"}]}"#)
                .contains("`to[2].adress`: unknown field `adress`")
        );
        assert!(refused(r#"{"subject": "x"} {"marker": 1}"#).contains("trailing characters"));
        assert!(refused("{").contains("EOF"));
        assert!(refused(r#"{"attachments": [{"name": "x"}]}"#).contains("attachments[0]"));
        assert!(refused(r#"{"attachments": [{"base64": "aGk="}]}"#).contains("`name`"));
    }
}
