//! Data that the schema accepts and the connector refuses: form, rule, changes to good data, code of the connector.

use serde_json::{Value, json};

/// Data at fault.
pub type Case = (&'static str, &'static str, Vec<(&'static str, Value)>, &'static str);

/// The forms of a connection.
const CONNECTIONS: [&str; 3] = ["client-secret", "certificate", "federated-assertion"];
const SETUP: &str = "setup-guide";
const SEND: &str = "send-mail";
const MIME: &str = "send-mail/mime";

const ZEROS: &str = "00000000-0000-0000-0000-000000000000";
const CLIENT: &str = "B1C5A2DE-0000-4000-8000-00000000C11E";

/// All of them.
pub fn cases() -> Vec<Case> {
    [connection(), setup(), message(), headers(), content()].concat()
}

/// An address whose first part is too long, and one whose second part is.
fn long_parts() -> [(String, &'static str); 2] {
    let label = "b".repeat(63);
    [
        (format!("{}@contoso.com", "a".repeat(316)), "address"),
        (format!("a@{label}.{label}.{label}.{}", "c".repeat(62)), "domain"),
    ]
}

fn connection() -> Vec<Case> {
    let mut cases = vec![(
        "certificate",
        "keys-differ",
        vec![("/next_certificate", json!(" outlook-2026"))],
        "same-as-credential",
    )];
    for (form, field) in [
        ("certificate", "/certificate"),
        ("certificate", "/next_certificate"),
        ("federated-assertion", "/federated_assertion"),
    ] {
        cases.push((
            form,
            "names-of-the-connector",
            vec![(field, json!("cache:token"))],
            "store-name",
        ));
    }
    for form in CONNECTIONS {
        cases.extend([
            (
                form,
                "ids-differ",
                vec![("/tenant_id", json!(CLIENT))],
                "same-as-tenant",
            ),
            (form, "tenant-of-zeros", vec![("/tenant_id", json!(ZEROS))], "tenant"),
            (
                form,
                "mailboxes-differ",
                vec![("/out_of_scope_mailbox", json!("References@contoso.com"))],
                "other-mailbox",
            ),
        ]);
        for field in ["/mailbox", "/out_of_scope_mailbox"] {
            for (address, code) in long_parts() {
                cases.push((form, "address-length", vec![(field, json!(address))], code));
            }
        }
    }
    cases
}

fn setup() -> Vec<Case> {
    let federated = vec![
        (
            "/federated_issuer",
            json!("https://token.actions.githubusercontent.com"),
        ),
        ("/federated_subject", json!("repo:contoso/mailer:ref:refs/heads/main")),
        ("/federated_audience", json!("api://AzureADTokenExchange")),
    ];
    let in_part = [&federated[..2], &[("/sign_in", json!("federated-assertion"))]].concat();
    let mut cases = vec![
        (SETUP, "federated-sign-in", federated, "not-for-sign-in"),
        (SETUP, "federated-together", in_part, "required"),
        (
            SETUP,
            "ids-differ",
            vec![("/tenant_id", json!(CLIENT))],
            "same-as-tenant",
        ),
        (SETUP, "tenant-of-zeros", vec![("/tenant_id", json!(ZEROS))], "tenant"),
        (
            SETUP,
            "object-id-differs",
            vec![("/enterprise_object_id", json!(CLIENT))],
            "same-as-other-id",
        ),
        (
            SETUP,
            "mailboxes-unique",
            vec![("/mailboxes", json!(["a@contoso.com", "A@contoso.com"]))],
            "twice",
        ),
        (
            SETUP,
            "mailboxes-differ",
            vec![("/out_of_scope_mailbox", json!("References@contoso.com"))],
            "other-mailbox",
        ),
    ];
    for field in ["/mailboxes/0", "/out_of_scope_mailbox"] {
        for (address, code) in long_parts() {
            cases.push((SETUP, "address-length", vec![(field, json!(address))], code));
        }
    }
    cases
}

fn message() -> Vec<Case> {
    let many: Vec<String> = (0..1_001).map(|i| format!("a{i}@contoso.com")).collect();
    let alternatives = [("/text", json!("Text")), ("/html", json!("<p>Text</p>"))];
    let no_copy = |with: (&'static str, Value)| vec![("/save_to_sent_items", json!(false)), with];
    let mut cases = vec![
        (SEND, "a-recipient", vec![("/to", json!([]))], "required"),
        (SEND, "recipients-together", vec![("/bcc", json!(many))], "too-many"),
        (
            SEND,
            "name-with-address",
            vec![("/from_name", json!("Sales"))],
            "required",
        ),
        (
            SEND,
            "body-size",
            vec![("/text", json!("x".repeat(4_194_304)))],
            "request-too-large",
        ),
        (
            SEND,
            "body-size",
            vec![("/text", json!("x".repeat(3_145_728))), ("/html", json!("<p>Text</p>"))],
            "request-too-large",
        ),
        (
            SEND,
            "attachments-together",
            vec![(
                "/attachments",
                json!([{ "name": "a", "content_kind": "stored", "content": "huge.bin" }]),
            )],
            "attachments-too-large",
        ),
        (
            SEND,
            "copy-is-kept",
            no_copy(("/idempotency_key", json!("run-42"))),
            "copy-is-kept",
        ),
        (
            SEND,
            "copy-is-kept",
            no_copy(("/html", json!("<p>Text</p>"))),
            "copy-is-kept",
        ),
    ];
    for receipt in ["/read_receipt", "/delivery_receipt"] {
        let changes = [(receipt, json!(true))]
            .into_iter()
            .chain(alternatives.clone())
            .collect();
        cases.push((SEND, "receipt-address", changes, "receipt-without-address"));
    }
    for field in ["/to/0", "/cc/0", "/bcc/0", "/reply_to/0", "/from"] {
        for (address, code) in long_parts() {
            cases.push((SEND, "address-length", vec![(field, json!(address))], code));
        }
    }
    cases
}

fn headers() -> Vec<Case> {
    let header = |name: &str, value: &str| json!({ "name": name, "value": value });
    let own: Vec<Value> = (0..6).map(|i| header(&format!("x-{i}"), "v")).collect();
    let click = |value: &str, other: &str| {
        json!([
            header("list-unsubscribe-post", value),
            header("List-Unsubscribe", other)
        ])
    };
    let long = header("x-a", &"v".repeat(262_144));
    [
        ("own-headers", json!(own), "too-many"),
        ("headers-together", json!([long]), "too-long"),
        (
            "headers-unique",
            json!([header("x-a", "1"), header("X-A", "2")]),
            "unique",
        ),
        (
            "header-of-a-field",
            json!([header("X-Priority", "1")]),
            "header-of-a-field",
        ),
        ("one-click", click("yes", "<https://contoso.com/u>"), "one-click"),
        (
            "one-click",
            click("List-Unsubscribe=One-Click", "<mailto:u@contoso.com>"),
            "one-click",
        ),
    ]
    .map(|(rule, headers, code)| (SEND, rule, vec![("/headers", headers)], code))
    .to_vec()
}

fn content() -> Vec<Case> {
    let long = "x".repeat(129);
    let wrong = [
        ("base64", "YQ", "base64"),
        ("base64", "YQ ==", "base64"),
        ("base64", "-_-_", "base64"),
        ("base64", "data:;base64,YQ==", "base64"),
        ("stored", "abc~def", "store-name"),
        ("stored", "cache:x", "store-name"),
        ("stored", "", "required"),
        ("stored", long.as_str(), "too-long"),
        ("stored", "gone.bin", "attachment-missing"),
    ];
    let mut cases = Vec::new();
    for (kind, content, code) in wrong {
        let attachments = json!([{ "name": "a", "content_kind": kind, "content": content }]);
        cases.push((SEND, "content", vec![("/attachments", attachments)], code));
        cases.push((
            MIME,
            "content",
            vec![("/content_kind", json!(kind)), ("/content", json!(content))],
            code,
        ));
    }
    let stored = |name: &str| vec![("/content_kind", json!("stored")), ("/content", json!(name))];
    cases.push((MIME, "mime-size", stored("huge.bin"), "request-too-large"));
    cases.push((MIME, "mime-form", vec![("/content", json!("YQ=="))], "mime"));
    // To: a@b.c <a@b.c>
    let unquoted = json!("VG86IGFAYi5jIDxhQGIuYz4=");
    cases.push((MIME, "mime-form", vec![("/content", unquoted)], "mime-address"));
    // To: megan@contoso.com, Message-ID: order-4711
    let message_id = "VG86IG1lZ2FuQGNvbnRvc28uY29tDQpNZXNzYWdlLUlEOiBvcmRlci00NzExDQoNClRleHQNCg==";
    cases.push((MIME, "message-id", vec![("/content", json!(message_id))], "message-id"));
    cases
}
