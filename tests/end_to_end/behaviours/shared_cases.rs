//! The cases of `tests/end_to_end/cases`, which the npm package passes as well. The README there describes their form.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use outlook_emulator::{Emulator, EmulatorOptions, Fault, World, demo};
use outlook_end_to_end::{Line, SECRET_NAME, attachment, connection, host, host_routed_to, message};
use outlook_host::{
    Connector, Error, Stores, Tenant,
    stores::{MemoryAttachments, MemorySecrets},
    types::{Connection, Content, Header, Mail, Message, Recipient, RequestRecord, StepStatus},
};
use serde_json::{Map, Value, json};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")
}

fn read(file: &str) -> Value {
    let text = fs::read_to_string(folder().join(file)).expect("the file can be read");
    serde_json::from_str(&text).expect("it is JSON")
}

#[test]
fn the_world_of_the_cases_is_the_demos() {
    let json = |world: World| serde_json::to_value(world).expect("JSON");
    // Fields that the file lacks have their defaults.
    let file = serde_json::from_value(read("demo-world.json")).expect("a scenario");
    let demo = json(World::demo());
    assert_eq!(json(file), demo, "write this into cases/demo-world.json: {demo:#}");
}

#[tokio::test]
async fn sending() {
    run("sending.json").await;
}

#[tokio::test]
async fn faults() {
    run("faults.json").await;
}

#[tokio::test]
async fn refusals() {
    run("refusals.json").await;
}

async fn run(file: &str) {
    let cases = read(file);
    let cases = cases.as_array().expect("a list of cases");
    assert!(!cases.is_empty(), "{file}");
    for case in cases {
        Case::new(case).await.run().await;
    }
}

struct Case<'a> {
    name: &'a str,
    case: &'a Value,
    emulator: Emulator,
    host: Connector,
    requests: Vec<RequestRecord>,
    last_reference: String,
}

impl<'a> Case<'a> {
    async fn new(case: &'a Value) -> Self {
        let name = case["name"].as_str().expect("a name");
        let mut world = World::demo();
        if let Some(roles) = case["roles"].as_array() {
            let app = world.application_mut(demo::CLIENT_ID).expect("the demo's app");
            app.exchange_roles.retain(|role| roles.contains(&json!(role.role)));
        }
        if let Some(faults) = case.get("faults") {
            world.faults = serde_json::from_value::<Vec<Fault>>(faults.clone()).expect(name);
        }
        let emulator = Emulator::start(world, EmulatorOptions::on_free_ports())
            .await
            .expect("the emulator starts");
        let secret = case["secret"].as_str().unwrap_or(demo::SECRET_VALUE);
        let secrets = Arc::new(MemorySecrets::with([(SECRET_NAME, secret)]));
        let host = match case["line"].as_str().unwrap_or("plain") {
            "plain" => host(&emulator, Line::Plain, &secrets),
            "tls" => host(&emulator, Line::Tls, &secrets),
            "untrusted" => {
                let target = format!("https://{}", emulator.tls_addr().expect("TLS is served"));
                host_routed_to(&target, None, &secrets)
            }
            "nothing" => {
                // Bound and dropped: nobody else gets this port meanwhile.
                let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
                let target = format!("http://{}", free.local_addr().expect("its address"));
                drop(free);
                host_routed_to(&target, None, &secrets)
            }
            other => panic!("{name}: there is no line {other}"),
        };
        let none = Map::new();
        let files = case["files"].as_object().unwrap_or(&none);
        let files = files.iter().map(|(name, size)| (name.as_str(), pattern(number(size))));
        let stores = Stores::new()
            .secrets(secrets)
            .attachments(MemoryAttachments::with(files));
        Self {
            name,
            case,
            emulator,
            host: host.for_tenant(Tenant::new("cases", stores)),
            requests: Vec::new(),
            last_reference: String::new(),
        }
    }

    async fn run(mut self) {
        for step in self.case["steps"].as_array().expect(self.name) {
            match self.step(step).await {
                Ok(result) => {
                    assert!(step["fails"].is_null(), "{}: it was accepted", self.name);
                    self.compare(&result, &step["gives"]);
                }
                Err(error) => {
                    assert!(!step["fails"].is_null(), "{}: {error:?}", self.name);
                    self.compare(&told(&error), &step["fails"]);
                }
            }
        }
        self.compare_delivered();
        let none = Map::new();
        for (step, count) in self.case["requests"].as_object().unwrap_or(&none) {
            let made = self.requests.iter().filter(|request| request.step == *step).count();
            assert_eq!(made, number(count), "{}: requests {step}", self.name);
        }
    }

    /// Makes the call of a step. Returns the fields of its result that cases may name.
    async fn step(&mut self, step: &Value) -> Result<Value, Error> {
        let connection = connection_of(&step["connection"]);
        let (result, requests) = if let Some(send) = step.get("send") {
            let mail = Mail::Message(message_of(send));
            let mut call = self.host.send_mail(&connection, &mail);
            if let Some(key) = step["options"]["idempotencyKey"].as_str() {
                call = call.idempotency_key(key);
            }
            if let Some(budget) = step["options"]["timeBudgetMs"].as_u64() {
                call = call.time_budget(Duration::from_millis(budget));
            }
            let receipt = call.await.inspect_err(|error| self.note(error))?;
            self.last_reference.clone_from(&receipt.reference);
            let result = json!({
                "method": receipt.method,
                "recipientCount": receipt.recipient_count,
                "alreadySent": receipt.already_sent,
            });
            (result, receipt.requests)
        } else if let Some(reference) = step["check"].as_str() {
            let reference = if reference == "last" {
                self.last_reference.as_str()
            } else {
                reference
            };
            let outcome = self.host.check_outcome(&connection, reference).await?;
            (json!({ "state": outcome.state }), outcome.requests)
        } else if step.get("connect").is_some() {
            let connected = self
                .host
                .connect(&connection)
                .await
                .inspect_err(|error| self.note(error))?;
            let notices: Vec<_> = connected.notices.iter().map(|notice| notice.code.as_str()).collect();
            (
                json!({ "permissions": connected.permissions, "notices": notices }),
                connected.requests,
            )
        } else {
            assert!(step.get("test").is_some(), "{}: a step without a call", self.name);
            let report = self.host.test_connection(&connection).await?;
            let status = match report.status {
                StepStatus::Ok => "ok",
                StepStatus::Warn => "warn",
                StepStatus::Fail => "fail",
                StepStatus::Skip => "skip",
            };
            (json!({ "status": status }), report.requests)
        };
        self.requests.extend(requests);
        Ok(result)
    }

    /// Keeps what later steps and the count of requests need of an error.
    fn note(&mut self, error: &Error) {
        let Some(detail) = error.detail() else { return };
        self.requests.extend(detail.requests.iter().cloned());
        self.last_reference = detail.reference.clone().unwrap_or_default();
    }

    fn compare(&self, is: &Value, wanted: &Value) {
        let none = Map::new();
        for (field, value) in wanted.as_object().unwrap_or(&none) {
            assert_eq!(is.get(field), Some(value), "{}: {field} of {is}", self.name);
        }
    }

    fn compare_delivered(&self) {
        let Some(wanted) = self.case["delivered"].as_array() else {
            return;
        };
        let delivered = self.emulator.delivered();
        assert_eq!(delivered.len(), wanted.len(), "{}: mails", self.name);
        for (mail, wanted) in delivered.iter().zip(wanted) {
            let eml = mail_parser::MessageParser::default()
                .parse(&mail.eml)
                .expect("a message");
            self.compare(
                &json!({ "subject": eml.subject() }),
                &json!({ "subject": wanted["subject"] }),
            );
            if let Some(ticket) = wanted.get("xTicket") {
                let header = eml.header("x-ticket").and_then(|value| value.as_text());
                assert_eq!(header, ticket.as_str(), "{}", self.name);
            }
            let Some(sizes) = wanted["attachments"].as_array() else {
                continue;
            };
            assert_eq!(eml.attachment_count(), sizes.len(), "{}: attachments", self.name);
            for (part, size) in eml.attachments().zip(sizes) {
                assert!(
                    part.contents() == pattern(number(size)),
                    "{}: {size} bytes differ",
                    self.name
                );
            }
        }
    }
}

/// The fields of an error that cases may name.
fn told(error: &Error) -> Value {
    let detail = error.detail();
    let mut fields: BTreeMap<&str, Value> = BTreeMap::from([
        ("case", json!(error.kind().as_str())),
        ("code", json!(error.code())),
        ("mayHaveBeenSent", json!(error.may_have_been_sent())),
        ("retryable", json!(error.is_transient())),
    ]);
    if let Some(detail) = detail {
        fields.insert("retryAfterMs", json!(detail.retry_after_ms));
        fields.insert("httpStatus", json!(detail.http_status));
        fields.insert("firstCause", json!(detail.causes.first().map(|cause| &cause.id)));
        fields.insert("field", json!(detail.fields.first().map(|field| &field.field)));
    }
    json!(fields)
}

fn connection_of(changes: &Value) -> Connection {
    let mut changed = connection();
    let change = |field: &mut String, name: &str| {
        if let Some(text) = changes[name].as_str() {
            text.clone_into(field);
        }
    };
    change(&mut changed.mailbox, "mailbox");
    change(&mut changed.client_id, "clientId");
    change(&mut changed.tenant_id, "tenantId");
    changed
}

fn message_of(changes: &Value) -> Message {
    let mut changed = message();
    let text = |name: &str| changes[name].as_str().map(str::to_owned);
    if let Some(to) = changes["to"].as_array() {
        let recipient = |address: &Value| Recipient {
            address: address.as_str().expect("an address").to_owned(),
            name: None,
        };
        changed.to = to.iter().map(recipient).collect();
    }
    if let Some(subject) = text("subject") {
        changed.subject = subject;
    }
    if let Some(html) = text("html") {
        (changed.html, changed.text) = (Some(html), None);
    }
    if let Some(value) = text("xTicket") {
        let name = "x-ticket".to_owned();
        changed.headers = vec![Header { name, value }];
    }
    for file in changes["attachments"].as_array().into_iter().flatten() {
        let bytes = pattern(number(&file["bytes"]));
        let content = match file["as"].as_str() {
            Some("bytes") => Content::Bytes(bytes),
            Some("base64") => Content::Base64(STANDARD.encode(bytes)),
            Some("stored") => Content::Stored(file["stored"].as_str().expect("a name").to_owned()),
            other => panic!("there is no form {other:?}"),
        };
        changed
            .attachments
            .push(attachment(file["name"].as_str().expect("a name"), content));
    }
    changed
}

fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index % 251) as u8).collect()
}

fn number(value: &Value) -> usize {
    value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
        .expect("a number")
}
