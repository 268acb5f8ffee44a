//! A collector of OpenTelemetry traces (OTLP over HTTP with protobuf).

use std::sync::{Arc, Mutex};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{AnyValue, KeyValue, any_value::Value},
    trace::v1::{ResourceSpans, Span},
};
use outlook_service::Traces;
use prost::Message;
use tokio::net::TcpListener;

#[derive(Clone)]
pub struct Collector {
    url: String,
    arrived: Arc<Mutex<Vec<ResourceSpans>>>,
}

impl Collector {
    pub async fn start() -> Self {
        let arrived = Arc::default();
        let router = Router::new()
            .route("/v1/traces", post(take))
            .with_state(Arc::clone(&arrived));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1/traces", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, router).await });
        Self { url, arrived }
    }

    /// Traces that arrive here.
    pub fn traces(&self) -> Traces {
        Traces::to(&self.url).unwrap()
    }

    /// What has arrived, as it was sent.
    pub fn arrived(&self) -> Vec<ResourceSpans> {
        self.arrived.lock().unwrap().clone()
    }

    /// The spans that have arrived.
    pub fn spans(&self) -> Vec<Span> {
        let scopes = self.arrived().into_iter().flat_map(|resource| resource.scope_spans);
        scopes.flat_map(|scope| scope.spans).collect()
    }
}

async fn take(State(arrived): State<Arc<Mutex<Vec<ResourceSpans>>>>, headers: HeaderMap, body: Bytes) -> &'static str {
    assert_eq!(headers["content-type"], "application/x-protobuf");
    let request = ExportTraceServiceRequest::decode(body).unwrap();
    arrived.lock().unwrap().extend(request.resource_spans);
    // An empty message.
    ""
}

/// An attribute as text.
pub fn attribute(attributes: &[KeyValue], key: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == key)?;
    match found.value.as_ref()? {
        AnyValue {
            value: Some(Value::StringValue(text)),
        } => Some(text.clone()),
        AnyValue {
            value: Some(Value::IntValue(number)),
        } => Some(number.to_string()),
        AnyValue {
            value: Some(Value::DoubleValue(number)),
        } => Some(number.to_string()),
        other => panic!("{other:?}"),
    }
}
