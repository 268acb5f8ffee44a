//! Every kind of request is told from the others, and can be hit by every fault.

use crate::support::local::{self, Local};
use crate::support::*;
use bytes::Bytes;
use http::{Method, Request};
use outlook_emulator::{Effect, Fault, InProcessResponse, Operation, demo};

/// A request of each kind, good or not: faults strike before the difference shows. None: no request is of that kind.
fn request_of(operation: Operation, token: &str) -> Option<Request<Bytes>> {
    let graph = |method: Method, path: &str| {
        let path = format!("/v1.0/users/{}{path}", demo::MAILBOX);
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str()), ("content-type", JSON)];
        Some(local::request(method, GRAPH, &path, &headers, "{}"))
    };
    let upload = |method: Method| {
        let path = "/api/gv1.0/users('u')/messages('m')/AttachmentSessions('s')?authtoken=t";
        Some(local::request(method, "outlook.office.com", path, &[], "body"))
    };
    match operation {
        Operation::Any | Operation::Connection => None,
        Operation::Token => {
            let path = format!("/{}/oauth2/v2.0/token", demo::TENANT_ID);
            let body = form(&good_form());
            Some(local::request(
                Method::POST,
                LOGIN,
                &path,
                &[("content-type", FORM)],
                body,
            ))
        }
        Operation::SendMail => graph(Method::POST, "/sendMail"),
        Operation::DraftsFolder => graph(Method::GET, "/mailFolders/drafts"),
        Operation::OtherFolder => graph(Method::GET, "/mailFolders/sentitems"),
        Operation::CreateDraft => graph(Method::POST, "/messages"),
        Operation::ListMessages => graph(Method::GET, "/messages?$top=1"),
        Operation::GetMessage => graph(Method::GET, "/messages/AAAA"),
        Operation::PatchMessage => graph(Method::PATCH, "/messages/AAAA"),
        Operation::DeleteMessage => graph(Method::DELETE, "/messages/AAAA"),
        Operation::PermanentDelete => graph(Method::POST, "/messages/AAAA/permanentDelete"),
        Operation::SendDraft => graph(Method::POST, "/messages/AAAA/send"),
        Operation::AddAttachment => graph(Method::POST, "/messages/AAAA/attachments"),
        Operation::ListAttachments => graph(Method::GET, "/messages/AAAA/attachments"),
        Operation::CreateUploadSession => graph(Method::POST, "/messages/AAAA/attachments/createUploadSession"),
        Operation::UploadChunk => upload(Method::PUT),
        Operation::UploadStatus => upload(Method::GET),
        Operation::CancelUpload => upload(Method::DELETE),
        Operation::Other => graph(Method::GET, "/calendar"),
    }
}

#[tokio::test]
async fn each_is_recorded_as_what_it_is() {
    let local = Local::new().await;
    for operation in Operation::ALL {
        let Some(request) = request_of(operation, &local.token) else {
            continue;
        };
        local::reply(local.emulator.respond(request).await);
        let record = local.emulator.requests().pop().expect("a record");
        assert_eq!(record.operation, operation);
        assert!(record.status.is_some() && !record.tls);
    }
}

#[tokio::test(start_paused = true)]
async fn each_can_be_hit_by_every_fault() {
    let local = Local::new().await;
    let status = 503;
    let effects = [
        (Effect::retry_later(status, 1), Some(503)),
        (Effect::Html { status }, Some(503)),
        (Effect::InvalidUtf8 { status }, Some(503)),
        (Effect::HugeJson { status, bytes: 100_000 }, Some(503)),
        (
            Effect::SlowBody {
                status,
                body: "{}".to_owned(),
                chunk_bytes: 1,
                interval_millis: 1000,
            },
            Some(503),
        ),
        (Effect::CloseBeforeReading, None),
        (Effect::CloseAfterBodyBytes { bytes: 1 }, None),
        (Effect::CloseAfterProcessing, None),
        (Effect::CutResponse, None),
        (Effect::RawBytes { bytes: vec![0] }, None),
    ];
    for operation in Operation::ALL {
        for (effect, expected) in &effects {
            let Some(request) = request_of(operation, &local.token) else {
                continue;
            };
            local.emulator.inject(Fault::next(operation, effect.clone()));
            let answer = local.emulator.respond(request).await;
            let status = match &answer {
                InProcessResponse::Response(answer) => Some(answer.status().as_u16()),
                InProcessResponse::ClosedBeforeProcessing | InProcessResponse::ClosedAfterProcessing => None,
            };
            assert_eq!(status, *expected, "{operation:?} {effect:?}");
            let processed = matches!(effect, Effect::CloseAfterProcessing | Effect::CutResponse);
            assert_eq!(
                matches!(answer, InProcessResponse::ClosedAfterProcessing),
                processed,
                "{effect:?}"
            );
            assert!(local.emulator.requests().pop().expect("a record").fault.is_some());
        }
        for effect in [Effect::Delay { millis: 1000 }, Effect::DelayResponse { millis: 1000 }] {
            let Some(request) = request_of(operation, &local.token) else {
                continue;
            };
            local.emulator.inject(Fault::next(operation, effect));
            local::reply(local.emulator.respond(request).await);
        }
    }
}

#[tokio::test]
async fn a_request_in_process_is_a_connection_of_its_own() {
    let local = Local::new().await;
    local
        .emulator
        .inject(Fault::next(Operation::Connection, Effect::CloseBeforeReading));
    let requests = local.emulator.requests().len();
    let request = request_of(Operation::ListMessages, &local.token).expect("a request");
    let answer = local.emulator.respond(request).await;
    assert!(matches!(answer, InProcessResponse::ClosedBeforeProcessing));
    assert_eq!(local.emulator.requests().len(), requests);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_requests_see_whole_steps() {
    let local = std::sync::Arc::new(Local::new().await);
    local.emulator.update(|world| world.enforce_mailbox_concurrency = false);
    let id = local.draft(&hello()["message"]).await;
    let sends = (0..16).map(|_| {
        let (local, id) = (std::sync::Arc::clone(&local), id.clone());
        tokio::spawn(async move { local.send(&id).await.status.as_u16() })
    });
    let mut statuses = Vec::new();
    for send in sends.collect::<Vec<_>>() {
        statuses.push(send.await.expect("no panic"));
    }
    assert_eq!(statuses.iter().filter(|status| **status == 202).count(), 1);
    assert_eq!(local.emulator.delivered().len(), 1);
}
