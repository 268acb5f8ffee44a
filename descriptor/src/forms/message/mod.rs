//! The forms of `send-mail`: a message that is composed of fields, and a complete MIME message.

mod attachments;
mod headers;
pub mod mime;

use outlook_connector::limits;

use super::{
    Form, address,
    field::{Choice, Field, Kind, Mapping, Rule, Text},
    options::{idempotency_key, time_limit},
    pattern,
};

/// The form of `send-mail` for a message that is composed of fields.
pub fn form() -> Form {
    let mut rules = rules();
    rules.extend(address::rules(&["/to", "/cc", "/bcc", "/reply_to", "/from"]));
    rules.extend(attachments::rules());
    rules.extend(headers::rules());
    let groups = &[
        ("recipients", "Recipients"),
        ("content", "Message"),
        ("files", "Attachments"),
        ("more", "More"),
    ];
    Form::new("Send mail", groups, fields(), rules)
}

fn fields() -> Vec<Field> {
    vec![
        addresses(
            "to",
            "message.to",
            "To",
            "One address in each entry. To, Cc and Bcc need at least one address together.",
        ),
        addresses("cc", "message.cc", "Cc", "Recipients of a copy."),
        addresses(
            "bcc",
            "message.bcc",
            "Bcc",
            "Recipients of a copy that the other recipients do not see.",
        ),
        addresses(
            "reply_to",
            "message.reply-to",
            "Reply to",
            "The addresses that replies go to, if not to the mailbox.",
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
            "The body as plain text. If there is HTML as well, mail programs show the one that they prefer.",
        ),
        attachments::field(),
        choice(
            "importance",
            "message.importance",
            "Importance",
            "The recipients see it.",
            &[("low", "Low"), ("normal", "Normal"), ("high", "High")],
        ),
        choice(
            "sensitivity",
            "message.sensitivity",
            "Sensitivity",
            "The recipients see it.",
            &[
                ("normal", "Normal"),
                ("personal", "Personal"),
                ("private", "Private"),
                ("confidential", "Confidential"),
            ],
        ),
        categories(),
        headers::field(),
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
        time_limit("more"),
    ]
}

fn rules() -> Vec<Rule> {
    vec![
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
                "To, Cc and Bcc have at most {} different recipients together. Exchange accepts 500, unless an administrator raised the limit of the mailbox.",
                limits::RECIPIENTS
            ),
        ),
        Rule::new(
            "category-not-blank",
            &["/categories"],
            &["required"],
            "A category is more than blanks.",
        ),
        Rule::new(
            "name-with-address",
            &["/from", "/from_name"],
            &["required"],
            "The name of the sender needs the address in From.",
        ),
        Rule::new(
            "body-size",
            &["/text", "/html"],
            &["request-too-large"],
            format!(
                "Without its attachments, the message fits into a request of {} bytes. A message with text and HTML fits into {} bytes as MIME.",
                limits::REQUEST_BYTES,
                limits::MIME_BYTES
            ),
        ),
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
            "Graph always keeps a copy of a mail with an idempotency key, of a mail with text and HTML, and of a mail that is too large for one request.",
        ),
        Rule::new(
            "receipt-address",
            &["/read_receipt", "/delivery_receipt", "/text", "/html", "/from"],
            &["receipt-without-address"],
            "A mail with text and HTML that asks for a receipt needs the sender's address, if the connection names the mailbox by its object ID.",
        ),
    ]
}

fn addresses(name: &'static str, path: &'static str, title: &'static str, help: &'static str) -> Field {
    Field::new(
        name,
        path,
        title,
        help,
        "recipients",
        Kind::Texts(address::text(), "Address"),
    )
    .mapping(Mapping::Addresses)
    .placeholder("megan@contoso.com")
    .message(
        "pattern",
        address::CODES,
        "Type one address such as megan@contoso.com in each entry.",
    )
    .message_too_long(&["too-long"])
}

fn from() -> Field {
    Field::new(
        "from",
        "message.from.address",
        "From",
        "Another sender address. It needs the right Send As or Send on Behalf: Exchange admin center > Recipients > Mailboxes > the mailbox > Delegation.",
        "recipients",
        Kind::Text(address::text()),
    )
    .advanced()
    .placeholder("sales@contoso.com")
    .message("pattern", address::CODES, "Type one address such as sales@contoso.com.")
    .message_too_long(&["too-long"])
}

fn from_name() -> Field {
    Field::new(
        "from_name",
        "message.from.name",
        "Name of the sender",
        "The name that recipients see for the address in From.",
        "recipients",
        Kind::Text(Text::of("text", pattern::one_line())),
    )
    .advanced()
    .message("pattern", &["one-line"], "Type one line of plain text.")
}

fn subject() -> Field {
    Field::new(
        "subject",
        "message.subject",
        "Subject",
        "The subject, on one line.",
        "content",
        Kind::Text(Text::of("text", pattern::one_line()).max(limits::SUBJECT_CHARS)),
    )
    .message("pattern", &["one-line"], "Type one line of plain text.")
    .message_too_long(&["too-long"])
}

fn body(name: &'static str, path: &'static str, title: &'static str, help: &'static str) -> Field {
    Field::new(name, path, title, help, "content", Kind::Text(Text::any("textarea")))
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
        .message("oneOf", &[], "Choose one of the values.")
}

fn categories() -> Field {
    let text = Text::of("text", pattern::one_line()).min(1).max(limits::CATEGORY_CHARS);
    Field::new(
        "categories",
        "message.categories",
        "Categories",
        "Outlook categories for the copy in the mailbox.",
        "more",
        Kind::Texts(text, "Category"),
    )
    .advanced()
    .message("minLength", &["required"], "Type a category, or leave the entry out.")
    .message(
        "pattern",
        &["one-line"],
        "Type a category on one line, or leave the entry out.",
    )
    .message_too_long(&["too-long"])
}

fn flag(name: &'static str, path: &'static str, title: &'static str, help: &'static str, default: bool) -> Field {
    Field::new(name, path, title, help, "more", Kind::Flag(Some(default))).advanced()
}
