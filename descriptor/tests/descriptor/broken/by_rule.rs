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

/// Addresses that only the checks refuse, with their rules: odd characters, and parts that are too long.
fn odd_addresses() -> [(&'static str, String, &'static str); 5] {
    let label = "b".repeat(63);
    [
        ("address-form", "megan(x)@contoso.com".to_owned(), "address"),
        ("address-form", "megan@-contoso.com".to_owned(), "domain"),
        ("address-form", "me\u{b}gan@contoso.com".to_owned(), "one-line"),
        ("address-length", format!("{}@contoso.com", "a".repeat(316)), "address"),
        (
            "address-length",
            format!("a@{label}.{label}.{label}.{}", "c".repeat(62)),
            "domain",
        ),
    ]
}

fn connection() -> Vec<Case> {
    let mut cases = vec![
        (
            "certificate",
            "keys-differ",
            vec![("/next_certificate", json!(" outlook-2026"))],
            "same-as-credential",
        ),
        (
            "client-secret",
            "secret-not-blank",
            vec![("/client_secret", json!(" \n"))],
            "secret-missing",
        ),
        (
            "client-secret",
            "day-exists",
            vec![("/credential_expires", json!("1969-12-31"))],
            "date",
        ),
    ];
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
                "tenant-form",
                vec![("/tenant_id", json!("-contoso.com"))],
                "tenant",
            ),
            (
                form,
                "moment-exists",
                vec![("/granted_at", json!("2026-11-23T07:30"))],
                "moment",
            ),
            (
                form,
                "mailboxes-differ",
                vec![("/out_of_scope_mailbox", json!("References@contoso.com"))],
                "other-mailbox",
            ),
        ]);
        for field in ["/mailbox", "/out_of_scope_mailbox"] {
            for (rule, address, code) in odd_addresses() {
                cases.push((form, rule, vec![(field, json!(address))], code));
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
            "tenant-form",
            vec![("/tenant_id", json!("-contoso.com"))],
            "tenant",
        ),
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
        for (rule, address, code) in odd_addresses() {
            cases.push((SETUP, rule, vec![(field, json!(address))], code));
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
            vec![("/attachments", json!([{ "name": "a", "file": "huge.bin" }]))],
            "attachments-too-large",
        ),
        (
            SEND,
            "category-not-blank",
            vec![("/categories", json!([" "]))],
            "required",
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
        for (rule, address, code) in odd_addresses() {
            cases.push((SEND, rule, vec![(field, json!(address))], code));
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
        ("settable-headers", json!([header("Received", "1")]), "x-header"),
        (
            "settable-headers",
            json!([header("Auto-Submitted", "1")]),
            "header-removed",
        ),
        ("settable-headers", json!([header("Subject", "1")]), "header-of-a-field"),
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
        ("data:;base64,YQ", "base64"),
        ("data:;base64,YQ ==", "base64"),
        ("data:;base64,-_-_", "base64"),
        ("data:,a", "store-name"),
        ("abc~def", "store-name"),
        ("cache:x", "store-name"),
        (" ", "required"),
        (long.as_str(), "too-long"),
        ("gone.bin", "attachment-missing"),
    ];
    let mut cases = Vec::new();
    for (file, code) in wrong {
        let attachments = json!([{ "name": "a", "file": file }]);
        cases.push((SEND, "content", vec![("/attachments", attachments)], code));
        cases.push((MIME, "content", vec![("/file", json!(file))], code));
    }
    let attached = |entry: Value| vec![("/attachments", json!([entry]))];
    let file = "data:;base64,YQ==";
    cases.extend([
        (SEND, "file-name", attached(json!({ "file": file })), "required"),
        (
            SEND,
            "file-name",
            attached(json!({ "file": file, "name": " " })),
            "required",
        ),
        (
            SEND,
            "media-type-form",
            attached(json!({ "file": file, "name": "a", "content_type": "te(xt/plain" })),
            "media-type",
        ),
        (
            SEND,
            "content-id-form",
            attached(json!({ "file": file, "name": "a", "content_id": "a\u{b}b" })),
            "content-id",
        ),
    ]);
    let message = |base64: &str| vec![("/file", json!(format!("data:message/rfc822;base64,{base64}")))];
    cases.push((
        MIME,
        "mime-size",
        vec![("/file", json!("huge.bin"))],
        "request-too-large",
    ));
    cases.push((MIME, "mime-form", message("YQ=="), "mime"));
    // To: a@b.c <a@b.c>
    cases.push((MIME, "mime-form", message("VG86IGFAYi5jIDxhQGIuYz4="), "mime-address"));
    // To: megan@contoso.com, Message-ID: order-4711
    let message_id = "VG86IG1lZ2FuQGNvbnRvc28uY29tDQpNZXNzYWdlLUlEOiBvcmRlci00NzExDQoNClRleHQNCg==";
    cases.push((MIME, "message-id", message(message_id), "message-id"));
    cases
}
