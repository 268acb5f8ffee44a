//! OpenTelemetry traces, as a collector gets them.

use opentelemetry_proto::tonic::trace::v1::{Span, span::SpanKind, status::StatusCode};
use outlook_emulator::{Effect, Fault, Operation, World};
use outlook_service::ServiceOptions;
use serde_json::json;

use crate::{
    collector::{Collector, attribute},
    lab::{Lab, TOKEN, connection, mail},
};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

async fn lab(collector: &Collector) -> Lab {
    Lab::with(World::demo(), ServiceOptions::new().traces(collector.traces())).await
}

async fn send(lab: &Lab, path: &str, headers: &[(&str, &str)]) -> u16 {
    let body = mail().to_string();
    lab.call("POST", path, TOKEN, headers, body.as_bytes()).await.status
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_server(span: &Span) -> bool {
    span.kind() == SpanKind::Server
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_a_span_below_the_callers_and_its_requests_are_below_it() {
    let collector = Collector::start().await;
    let mut lab = lab(&collector).await;
    // The second request repeats the first.
    lab.emulator
        .inject(Fault::next(Operation::SendMail, Effect::retry_later(429, 1)));
    let traceparent = format!("00-{TRACE}-{PARENT}-01");
    for path in ["/v1/send-mail", "/v1/send-mail/events"] {
        let headers = [("traceparent", traceparent.as_str()), ("tracestate", "vendor=1")];
        assert_eq!(send(&lab, path, &headers).await, 200);
    }
    // The end of the service exports what is left.
    lab.begin_end();
    lab.ended().await;
    let spans = collector.spans();
    assert!(
        spans
            .iter()
            .all(|span| hexadecimal(&span.trace_id) == TRACE && span.trace_state == "vendor=1")
    );
    let calls: Vec<_> = spans.iter().filter(|span| is_server(span)).collect();
    let [first, second] = calls[..] else {
        panic!("{spans:#?}")
    };
    let requests_of = |call: &Span| {
        let below = spans.iter().filter(|span| span.parent_span_id == call.span_id);
        below
            .map(|span| {
                assert_eq!(span.kind(), SpanKind::Client);
                let of = |key| attribute(&span.attributes, key).unwrap_or_default();
                assert_eq!(
                    span.name,
                    format!("{} {}", of("http.request.method"), of("url.template"))
                );
                assert!(
                    call.start_time_unix_nano <= span.end_time_unix_nano
                        && span.start_time_unix_nano <= span.end_time_unix_nano
                );
                let is_failed = span
                    .status
                    .as_ref()
                    .is_some_and(|status| status.code() == StatusCode::Error);
                (
                    of("server.address"),
                    of("http.response.status_code"),
                    of("http.request.resend_count"),
                    of("error.type"),
                    is_failed,
                )
            })
            .collect::<Vec<_>>()
    };
    let request = |host: &str, status: &str, resend: &str, error: &str| {
        (
            host.to_owned(),
            status.to_owned(),
            resend.to_owned(),
            error.to_owned(),
            !error.is_empty(),
        )
    };
    let (entra, graph) = ("login.microsoftonline.com", "graph.microsoft.com");
    let throttled = [
        request(entra, "200", "", ""),
        request(graph, "429", "", "429"),
        request(graph, "202", "1", ""),
    ];
    assert_eq!(requests_of(first), throttled);
    assert_eq!(requests_of(second), [request(graph, "202", "", "")]);
    for call in calls {
        assert_eq!(
            (call.name.as_str(), hexadecimal(&call.parent_span_id)),
            ("POST /v1/send-mail", PARENT.to_owned())
        );
        for (key, value) in [
            ("http.request.method", "POST"),
            ("http.route", "/v1/send-mail"),
            ("outlook.tenant", "first"),
            ("outlook.outcome", "ok"),
        ] {
            assert_eq!(attribute(&call.attributes, key).as_deref(), Some(value), "{key}");
        }
        assert_eq!(call.status.clone().unwrap_or_default().code(), StatusCode::Unset);
    }
    let resource = collector.arrived().remove(0).resource.unwrap();
    assert_eq!(
        attribute(&resource.attributes, "service.name").as_deref(),
        Some("outlook-host")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_callers_flag_decides_and_without_a_caller_every_call_is_a_trace() {
    let collector = Collector::start().await;
    let mut lab = lab(&collector).await;
    let unsampled = format!("00-{TRACE}-{PARENT}-00");
    assert_eq!(send(&lab, "/v1/send-mail", &[("traceparent", &unsampled)]).await, 200);
    // What is no trace is as none.
    assert_eq!(
        send(&lab, "/v1/send-mail", &[("traceparent", "00-zz-zz-01")]).await,
        200
    );
    assert_eq!(send(&lab, "/v1/send-mail", &[]).await, 200);
    lab.begin_end();
    lab.ended().await;
    let spans = collector.spans();
    let calls: Vec<_> = spans.iter().filter(|span| is_server(span)).collect();
    assert_eq!(calls.len(), 2);
    assert!(
        calls
            .iter()
            .all(|call| call.parent_span_id.is_empty() && hexadecimal(&call.trace_id) != TRACE)
    );
    assert_ne!(calls[0].trace_id, calls[1].trace_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_has_its_kind() {
    let collector = Collector::start().await;
    let mut lab = lab(&collector).await;
    let secret = json!({ "value": "not-the-secret-of-this-app-0123456789" }).to_string();
    let put = lab
        .call("PUT", "/v1/secrets/other", TOKEN, &[], secret.as_bytes())
        .await;
    assert_eq!(put.status, 204);
    let mut body = json!({ "connection": connection() });
    body["connection"]["credential"]["client-secret"] = "other".into();
    lab.post("/v1/connect", &body).await.problem(424);
    lab.begin_end();
    lab.ended().await;
    let spans = collector.spans();
    let call = spans.iter().find(|span| is_server(span)).unwrap();
    assert_eq!(call.name, "POST /v1/connect");
    let error = |span: &Span| attribute(&span.attributes, "error.type");
    assert_eq!(error(call).as_deref(), Some("permanent-unauthorized"));
    assert!(
        spans
            .iter()
            .all(|span| span.status.as_ref().unwrap().code() == StatusCode::Error)
    );
    let requests: Vec<_> = spans.iter().filter(|span| !is_server(span)).map(error).collect();
    assert_eq!(requests, [Some("401".to_owned())]);
}

/// The calls go on.
#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_not_there_stops_nothing() {
    let gone = outlook_service::Traces::to("http://127.0.0.1:1/v1/traces").unwrap();
    let mut lab = Lab::with(World::demo(), ServiceOptions::new().traces(gone)).await;
    assert_eq!(send(&lab, "/v1/send-mail", &[]).await, 200);
    lab.begin_end();
    lab.ended().await;
    assert_eq!(lab.emulator.delivered().len(), 1);
}
