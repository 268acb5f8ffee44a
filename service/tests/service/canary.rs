//! Nothing that is entrusted to the service reaches its log, its metrics, its traces or a failure.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use outlook_emulator::{Effect, Fault, Operation, World, demo};
use outlook_service::ServiceOptions;
use serde_json::json;
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    fmt::MakeWriter,
    layer::SubscriberExt,
};

use crate::lab::{Lab, OTHER_TOKEN, TOKEN, connection};

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Log {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

const MARKS: [&str; 9] = [
    TOKEN,
    OTHER_TOKEN,
    demo::SECRET_VALUE,
    "canary-recipient",
    "Canary subject",
    "Canary text",
    "canary-secret-value",
    "canary-key",
    "canary-file",
];

fn assert_clean(text: &str, what: &str) {
    for mark in MARKS {
        let found = text
            .lines()
            .find(|line| line.to_lowercase().contains(&mark.to_lowercase()));
        assert_eq!(found, None, "{mark} in {what}");
    }
}

/// The log is that of the whole process, so that the calls of the other tests are searched as well: they have the same tokens and the
/// same secret.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_entrusted_is_written() {
    let log = Log::default();
    // At every level, also those that an operator never turns on. HTTP libraries are not ours, and the tool never turns them on.
    let own = Targets::new()
        .with_target("outlook_host", LevelFilter::TRACE)
        .with_target("outlook_service", LevelFilter::TRACE);
    let layer = tracing_subscriber::fmt::layer()
        .json()
        .with_writer(log.clone())
        .with_filter(own);
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer)).unwrap();
    let options = ServiceOptions::new().metrics(true);
    #[cfg(feature = "otel")]
    let collector = crate::collector::Collector::start().await;
    #[cfg(feature = "otel")]
    let options = options.traces(collector.traces());
    let mut lab = Lab::with(World::demo(), options).await;
    let body = json!({
        "connection": connection(),
        "message": {
            "to": ["Canary Name <canary-recipient@contoso.com>"],
            "subject": "Canary subject",
            "text": "Canary text",
            "attachments": [{ "name": "canary-file.txt", "base64": "Y2FuYXJ5" }],
        },
    });
    let secret = json!({ "value": "canary-secret-value" }).to_string();
    assert_eq!(
        lab.call("PUT", "/v1/secrets/new", TOKEN, &[], secret.as_bytes())
            .await
            .status,
        204
    );
    let mut texts = Vec::new();
    lab.emulator
        .inject(Fault::next(Operation::ListMessages, Effect::retry_later(503, 60)));
    for effect in [
        None,
        Some(Effect::CloseAfterProcessing),
        Some(Effect::Response {
            status: 400,
            headers: Vec::new(),
            body: r#"{"error": {"code": "ErrorCanary", "message": "canary-recipient@contoso.com has Canary subject"}}"#
                .to_owned(),
        }),
    ] {
        lab.emulator.inject(Fault::next(
            Operation::SendMail,
            effect.unwrap_or(Effect::Delay { millis: 1 }),
        ));
        let mut body = body.clone();
        body["options"] = json!({ "time_budget_ms": 3_000 });
        let response = lab.post("/v1/send-mail", &body).await;
        texts.push((response.status, response.text()));
    }
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let parent = format!("00-{trace}-b7ad6b7169203331-01");
    let key = [("Idempotency-Key", "canary-key-1"), ("traceparent", parent.as_str())];
    lab.call("POST", "/v1/send-mail", TOKEN, &key, body.to_string().as_bytes())
        .await
        .result();
    // What is no trace is written nowhere.
    let no_trace = [(
        "traceparent",
        "00-canary-key-canary-key-canary-keyab-b7ad6b7169203331-01",
    )];
    lab.call("GET", "/v1/secrets", TOKEN, &no_trace, b"").await.result();
    for bad in [
        json!({ "connection": "canary-file/../x" }),
        json!({ "canary": ["Canary text"] }),
        json!(["Canary text"]),
    ] {
        texts.push((0, lab.post("/v1/connect", &bad).await.text()));
    }
    lab.call("GET", "/v1/secrets", "canary-secret-value-as-token", &[], b"")
        .await
        .problem(401);
    let metrics = lab.get("/metrics").await.text();
    assert_clean(&metrics, "the metrics");
    for (status, text) in texts.iter().filter(|(status, _)| *status != 200) {
        assert_clean(text, &format!("a response {status}"));
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for outcome in ["ok", "permanent-outcome-unknown", "permanent-rejected"] {
        let fields = format!(r#""tenant":"first","operation":"send-mail","outcome":"{outcome}""#);
        assert!(log.contains(&fields), "{fields} in {log}");
    }
    // The call of a caller's trace can be found by it, also a send, which runs in a task of its own.
    let traced = log
        .lines()
        .find(|line| line.contains("outlook_service::call") && line.contains(trace));
    assert!(
        traced.is_some_and(|line| line.contains("\"operation\":\"send-mail\"")),
        "{log}"
    );
    assert_clean(&log, "the log");
    lab.begin_end();
    lab.ended().await;
    #[cfg(feature = "otel")]
    {
        let traces = format!("{:?}", collector.arrived());
        assert!(traces.contains("permanent-rejected"), "{traces}");
        assert_clean(&traces, "the traces");
        assert!(!traces.contains(demo::MAILBOX), "{traces}");
    }
}
