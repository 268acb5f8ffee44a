//! What `describe` tells of a mail's fields: a message composed of fields, and a message given whole.

mod attachments;
mod headers;
pub mod mime;

use outlook_connector::limits;

use super::{
    Form,
    connection::ADDRESS_CODES,
    field::{Choice, Field, Kind, Mapping, Rule, Text},
    options::{idempotency_key, time_budget},
    pattern,
};

/// The form of `send-mail` for a message that is composed of fields.
pub fn form() -> Form {
    let mut rules = rules();
    rules.extend(headers::rules());
    Form {
        title: "Send mail",
        groups: &[
            ("recipients", "Recipients"),
            ("content", "Message"),
            ("files", "Attachments"),
            ("more", "More"),
        ],
        fields: fields(),
        rules,
    }
}

fn fields() -> Vec<Field> {
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
        attachments::field(),
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
        time_budget("more"),
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
        attachments::content_rule(&["/attachments"]),
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
    ]
}

fn addresses(name: &'static str, path: &'static str, title: &'static str, help: &'static str) -> Field {
    Field::new(name, path, title, help, "recipients", Kind::Texts(address(), 0))
        .mapping(Mapping::Addresses)
        .placeholder("megan@contoso.com")
        .message(
            "pattern",
            ADDRESS_CODES,
            "Type one address such as megan@contoso.com in each entry.",
        )
        .message_too_long(&["too-long"])
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
    .message("pattern", ADDRESS_CODES, "Type one address such as sales@contoso.com.")
    .message_too_long(&["too-long"])
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
    .message("pattern", &["one-line"], "Type one line of plain text.")
    .message_too_long(&["too-long"])
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
    .message("minLength", &["required"], "Type a category, or leave the entry out.")
    .message(
        "pattern",
        &["required", "one-line"],
        "Type a category on one line, or leave the entry out.",
    )
    .message_too_long(&["too-long"])
}

fn flag(name: &'static str, path: &'static str, title: &'static str, help: &'static str, default: bool) -> Field {
    Field::new(name, path, title, help, "more", Kind::Flag(Some(default))).advanced()
}
