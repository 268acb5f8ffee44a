//! The operations: what they do, whether they need a connection, and the form of each one's input.

use super::{
    Form,
    node::{Node, Object, list},
};
use crate::validate::{
    answer,
    message::fields as message,
    options::fields::{reference, send_test_mail, time_budget},
    setup,
};

/// All operations, in the order in which people meet them.
pub fn all() -> Vec<Node> {
    list([
        connect(),
        test_connection(),
        send_mail(),
        check_outcome(),
        explain(),
        setup_guide(),
    ])
}

/// `connection` is `required`, `optional` or `none`.
fn operation(id: &str, title: &str, summary: &str, connection: &str) -> Object {
    Object::new()
        .set("id", id)
        .set("title", title)
        .set("summary", summary)
        .set("connection", connection)
}

/// An operation that changes nothing.
fn reads() -> Object {
    Object::new().set("kind", "read")
}

fn input(form: &Form) -> Object {
    form.describe(Object::new(), false)
}

fn connect() -> Object {
    let form = Form {
        title: "Connect",
        groups: &[],
        fields: Vec::new(),
        rules: Vec::new(),
    };
    let summary = "Checks every field of a connection and proves that the app can sign in. Sends nothing.";
    operation("connect", "Connect", summary, "required")
        .set("effects", reads())
        .set("input", input(&form))
}

fn test_connection() -> Object {
    let form = Form {
        title: "Test the connection",
        groups: &[("test", "Test")],
        fields: vec![send_test_mail("test"), time_budget("test")],
        rules: Vec::new(),
    };
    let effects = reads().set(
        "unless",
        "With send_test_mail it sends one mail from the mailbox to itself.",
    );
    let summary = "Tells step by step what works, and what that does not prove.";
    operation("test-connection", form.title, summary, "required")
        .set("effects", effects)
        .set("input", input(&form))
}

fn send_mail() -> Object {
    let composed = Form {
        title: "Send mail",
        groups: message::GROUPS,
        fields: message::of_message(),
        rules: message::rules(),
    };
    let whole = Form {
        title: "Send a complete message",
        groups: message::MIME_GROUPS,
        fields: message::of_mime(),
        rules: message::mime_rules(),
    };
    let effects = Object::new()
        .set("kind", "write")
        .set("idempotent_without_key", false)
        .set("accepts_idempotency_key", true);
    let head = |case: &str| Object::new().set("case", case);
    let summary = "Sends one mail from the connection's mailbox.";
    operation("send-mail", composed.title, summary, "required")
        .set("effects", effects)
        .set("input", composed.describe(head("message"), false))
        .set("other_inputs", list([whole.describe(head("mime"), false)]))
        .set(
            "only_in_the_contract",
            list([
                "names of recipients (message.to[].name and its kin)",
                "content as bytes",
            ]),
        )
}

fn check_outcome() -> Object {
    let form = Form {
        title: "Check what became of a mail",
        groups: &[("send", "Earlier send")],
        fields: vec![reference("send")],
        rules: Vec::new(),
    };
    let summary =
        "Looks into the mailbox for an earlier send. Changes nothing. Needs Mail.ReadWrite, or a right to read.";
    operation("check-outcome", form.title, summary, "required")
        .set("effects", reads())
        .set("input", input(&form))
}

fn explain() -> Object {
    let form = Form {
        title: "Explain an error",
        groups: answer::GROUPS,
        fields: answer::fields(),
        rules: Vec::new(),
    };
    let summary = "Likely causes of any error answer of Microsoft, each with the check that settles it and the fix. Works offline.";
    operation("explain", form.title, summary, "optional")
        .set("effects", reads())
        .set("input", input(&form))
}

fn setup_guide() -> Object {
    let form = Form {
        title: "Set-up guide",
        groups: setup::GROUPS,
        fields: setup::fields(),
        rules: setup::rules(),
    };
    let summary =
        "The steps that set up an app and its mailboxes, with PowerShell scripts that do and undo them. Works offline.";
    operation("setup-guide", form.title, summary, "none")
        .set("effects", reads())
        .set("input", input(&form))
}
