//! Internet message headers.

use outlook_connector::{limits, tables::settable_header_fields};

use crate::forms::{
    field::{Field, Kind, Rule, Text},
    pattern,
};

/// The field of all headers.
pub fn field() -> Field {
    let entry = vec![
        Field::new(
            "name",
            "name",
            "Name",
            "A name that begins with x-, or one of the names that Graph can set. Never put an ID into a name: each new name uses up a property of the mailbox for ever.",
            "more",
            Kind::Text(Text::of("text", pattern::header_name()).min(1).examples(&["x-ticket"])),
        )
        .required(&["x-header"])
        .message("minLength", &["x-header"], "Type the name of a header, such as x-ticket.")
        .message(
            "pattern",
            &["header-name"],
            "Type a name without spaces and colons, such as x-ticket.",
        ),
        Field::new(
            "value",
            "value",
            "Value",
            "The value, on one line.",
            "more",
            Kind::Text(Text::of("text", pattern::one_line())),
        )
        .message("pattern", &["one-line"], "Type one line of plain text."),
    ];
    Field::new(
        "headers",
        "message.headers",
        "Headers",
        "Internet message headers: x- headers, List-Unsubscribe and some others.",
        "more",
        Kind::Entries(entry),
    )
    .advanced()
}

/// Rules that no keyword can say.
pub fn rules() -> [Rule; 6] {
    let known: Vec<&str> = settable_header_fields().collect();
    [
        Rule::new(
            "settable-headers",
            &["/headers"],
            &["header-of-a-field", "header-removed", "x-header"],
            format!(
                "The name of a header begins with x-, or is one of: {}.",
                known.join(", ")
            ),
        ),
        Rule::new(
            "own-headers",
            &["/headers", "/text", "/html"],
            &["too-many"],
            format!(
                "At most {} headers begin with x-, unless the mail has both text and HTML.",
                limits::HEADERS
            ),
        ),
        Rule::new(
            "headers-together",
            &["/headers"],
            &["too-long"],
            format!(
                "The names and values of all headers together have at most {} bytes.",
                limits::HEADER_BYTES
            ),
        ),
        Rule::new("headers-unique", &["/headers"], &["unique"], "Give each header once."),
        Rule::new(
            "header-of-a-field",
            &["/headers"],
            &["header-of-a-field"],
            "The field Importance sets X-Priority.",
        ),
        Rule::new(
            "one-click",
            &["/headers"],
            &["one-click"],
            "The value of List-Unsubscribe-Post is List-Unsubscribe=One-Click, and it needs a List-Unsubscribe header with an https address.",
        ),
    ]
}
