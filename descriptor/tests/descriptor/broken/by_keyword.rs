//! Values that a keyword refuses: form, pointer, value, code of the connector. The code is empty where the contract has no way.

use serde_json::{Value, json};

/// A value that is at fault.
pub type Case = (&'static str, &'static str, Value, &'static str);

/// The forms of a connection.
const CONNECTIONS: [&str; 3] = ["client-secret", "certificate", "federated-assertion"];
const SETUP: &str = "setup-guide";
const SEND: &str = "send-mail";
const MIME: &str = "send-mail/mime";

/// All of them.
pub fn cases() -> Vec<Case> {
    [
        connection(),
        setup(),
        ids(),
        addresses(),
        message(),
        entries(),
        options(),
    ]
    .concat()
}

fn texts(form: &'static str, pointer: &'static str, values: &[(&str, &'static str)]) -> Vec<Case> {
    values
        .iter()
        .map(|(value, code)| (form, pointer, json!(value), *code))
        .collect()
}

fn connection() -> Vec<Case> {
    let long = "k".repeat(129);
    let names = [
        ("", "required"),
        (" ", "required"),
        ("a~b", "store-name"),
        ("a b", "store-name"),
        (&long, "too-long"),
    ];
    let granted = [
        ("yesterday", "moment"),
        ("2026-11-23 at noon", "moment"),
        ("2026-11-23T07:30:00.0000000000000000000000Z", "too-long"),
    ];
    let mut cases = [
        texts("client-secret", "/client_secret", &[("", "secret-missing")]),
        texts(
            "client-secret",
            "/credential_expires",
            &[("2027-02-29", "date"), ("31.3.2027", "date")],
        ),
        texts("certificate", "/certificate", &names),
        texts("certificate", "/next_certificate", &names),
        texts("federated-assertion", "/federated_assertion", &names),
    ]
    .concat();
    cases.extend(
        CONNECTIONS
            .into_iter()
            .flat_map(|form| texts(form, "/granted_at", &granted)),
    );
    cases
}

fn setup() -> Vec<Case> {
    let guid = [("c1c5a2de", "guid")];
    let long_issuer = format!("https://{}", "i".repeat(593));
    [
        texts(SETUP, "/enterprise_object_id", &guid),
        texts(SETUP, "/app_name", &[("a\nb", "one-line")]),
        texts(
            SETUP,
            "/group_name",
            &[("a\nb", "one-line"), (&"x".repeat(65), "too-long")],
        ),
        texts(SETUP, "/sign_in", &[("password", "sign-in")]),
        texts(
            SETUP,
            "/federated_issuer",
            &[
                ("http://contoso.com", "https-url"),
                ("https://a\nb", "one-line"),
                (&long_issuer, "too-long"),
            ],
        ),
        texts(
            SETUP,
            "/federated_subject",
            &[("a\nb", "one-line"), (&"s".repeat(601), "too-long")],
        ),
        texts(
            SETUP,
            "/federated_audience",
            &[("a\nb", "one-line"), (&"s".repeat(601), "too-long")],
        ),
    ]
    .concat()
}

/// What a connection and a set-up have in common.
fn ids() -> Vec<Case> {
    let long = format!("{}com", "abcdefghi.".repeat(26));
    // A set-up may leave these fields out.
    let missing = CONNECTIONS.into_iter().flat_map(|form| {
        let blank = [("", "required"), ("  ", "required"), ("\t", "required")];
        ["/tenant_id", "/client_id"].map(|pointer| texts(form, pointer, &blank))
    });
    let tenants = [
        ("contoso", "tenant"),
        ("Common", "tenant-specific"),
        ("https://portal.azure.com/#@contoso.com", "tenant-not-url"),
        ("megan@contoso.com", "tenant-not-address"),
        (&long, "tenant"),
    ];
    let clients = [("b1c5a2de", "guid")];
    let one = |form| {
        [
            texts(form, "/cloud", &[("mars", "cloud")]),
            texts(form, "/tenant_id", &tenants),
            texts(form, "/client_id", &clients),
        ]
    };
    let forms = CONNECTIONS.into_iter().chain([SETUP]);
    missing.chain(forms.flat_map(one)).collect::<Vec<_>>().concat()
}

fn addresses() -> Vec<Case> {
    let long = format!("a@{}com", "abcdefghi.".repeat(57));
    let wrong = [
        ("a\nb@contoso.com", "one-line"),
        ("a@contoso.com; b@contoso.com", "one-address"),
        ("Megan <megan@contoso.com>", "bare-address"),
        ("megan", "address"),
        ("megan@contoso", "domain"),
        (long.as_str(), "too-long"),
    ];
    let mut cases = Vec::new();
    let of_connections = CONNECTIONS
        .into_iter()
        .flat_map(|form| [(form, "/mailbox"), (form, "/out_of_scope_mailbox")]);
    for (form, pointer) in of_connections.chain([
        (SETUP, "/mailboxes/0"),
        (SETUP, "/out_of_scope_mailbox"),
        (SEND, "/to/0"),
        (SEND, "/cc/0"),
        (SEND, "/bcc/0"),
        (SEND, "/reply_to/0"),
        (SEND, "/from"),
    ]) {
        cases.extend(texts(form, pointer, &wrong));
        // An empty text in an optional field counts as left out.
        if pointer != "/out_of_scope_mailbox" {
            cases.extend(texts(form, pointer, &[("", "required"), (" ", "required")]));
        }
    }
    for form in CONNECTIONS {
        cases.extend(texts(form, "/mailbox", &[("Me", "mailbox")]));
        cases.extend(texts(form, "/out_of_scope_mailbox", &[("me", "mailbox")]));
    }
    cases
}

fn message() -> Vec<Case> {
    let line = [("a\r\nBcc: b@contoso.com", "one-line"), ("a\u{2028}b", "one-line")];
    [
        texts(SEND, "/from_name", &line),
        texts(SEND, "/subject", &line),
        texts(SEND, "/subject", &[(&"x".repeat(256), "too-long")]),
        texts(SEND, "/importance", &[("urgent", "")]),
        texts(SEND, "/sensitivity", &[("secret", "")]),
    ]
    .concat()
}

fn entries() -> Vec<Case> {
    let filled = [("", "required"), ("a\nb", "one-line"), (&"x".repeat(257), "too-long")];
    [
        texts(SEND, "/attachments/0/name", &filled),
        texts(SEND, "/attachments/0/file", &[("", "required")]),
        texts(
            SEND,
            "/attachments/0/content_type",
            &[("pdf", "media-type"), ("", "media-type")],
        ),
        texts(
            SEND,
            "/attachments/0/content_id",
            &[("<logo>", "content-id"), ("", "content-id")],
        ),
        texts(SEND, "/categories/0", &filled),
        texts(
            SEND,
            "/headers/0/name",
            &[("", "x-header"), ("x ticket", "header-name")],
        ),
        texts(SEND, "/headers/0/value", &[("a\nb", "one-line")]),
        texts(MIME, "/file", &[("", "required")]),
    ]
    .concat()
}

fn options() -> Vec<Case> {
    let mut cases = Vec::new();
    for form in [SEND, MIME, "test-connection"] {
        cases.extend([0, 3_601].map(|limit| (form, "/time_limit_s", json!(limit), "range")));
    }
    let long = "x".repeat(129);
    let keys = [("", "key"), ("a b", "key"), ("\u{e9}", "key"), (long.as_str(), "key")];
    cases.extend(texts(SEND, "/idempotency_key", &keys));
    cases.extend(texts(MIME, "/idempotency_key", &keys));
    cases.extend(texts("check-outcome", "/reference", &keys));
    cases.extend([-1, 65_536].map(|status| ("explain", "/http_status", json!(status), "")));
    cases
}
