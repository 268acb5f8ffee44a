//! OpenTelemetry traces: a span for each call, and below it one for each request to Microsoft. They hold names of operations, tenants, hosts
//! and shapes of paths, and no value of a request.

mod client;

use std::{
    env,
    future::Future,
    time::{Duration, SystemTime},
};

use http::HeaderMap;
use opentelemetry::{
    Context, KeyValue,
    propagation::TextMapPropagator,
    trace::{FutureExt, Span, SpanBuilder, SpanKind, Status, TraceContextExt, Tracer, TracerProvider},
};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    trace::{SdkTracer, SdkTracerProvider},
};
use outlook_host::EndedRequest;
use thiserror::Error;

/// Name of the service where the environment gives none.
const SERVICE_NAME: &str = "outlook-host";

/// Traces of a service. Clones share the exporter.
#[derive(Clone)]
pub struct Traces {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

/// Why traces cannot be exported. The text holds no header.
#[derive(Debug, Error)]
#[error("traces cannot be exported: {0}")]
pub struct TracesError(String);

impl Traces {
    /// Traces as the variables of OpenTelemetry say: `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_SERVICE_NAME`,
    /// `OTEL_TRACES_SAMPLER` and others. Returns `None` if no endpoint is set, or if `OTEL_SDK_DISABLED` or `OTEL_TRACES_EXPORTER=none`
    /// turns them off.
    ///
    /// # Errors
    /// [`TracesError`] when a variable is not usable.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn from_env() -> Result<Option<Self>, TracesError> {
        let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let endpoint = set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").or_else(|| set("OTEL_EXPORTER_OTLP_ENDPOINT"));
        let is_off = set("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"))
            || set("OTEL_TRACES_EXPORTER").is_some_and(|value| value == "none");
        if endpoint.is_none() || is_off {
            return Ok(None);
        }
        Self::new(None).map(Some)
    }

    /// Traces to the collector at that URL, such as `http://127.0.0.1:4318/v1/traces`.
    ///
    /// # Errors
    /// [`TracesError`] when the URL is not usable.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn to(url: &str) -> Result<Self, TracesError> {
        Self::new(Some(url))
    }

    fn new(url: Option<&str>) -> Result<Self, TracesError> {
        let client = client::Client::new().map_err(|error| TracesError(error.to_string()))?;
        let mut exporter = SpanExporter::builder().with_http().with_http_client(client);
        if let Some(url) = url {
            exporter = exporter.with_endpoint(url);
        }
        let exporter = exporter.build().map_err(|error| TracesError(error.to_string()))?;
        let mut resource = Resource::builder();
        let names_service = |name: &str, part: &str| env::var(name).is_ok_and(|value| value.contains(part));
        if !names_service("OTEL_SERVICE_NAME", "") && !names_service("OTEL_RESOURCE_ATTRIBUTES", "service.name=") {
            resource = resource.with_service_name(SERVICE_NAME);
        }
        // The sampler is that of the variables. By default it follows the caller's flag, and takes all calls that have no caller's trace.
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource.build())
            .build();
        let tracer = provider.tracer("outlook-service");
        Ok(Self { provider, tracer })
    }

    /// Begins the span of a call, below the caller's span that [`within`] has found.
    pub(crate) fn begin(&self, operation: &'static str, tenant: &str) -> CallSpan {
        // The semantic conventions for HTTP servers: "{method} {route}".
        let span = SpanBuilder::from_name(format!("POST /v1/{operation}"))
            .with_kind(SpanKind::Server)
            .with_attributes([
                KeyValue::new("http.request.method", "POST"),
                KeyValue::new("http.route", format!("/v1/{operation}")),
                KeyValue::new("outlook.operation", operation),
                KeyValue::new("outlook.tenant", tenant.to_owned()),
            ]);
        let parent = Context::current();
        let span = self.tracer.build_with_context(span, &parent);
        CallSpan {
            tracer: self.tracer.clone(),
            context: parent.with_span(span),
        }
    }

    /// Exports what has ended. Takes 5 s at most.
    pub(crate) async fn flush(&self) {
        let provider = self.provider.clone();
        let flushed = tokio::task::spawn_blocking(move || provider.force_flush()).await;
        if let Ok(Err(error)) = flushed {
            tracing::warn!(target: "outlook_service", %error, "the last traces were not exported");
        }
    }
}

/// The span of a call. Clones are the same span.
#[derive(Clone)]
pub(crate) struct CallSpan {
    tracer: SdkTracer,
    context: Context,
}

impl CallSpan {
    /// Adds a request that has ended. `repeats` says whether it repeats the one before it.
    pub(crate) fn request(&self, request: &EndedRequest, repeats: bool) {
        let ended = SystemTime::now();
        let mut attributes = vec![
            KeyValue::new("http.request.method", request.method.clone()),
            KeyValue::new("server.address", request.host.to_string()),
            // The shape of the path. `url.full` would hold mailboxes and upload URLs.
            KeyValue::new("url.template", request.path),
        ];
        if let Some(status) = request.status {
            attributes.push(KeyValue::new("http.response.status_code", i64::from(status)));
        }
        if repeats {
            attributes.push(KeyValue::new("http.request.resend_count", 1));
        }
        let failure = match request.status {
            None => Some("no-response".to_owned()),
            Some(status) => (status >= 400).then(|| status.to_string()),
        };
        let is_failed = failure.is_some();
        attributes.extend(failure.map(|failure| KeyValue::new("error.type", failure)));
        let span = SpanBuilder::from_name(format!("{} {}", request.method, request.path))
            .with_kind(SpanKind::Client)
            .with_start_time(ended.checked_sub(request.duration).unwrap_or(ended))
            .with_attributes(attributes);
        let mut span = self.tracer.build_with_context(span, &self.context);
        if is_failed {
            span.set_status(Status::error(""));
        }
        span.end_with_timestamp(ended);
    }

    /// Ends the call. `outcome` is `ok`, or the kind of the failure.
    pub(crate) fn end(&self, outcome: &'static str, waited: Duration, reference_sha256: Option<String>) {
        let span = self.context.span();
        span.set_attribute(KeyValue::new("outlook.outcome", outcome));
        span.set_attribute(KeyValue::new("outlook.queue_wait_seconds", waited.as_secs_f64()));
        if let Some(digest) = reference_sha256 {
            span.set_attribute(KeyValue::new("outlook.reference_sha256", digest));
        }
        if outcome != "ok" {
            span.set_attribute(KeyValue::new("error.type", outcome));
            span.set_status(Status::error(""));
        }
        span.end();
    }
}

/// Runs the work on a request in the caller's trace, if its headers name one (W3C Trace Context).
pub(crate) fn within<F: Future>(headers: &HeaderMap, work: F) -> impl Future<Output = F::Output> + use<F> {
    let caller = TraceContextPropagator::new().extract_with_context(&Context::new(), &HeaderExtractor(headers));
    work.with_context(caller)
}

/// Keeps the caller's trace for work in a task of its own.
pub(crate) fn kept<F: Future>(work: F) -> impl Future<Output = F::Output> + use<F> {
    work.with_current_context()
}
