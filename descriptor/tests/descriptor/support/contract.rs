//! From a form's data into the contract's types: first by the hints of the document, into a tree as a JSON-driven engine has it,
//! then into the types. An error says that the contract has no way to pass such data.

use outlook_connector::contract::{
    Attachment, Connection, Content, Credential, FederatedCredential, Header, Importance, Message, Recipient,
    SendOptions, Sensitivity, ServiceResponse, Setup, TestOptions,
};
use serde_json::{Map, Value, json};

/// What has no way into the contract.
pub type NotRepresentable = String;

/// Name under which a secret's value is stored. A form's secrets have a number behind it.
pub const SECRET_NAME: &str = "the-secret";

/// Puts a form's data where the hints say. Secrets go into the list, and their name into the tree.
///
/// # Errors
/// [`NotRepresentable`] for a field that no hint names, or a value that cannot go where it should.
pub fn tree(hints: &Value, data: &Value, secrets: &mut Vec<(String, Value)>) -> Result<Value, NotRepresentable> {
    let data = data.as_object().ok_or("no object")?;
    let hints = hints.as_array().cloned().unwrap_or_default();
    let mut tree = json!({});
    let known = |name: &String| hints.iter().any(|hint| hint["pointer"] == format!("/{name}"));
    if let Some(name) = data.keys().find(|name| !known(name)) {
        return Err(format!("no such field: {name}"));
    }
    for hint in &hints {
        let name = hint["pointer"].as_str().and_then(|pointer| pointer.strip_prefix('/'));
        let name = name.ok_or("no pointer")?;
        let Some(value) = data.get(name) else { continue };
        let path = hint["path"].as_str().ok_or("no path")?;
        let slot = slot(&mut tree, path);
        match hint["as"].as_str() {
            Some("secret-name") => {
                let name = format!("{SECRET_NAME}-{}", secrets.len());
                secrets.push((name.clone(), value.clone()));
                *slot = json!(name);
            }
            Some("addresses") => {
                let one = |address: &Value| json!({ "address": address });
                *slot = value.as_array().ok_or("no list")?.iter().map(one).collect();
            }
            Some("file") => {
                let file = value.as_str().ok_or("no text")?;
                let (content, known) = content_of(file);
                *slot = content;
                // An attachment says what its file says, unless the form says otherwise.
                for (name, value) in known.into_iter().filter(|_| path == "content") {
                    let tree = tree.as_object_mut().ok_or("no object")?;
                    tree.entry(name).or_insert_with(|| json!(value));
                }
            }
            Some("seconds") => *slot = json!(value.as_u64().ok_or("no number")?.saturating_mul(1_000)),
            Some(other) => return Err(format!("unknown: {other}")),
            None if hint["items"].is_array() => {
                let entries = value.as_array().ok_or("no list")?.iter();
                let entries: Result<Vec<Value>, NotRepresentable> =
                    entries.map(|one| self::tree(&hint["items"], one, secrets)).collect();
                *slot = Value::Array(entries?);
            }
            None => *slot = value.clone(),
        }
    }
    Ok(tree)
}

/// Content of the contract, and what a data URL says of the file: `name` and `content-type`.
fn content_of(file: &str) -> (Value, Vec<(&'static str, String)>) {
    let data = file.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
    let Some((head, base64)) = data else {
        return (json!({ "stored": file }), Vec::new());
    };
    let mut parts = head.split(';');
    let mut known = Vec::new();
    known.extend(
        parts
            .next()
            .filter(|kind| !kind.is_empty())
            .map(|kind| ("content-type", kind.to_owned())),
    );
    // Browsers encode the name; a space is the only such character here.
    let name = parts.find_map(|part| part.strip_prefix("name="));
    known.extend(name.map(|name| ("name", name.replace("%20", " "))));
    (json!({ "base64": base64 }), known)
}

fn slot<'t>(tree: &'t mut Value, path: &str) -> &'t mut Value {
    path.split('.').fold(tree, |tree, name| {
        if !tree.is_object() {
            *tree = Value::Object(Map::new());
        }
        &mut tree[name]
    })
}

/// A connection. Its credential is `if_missing` if the tree has none.
///
/// # Errors
/// [`NotRepresentable`]
pub fn connection(tree: &Value, if_missing: Credential) -> Result<Connection, NotRepresentable> {
    Ok(Connection {
        cloud: some(tree, "cloud")?,
        tenant_id: text(tree, "tenant-id")?,
        client_id: text(tree, "client-id")?,
        credential: credential(&tree["credential"])?.unwrap_or(if_missing),
        next_credential: given(tree, "next-credential").map_or(Ok(None), credential)?,
        mailbox: text(tree, "mailbox")?,
        credential_expires: some(tree, "credential-expires")?,
        out_of_scope_mailbox: some(tree, "out-of-scope-mailbox")?,
        granted_at: some(tree, "granted-at")?,
    })
}

fn credential(tree: &Value) -> Result<Option<Credential>, NotRepresentable> {
    let [secret, key, token] = cases(tree, Credential::KINDS)?;
    Ok(secret
        .map(Credential::ClientSecret)
        .or(key.map(Credential::Certificate))
        .or(token.map(Credential::FederatedAssertion)))
}

/// A message.
///
/// # Errors
/// [`NotRepresentable`]
pub fn message(tree: &Value) -> Result<Message, NotRepresentable> {
    Ok(Message {
        to: list(tree, "to", recipient)?,
        cc: list(tree, "cc", recipient)?,
        bcc: list(tree, "bcc", recipient)?,
        reply_to: list(tree, "reply-to", recipient)?,
        from: given(tree, "from").map(recipient).transpose()?,
        subject: text(tree, "subject")?,
        text: some(tree, "text")?,
        html: some(tree, "html")?,
        attachments: list(tree, "attachments", attachment)?,
        importance: choice(tree, "importance", IMPORTANCE)?,
        sensitivity: choice(tree, "sensitivity", SENSITIVITY)?,
        categories: list(tree, "categories", of_text)?,
        read_receipt: flag(tree, "read-receipt")?.unwrap_or_default(),
        delivery_receipt: flag(tree, "delivery-receipt")?.unwrap_or_default(),
        headers: list(tree, "headers", header)?,
        save_to_sent_items: flag(tree, "save-to-sent-items")?,
    })
}

const IMPORTANCE: &[(&str, Importance)] = &[
    ("low", Importance::Low),
    ("normal", Importance::Normal),
    ("high", Importance::High),
];

const SENSITIVITY: &[(&str, Sensitivity)] = &[
    ("normal", Sensitivity::Normal),
    ("personal", Sensitivity::Personal),
    ("private", Sensitivity::Private),
    ("confidential", Sensitivity::Confidential),
];

fn recipient(tree: &Value) -> Result<Recipient, NotRepresentable> {
    Ok(Recipient {
        address: text(tree, "address")?,
        name: some(tree, "name")?,
    })
}

fn header(tree: &Value) -> Result<Header, NotRepresentable> {
    Ok(Header {
        name: text(tree, "name")?,
        value: text(tree, "value")?,
    })
}

fn attachment(tree: &Value) -> Result<Attachment, NotRepresentable> {
    Ok(Attachment {
        name: text(tree, "name")?,
        content_type: some(tree, "content-type")?,
        content: content(&tree["content"])?,
        content_id: some(tree, "content-id")?,
    })
}

/// Content.
///
/// # Errors
/// [`NotRepresentable`]
pub fn content(tree: &Value) -> Result<Content, NotRepresentable> {
    match cases(tree, ["base64", "stored"])? {
        [Some(base64), None] => Ok(Content::Base64(base64)),
        [None, Some(name)] => Ok(Content::Stored(name)),
        _ => Err("no content".to_owned()),
    }
}

/// Options of a send.
///
/// # Errors
/// [`NotRepresentable`]
pub fn send_options(tree: &Value) -> Result<SendOptions, NotRepresentable> {
    Ok(SendOptions {
        idempotency_key: some(tree, "idempotency-key")?,
        time_budget_ms: number(tree, "time-budget-ms")?,
        ..SendOptions::default()
    })
}

/// Options of a test.
///
/// # Errors
/// [`NotRepresentable`]
pub fn test_options(tree: &Value) -> Result<TestOptions, NotRepresentable> {
    Ok(TestOptions {
        send_test_mail: flag(tree, "send-test-mail")?.unwrap_or_default(),
        time_budget_ms: number(tree, "time-budget-ms")?,
    })
}

/// An answer to explain.
///
/// # Errors
/// [`NotRepresentable`]
pub fn answer(tree: &Value) -> Result<ServiceResponse, NotRepresentable> {
    Ok(ServiceResponse {
        service: some(tree, "service")?,
        http_status: number(tree, "http-status")?,
        headers: list(tree, "headers", header)?,
        body: text(tree, "body")?,
        step: some(tree, "step")?,
        roles: given(tree, "roles").map(|_| list(tree, "roles", of_text)).transpose()?,
        findings: some(tree, "findings")?,
        ..ServiceResponse::default()
    })
}

/// A set-up.
///
/// # Errors
/// [`NotRepresentable`]
pub fn setup(tree: &Value) -> Result<Setup, NotRepresentable> {
    Ok(Setup {
        cloud: some(tree, "cloud")?,
        tenant_id: some(tree, "tenant-id")?,
        client_id: some(tree, "client-id")?,
        enterprise_object_id: some(tree, "enterprise-object-id")?,
        app_name: some(tree, "app-name")?,
        group_name: some(tree, "group-name")?,
        mailboxes: list(tree, "mailboxes", of_text)?,
        out_of_scope_mailbox: some(tree, "out-of-scope-mailbox")?,
        sign_in: some(tree, "sign-in")?,
        needs_drafts: flag(tree, "needs-drafts")?.unwrap_or_default(),
        tenant_wide_consent: flag(tree, "tenant-wide-consent")?,
        federated_credential: given(tree, "federated-credential")
            .map(federated_credential)
            .transpose()?,
    })
}

fn federated_credential(tree: &Value) -> Result<FederatedCredential, NotRepresentable> {
    Ok(FederatedCredential {
        issuer: text(tree, "issuer")?,
        subject: text(tree, "subject")?,
        audience: text(tree, "audience")?,
    })
}

fn given<'t>(tree: &'t Value, name: &str) -> Option<&'t Value> {
    tree.get(name)
}

fn of_text(value: &Value) -> Result<String, NotRepresentable> {
    value
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| format!("no text: {value}"))
}

fn some(tree: &Value, name: &str) -> Result<Option<String>, NotRepresentable> {
    given(tree, name).map(of_text).transpose()
}

/// A text that the contract always has. Left out, it is empty.
///
/// # Errors
/// [`NotRepresentable`]
pub fn text(tree: &Value, name: &str) -> Result<String, NotRepresentable> {
    some(tree, name).map(Option::unwrap_or_default)
}

fn flag(tree: &Value, name: &str) -> Result<Option<bool>, NotRepresentable> {
    let one = |value: &Value| value.as_bool().ok_or_else(|| format!("neither yes nor no: {value}"));
    given(tree, name).map(one).transpose()
}

fn number<T: TryFrom<u64>>(tree: &Value, name: &str) -> Result<Option<T>, NotRepresentable> {
    let one = |value: &Value| value.as_u64().and_then(|n| T::try_from(n).ok());
    let one = |value: &Value| one(value).ok_or_else(|| format!("no such number: {value}"));
    given(tree, name).map(one).transpose()
}

fn choice<T: Copy>(tree: &Value, name: &str, known: &[(&str, T)]) -> Result<Option<T>, NotRepresentable> {
    let find = |text: String| known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
    let one = |text: String| find(text.clone()).ok_or_else(|| format!("no such case: {text}"));
    some(tree, name)?.map(one).transpose()
}

fn list<T>(
    tree: &Value,
    name: &str,
    one: impl Fn(&Value) -> Result<T, NotRepresentable>,
) -> Result<Vec<T>, NotRepresentable> {
    let Some(value) = given(tree, name) else {
        return Ok(Vec::new());
    };
    value.as_array().ok_or("no list")?.iter().map(one).collect()
}

/// The text in each case of a variant; at most one is there.
fn cases<const N: usize>(tree: &Value, names: [&str; N]) -> Result<[Option<String>; N], NotRepresentable> {
    let other = |tree: &Value| {
        tree.as_object()
            .into_iter()
            .flatten()
            .all(|(name, _)| names.contains(&name.as_str()))
    };
    if !other(tree) {
        return Err("no such case".to_owned());
    }
    let mut found = [const { None }; N];
    for (found, name) in found.iter_mut().zip(names) {
        *found = some(tree, name)?;
    }
    Ok(found)
}
