//! Attachments, and files in general: a data URL, or the name of stored bytes.

use outlook_connector::{limits, tables::CACHE_PREFIX};

use crate::forms::{
    field::{Field, Kind, Mapping, Rule, Text},
    pattern,
};

/// The field of all attachments.
pub fn field() -> Field {
    let entry = vec![
        file("content", "files", "The file to attach."),
        Field::new(
            "name",
            "name",
            "File name",
            "The name that the recipient sees, if it is not the name of the file.",
            "files",
            Kind::Text(
                Text::of("text", pattern::one_line())
                    .min(1)
                    .max(limits::FILE_NAME_CHARS),
            ),
        )
        .placeholder("report.pdf")
        .message("minLength", &["required"], "Type a file name such as report.pdf.")
        .message(
            "pattern",
            &["one-line"],
            "Type a file name such as report.pdf, on one line.",
        )
        .message_too_long(&["too-long"]),
        Field::new(
            "content_type",
            "content-type",
            "Media type",
            "If you leave it out, it is that of the file, or application/octet-stream.",
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

/// Rules of attachments that no keyword can say.
pub fn rules() -> [Rule; 4] {
    [
        content_rule(&["/attachments"]),
        Rule::new(
            "file-name",
            &["/attachments"],
            &["required"],
            "Each attachment has a name: that of its file, or one that is typed and is more than blanks.",
        ),
        Rule::new(
            "media-type-form",
            &["/attachments"],
            &["media-type"],
            "The two parts of a media type have no spaces and none of ( ) < > @ , ; : \\ \" / [ ] ? = { }.",
        ),
        Rule::new(
            "content-id-form",
            &["/attachments"],
            &["content-id"],
            "A content ID has no white space and no control characters.",
        ),
    ]
}

/// The rule of files in the fields that the pointers name.
pub fn content_rule(fields: &'static [&'static str]) -> Rule {
    let sentence = format!(
        "A file is a data URL in standard base64 with padding, in which line breaks do not matter, or the name of stored bytes. Such a name \
         has at most {} characters, only letters, digits and . _ - / :, and does not begin with {CACHE_PREFIX}",
        limits::STORE_NAME_CHARS
    );
    Rule::new("content", fields, CONTENT_CODES, sentence)
}

/// A file. `path` is that of the contract's variant `content`.
pub fn file(path: &'static str, group: &'static str, help: &'static str) -> Field {
    Field::new("file", path, "File", help, group, Kind::Text(Text::any("file").min(1)))
        .required(&[])
        .mapping(Mapping::File)
        .message("minLength", &["required"], "Choose a file.")
}
