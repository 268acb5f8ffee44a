//! Attachments, and content in general: bytes in base64, or the name of stored bytes.

use outlook_connector::{limits, tables::CACHE_PREFIX};

use crate::forms::{
    field::{Choice, Field, Kind, Mapping, Rule, Text},
    pattern,
};

/// The field of all attachments.
pub fn field() -> Field {
    let [case, payload] = content("content", "files");
    let entry = vec![
        Field::new(
            "name",
            "name",
            "File name",
            "The name that the recipient sees.",
            "files",
            Kind::Text(
                Text::of("text", pattern::filled_line())
                    .min(1)
                    .max(limits::FILE_NAME_CHARS),
            ),
        )
        .required(&["required"])
        .placeholder("report.pdf")
        .message("minLength", &["required"], "Type a file name such as report.pdf.")
        .message(
            "pattern",
            &["required", "one-line"],
            "Type a file name such as report.pdf, on one line.",
        )
        .message_too_long(&["too-long"]),
        case,
        payload,
        Field::new(
            "content_type",
            "content-type",
            "Media type",
            "If you leave it out, it is application/octet-stream.",
            "files",
            Kind::Text(Text::of("text", pattern::media_type()).examples(&["application/pdf"])),
        )
        .advanced()
        .message(
            "pattern",
            &["media-type"],
            "Type a media type such as application/pdf, or leave it out.",
        ),
        Field::new(
            "content_id",
            "content-id",
            "Content ID",
            "The ID of an inline image that the HTML shows with <img src=\"cid:…\">.",
            "files",
            Kind::Text(Text::of("text", pattern::content_id())),
        )
        .advanced()
        .message(
            "pattern",
            &["content-id"],
            "Type the ID that follows cid: in the HTML, without angle brackets and spaces.",
        ),
    ];
    Field::new(
        "attachments",
        "message.attachments",
        "Attachments",
        "Files of up to 150 MB together. By default a mailbox sends 35 MB, which is about 25 MB of files; Set-Mailbox -MaxSendSize raises the limit.",
        "files",
        Kind::Entries(entry),
    )
}

/// Codes of content that is not there, or not as its kind says.
const CONTENT_CODES: &[&str] = &["base64", "store-name", "required", "too-long", "attachment-missing"];

/// The rule of content in the fields that the pointers name.
pub fn content_rule(fields: &'static [&'static str]) -> Rule {
    let sentence = format!(
        "The content is standard base64 with padding, in which line breaks do not matter, or the name of stored bytes. Such a name has \
         at most {} characters, only letters, digits and . _ - / :, and does not begin with {CACHE_PREFIX}",
        limits::STORE_NAME_CHARS
    );
    Rule::new("content", fields, CONTENT_CODES, sentence)
}

/// The case and the payload of the contract's variant `content`.
pub fn content(path: &'static str, group: &'static str) -> [Field; 2] {
    let kinds = Kind::Choice(Choice {
        choices: vec![("base64", "Base64"), ("stored", "Name of stored bytes")],
        default: None,
    });
    [
        Field::new(
            "content_kind",
            path,
            "Kind of content",
            "base64 for the bytes themselves, stored for the name of bytes that the platform stores. Store large files: the connector reads them piece by piece.",
            group,
            kinds,
        )
        .required(&[])
        .mapping(Mapping::Case)
        .message("oneOf", &[], "Choose base64 or stored."),
        Field::new(
            "content",
            path,
            "Content",
            "The bytes in base64, or the name under which the platform stores them.",
            group,
            Kind::Text(Text::any("textarea")),
        )
        .required(&[])
        .mapping(Mapping::Payload),
    ]
}
