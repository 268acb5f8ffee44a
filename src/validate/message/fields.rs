//! What `describe` tells of a mail's fields: a message composed of fields, and a message given whole.

use crate::{
    connection::CACHE_PREFIX,
    graph::properties,
    limits,
    validate::{
        connection::fields::ADDRESS_CODES,
        field::{Choice, Field, Kind, Passed, Rule, Text},
        options::fields::{idempotency_key, time_budget},
        pattern,
    },
};

/// Groups of the form of a message: id and title.
pub const GROUPS: &[(&str, &str)] = &[
    ("recipients", "Recipients"),
    ("content", "Message"),
    ("files", "Attachments"),
    ("more", "More"),
];

/// Groups of the form of raw MIME.
pub const MIME_GROUPS: &[(&str, &str)] = &[("content", "Message"), ("more", "More")];

/// The fields of a message with the options of its send, in the order in which a form shows them.
pub fn of_message() -> Vec<Field> {
    vec![
        addresses(
            "to",
            "message.to",
            "To",
            "One address in each entry. At least one in To, Cc or Bcc.",
        ),
        addresses("cc", "message.cc", "Cc", "Recipients of a copy."),
        addresses(
            "bcc",
            "message.bcc",
            "Bcc",
            "Recipients of a copy whom the others do not see.",
        ),
        addresses(
            "reply_to",
            "message.reply-to",
            "Reply to",
            "Where answers go, when not to the mailbox.",
        )
        .advanced(),
        from(),
        from_name(),
        subject(),
        body("html", "message.html", "HTML", "The body as HTML."),
        body(
            "text",
            "message.text",
            "Plain text",
            "The body as plain text. With HTML as well, mail programs show the one that they prefer.",
        ),
        attachments(),
        choice(
            "importance",
            "message.importance",
            "Importance",
            "Shown to the recipients.",
            &[("low", "Low"), ("normal", "Normal"), ("high", "High")],
        ),
        choice(
            "sensitivity",
            "message.sensitivity",
            "Sensitivity",
            "Shown to the recipients.",
            &[
                ("normal", "Normal"),
                ("personal", "Personal"),
                ("private", "Private"),
                ("confidential", "Confidential"),
            ],
        ),
        categories(),
        headers(),
        flag(
            "read_receipt",
            "message.read-receipt",
            "Read receipt",
            "Ask for a receipt when the message is read.",
            false,
        ),
        flag(
            "delivery_receipt",
            "message.delivery-receipt",
            "Delivery receipt",
            "Ask for a receipt when the message is delivered.",
            false,
        ),
        flag(
            "save_to_sent_items",
            "message.save-to-sent-items",
            "Save to Sent Items",
            "Keep a copy in the mailbox.",
            true,
        ),
        idempotency_key("more"),
        time_budget("more"),
    ]
}

/// The fields of a message given whole.
pub fn of_mime() -> Vec<Field> {
    let [case, payload] = content("mime", "content");
    vec![case, payload, idempotency_key("more"), time_budget("more")]
}

/// What no keyword says of a message given whole.
pub fn mime_rules() -> Vec<Rule> {
    vec![
        Rule::new(
            "content",
            &["/content", "/content_kind"],
            CONTENT_CODES,
            content_sentence(),
        ),
        Rule::new(
            "mime-size",
            &["/content"],
            &["request-too-large"],
            format!("The message has at most {} bytes.", limits::MIME_BYTES),
        ),
        Rule::new(
            "mime-form",
            &["/content"],
            &["mime"],
            "It is a complete RFC 5322 message: header with To, Cc or Bcc, an empty line, body.",
        ),
    ]
}

/// What no keyword says of a message.
pub fn rules() -> Vec<Rule> {
    let mut rules = vec![
        Rule::new(
            "a-recipient",
            &["/to", "/cc", "/bcc"],
            &["required"],
            "Add at least one address to To, Cc or Bcc.",
        ),
        Rule::new(
            "recipients-together",
            &["/to", "/cc", "/bcc"],
            &["too-many"],
            format!(
                "To, Cc and Bcc hold at most {} recipients together.",
                limits::RECIPIENTS
            ),
        ),
        Rule::new(
            "local-part",
            &["/to", "/cc", "/bcc", "/reply_to", "/from"],
            &["address"],
            format!(
                "The part before the @ of an address has at most {} characters.",
                limits::LOCAL_PART_CHARS
            ),
        ),
        Rule::new(
            "name-with-address",
            &["/from", "/from_name"],
            &["required"],
            "A sender's name needs the sender's address.",
        ),
        Rule::new(
            "body-size",
            &["/text", "/html"],
            &["request-too-large"],
            format!(
                "Without attachments the message makes a request of at most {} bytes; with text and HTML, of {} bytes.",
                limits::REQUEST_BYTES,
                limits::MIME_BYTES
            ),
        ),
        Rule::new("content", &["/attachments"], CONTENT_CODES, content_sentence()),
        Rule::new(
            "attachments-together",
            &["/attachments"],
            &["attachments-too-large"],
            format!(
                "All attachments together have at most {} bytes.",
                limits::ATTACHMENTS_BYTES
            ),
        ),
        Rule::new(
            "copy-is-kept",
            &[
                "/save_to_sent_items",
                "/idempotency_key",
                "/text",
                "/html",
                "/attachments",
            ],
            &["copy-is-kept"],
            "A copy is always kept of a mail with an idempotency key, of one with text and HTML, and of one too large for a single request.",
        ),
        Rule::new(
            "receipt-address",
            &["/read_receipt", "/delivery_receipt", "/text", "/html", "/from"],
            &["receipt-without-address"],
            "A mail with text and HTML that asks for a receipt needs the sender's address, where the connection names the mailbox by its object ID.",
        ),
    ];
    rules.extend(header_rules());
    rules
}

fn header_rules() -> [Rule; 4] {
    [
        Rule::new(
            "own-headers",
            &["/headers"],
            &["too-many"],
            format!("At most {} headers begin with x-.", limits::HEADERS),
        ),
        Rule::new(
            "headers-together",
            &["/headers"],
            &["too-long"],
            format!(
                "Names and values of all headers have at most {} bytes together.",
                limits::HEADER_BYTES
            ),
        ),
        Rule::new("headers-unique", &["/headers"], &["unique"], "Give each header once."),
        Rule::new(
            "one-click",
            &["/headers"],
            &["one-click"],
            "List-Unsubscribe-Post is List-Unsubscribe=One-Click, and stands beside a List-Unsubscribe with an https address.",
        ),
    ]
}

fn addresses(name: &'static str, path: &'static str, title: &'static str, help: &'static str) -> Field {
    Field::new(name, path, title, help, "recipients", Kind::Texts(address(), 0))
        .passed(Passed::Addresses)
        .placeholder("megan@contoso.com")
        .says(
            "pattern",
            ADDRESS_CODES,
            "Type one address such as megan@contoso.com in each entry.",
        )
        .says_too_long(&["too-long"])
}

fn address() -> Text {
    Text::of("email", pattern::address()).max(limits::ADDRESS_CHARS)
}

fn from() -> Field {
    Field::new(
        "from",
        "message.from.address",
        "From",
        "Another sender address. Needs Send As or Send on Behalf rights: Exchange admin center > Recipients > Mailboxes > the mailbox > Delegation.",
        "recipients",
        Kind::Text(address()),
    )
    .advanced()
    .placeholder("sales@contoso.com")
    .says("pattern", ADDRESS_CODES, "Type one address such as sales@contoso.com.")
    .says_too_long(&["too-long"])
}

fn from_name() -> Field {
    Field::new(
        "from_name",
        "message.from.name",
        "Name of the sender",
        "The name to show for the address in From.",
        "recipients",
        Kind::Text(Text::of("text", pattern::one_line()).max(limits::DISPLAY_NAME_CHARS)),
    )
    .advanced()
    .says("pattern", &["one-line"], "Type one line of plain text.")
    .says_too_long(&["too-long"])
}

fn subject() -> Field {
    Field::new(
        "subject",
        "message.subject",
        "Subject",
        "One line.",
        "content",
        Kind::Text(Text::of("text", pattern::one_line()).max(limits::SUBJECT_CHARS)),
    )
    .says("pattern", &["one-line"], "Type one line of plain text.")
    .says_too_long(&["too-long"])
}

fn body(name: &'static str, path: &'static str, title: &'static str, help: &'static str) -> Field {
    Field::new(name, path, title, help, "content", Kind::Text(Text::any("textarea")))
}

fn attachments() -> Field {
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
        .says("minLength", &["required"], "Type a file name such as report.pdf.")
        .says(
            "pattern",
            &["required", "one-line"],
            "Type a file name such as report.pdf, on one line.",
        )
        .says_too_long(&["too-long"]),
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
        .says(
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
        .says(
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

fn content_sentence() -> String {
    format!(
        "The content is standard base64 with padding and without line breaks; or the name of stored bytes: at most {} letters, \
         digits and . _ - / : only, not beginning with {CACHE_PREFIX}",
        limits::STORE_NAME_CHARS
    )
}

/// The case and the payload of the contract's variant `content`.
fn content(path: &'static str, group: &'static str) -> [Field; 2] {
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
        .passed(Passed::Case)
        .says("oneOf", &[], "Choose base64 or stored."),
        Field::new(
            "content",
            path,
            "Content",
            "The bytes in base64, or the name under which the platform holds them.",
            group,
            Kind::Text(Text::any("textarea")),
        )
        .required(&[])
        .passed(Passed::Payload),
    ]
}

fn choice(
    name: &'static str,
    path: &'static str,
    title: &'static str,
    help: &'static str,
    choices: &[(&'static str, &'static str)],
) -> Field {
    let kind = Kind::Choice(Choice {
        choices: choices.to_vec(),
        default: Some("normal"),
    });
    Field::new(name, path, title, help, "more", kind)
        .advanced()
        .says("oneOf", &[], "Choose one of the values.")
}

fn categories() -> Field {
    let text = Text::of("text", pattern::filled_line())
        .min(1)
        .max(limits::CATEGORY_CHARS);
    Field::new(
        "categories",
        "message.categories",
        "Categories",
        "Outlook categories of the copy in the mailbox.",
        "more",
        Kind::Texts(text, 0),
    )
    .advanced()
    .says("minLength", &["required"], "Type a category, or leave the entry out.")
    .says(
        "pattern",
        &["required", "one-line"],
        "Type a category on one line, or leave the entry out.",
    )
    .says_too_long(&["too-long"])
}

fn headers() -> Field {
    let known: Vec<&str> = properties::header_names().collect();
    let entry = vec![
        Field::new(
            "name",
            "name",
            "Name",
            "Begins with x-, or is one of those that can be set. Never put ids into names: each new name uses up a property of the mailbox.",
            "more",
            Kind::Text(Text::of("text", pattern::header_name()).min(1).examples(&["x-ticket"])),
        )
        .required(&["x-header"])
        .says("minLength", &["x-header"], "Type a header's name such as x-ticket.")
        .says(
            "pattern",
            &["header-name", "header-of-a-field", "header-removed", "x-header"],
            format!(
                "Type a name of letters, digits and dashes that begins with x-, such as x-ticket, or one of: {}.",
                known.join(", ")
            ),
        ),
        Field::new(
            "value",
            "value",
            "Value",
            "One line.",
            "more",
            Kind::Text(Text::of("text", pattern::one_line())),
        )
        .says("pattern", &["one-line"], "Type one line of plain text."),
    ];
    Field::new(
        "headers",
        "message.headers",
        "Headers",
        "Internet message headers: those that begin with x-, and List-Unsubscribe and its kin.",
        "more",
        Kind::Entries(entry),
    )
    .advanced()
}

fn flag(name: &'static str, path: &'static str, title: &'static str, help: &'static str, default: bool) -> Field {
    Field::new(name, path, title, help, "more", Kind::Flag(Some(default))).advanced()
}
