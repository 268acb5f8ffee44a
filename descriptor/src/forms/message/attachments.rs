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
            "As the recipient sees it.",
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
            "Left out, it is application/octet-stream.",
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
            "For an inline image that the HTML shows by <img src=\"cid:…\">.",
            "files",
            Kind::Text(Text::of("text", pattern::content_id())),
        )
        .advanced()
        .message(
            "pattern",
            &["content-id"],
            "Type the id as it stands in the HTML behind cid:, without angle brackets and spaces.",
        ),
    ];
    Field::new(
        "attachments",
        "message.attachments",
        "Attachments",
        "Files up to 150 MB together. A mailbox sends 35 MB unless it was raised (Set-Mailbox -MaxSendSize): about 25 MB of files.",
        "files",
        Kind::Entries(entry),
    )
}

/// Codes of content that is not there, or not as its kind says.
const CONTENT_CODES: &[&str] = &["base64", "store-name", "required", "too-long", "attachment-missing"];

/// The rule of content in the fields that the pointers name.
pub fn content_rule(fields: &'static [&'static str]) -> Rule {
    let sentence = format!(
        "The content is standard base64 with padding and without line breaks; or the name of stored bytes: at most {} letters, \
         digits and . _ - / : only, not beginning with {CACHE_PREFIX}",
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
            "Base64 holds the bytes themselves. Large files are better stored, and named: they are read piece by piece.",
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
            "The bytes in base64, or the name under which the platform holds them.",
            group,
            Kind::Text(Text::any("textarea")),
        )
        .required(&[])
        .mapping(Mapping::Payload),
    ]
}
