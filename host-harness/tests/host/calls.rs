//! Calls that end before the component can report: what kind of end it was, and whether the mail may have been sent.

use std::{error::Error as _, time::Duration};

use outlook_emulator::{Effect, Emulator, Fault, Operation};
use outlook_host::{
    CancellationToken, Connector, Error, ErrorKind,
    stores::FileAttachments,
    types::{Attachment, Content, Mail, Receipt, ServiceResponse},
};

use crate::support::{arrived, builder, connection, emulator, engine, mail};

/// Cancels a call while a request for the operation is under way. Returns its error.
async fn cancelled(connector: &Connector, emulator: &Emulator, operation: Operation) -> Error {
    emulator.clear_history();
    let token = CancellationToken::new();
    let (connection, mail) = (connection(), mail(vec![]));
    let call = connector.send_mail(&connection, &mail).cancelled_by(token.clone());
    let cancel = async {
        arrived(emulator, operation).await;
        token.cancel();
    };
    let (ended, ()) = tokio::join!(call.into_future(), cancel);
    ended.unwrap_err()
}

async fn send(connector: &Connector, mail: Mail) -> Result<Receipt, Error> {
    connector.send_mail(&connection(), &mail).await
}

#[tokio::test]
async fn cancelled_while_signing_in_nothing_was_sent() {
    let emulator = emulator().await;
    emulator.inject(Fault::always(Operation::Token, Effect::Delay { millis: 60_000 }));
    let error = cancelled(&builder(&emulator).build().unwrap(), &emulator, Operation::Token).await;
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    assert!(!error.may_have_been_sent());
}

#[tokio::test]
async fn cancelled_while_sending_nobody_knows() {
    let emulator = emulator().await;
    emulator.inject(Fault::always(
        Operation::SendMail,
        Effect::DelayResponse { millis: 60_000 },
    ));
    let error = cancelled(&builder(&emulator).build().unwrap(), &emulator, Operation::SendMail).await;
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    assert!(error.may_have_been_sent());
}

#[tokio::test]
async fn too_large_for_the_sandbox() {
    let emulator = emulator().await;
    let options = engine().memory_bytes(6 * 1024 * 1024);
    let connector = builder(&emulator).engine(options).build().unwrap();
    // A mail of this size is refused before it is copied. A text to explain is not measured.
    let pasted = ServiceResponse {
        body: "x".repeat(8 * 1024 * 1024),
        ..ServiceResponse::default()
    };
    let error = connector.explain(&pasted).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfMemory);
    assert!(error.to_string().contains("6291456 bytes"), "{error}");
    assert!(error.is_permanent(), "the same mail would need the same memory");
    assert!(error.source().is_some(), "wasmtime's own error");
    assert!(!error.may_have_been_sent());
    assert!(
        send(&connector, mail(vec![])).await.is_ok(),
        "the next call has a sandbox of its own"
    );
}

#[tokio::test]
async fn a_pooled_sandbox_holds_one_call_after_the_other() {
    let emulator = emulator().await;
    let connector = builder(&emulator).engine(engine().pool(1)).build().unwrap();
    let error = {
        emulator.inject(Fault::next(Operation::SendMail, Effect::Delay { millis: 60_000 }));
        cancelled(&connector, &emulator, Operation::SendMail).await
    };
    assert!(error.may_have_been_sent());
    for _ in 0..3 {
        assert!(
            send(&connector, mail(vec![])).await.is_ok(),
            "a dead call gives its sandbox back"
        );
    }
    assert_eq!(emulator.delivered().len(), 3);
}

/// Twelve calls at once to one mailbox: Microsoft's limit of four is kept, and everyone gets through.
#[tokio::test(flavor = "multi_thread")]
async fn no_more_than_four_calls_reach_a_mailbox_at_once() {
    let emulator = emulator().await;
    emulator.inject(Fault::always(Operation::SendMail, Effect::Delay { millis: 200 }));
    let connector = builder(&emulator).build().unwrap();
    let calls = (0..12).map(|_| {
        let connector = connector.clone();
        tokio::spawn(async move { send(&connector, mail(vec![])).await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert!(call.await.unwrap().is_ok());
    }
    assert_eq!(emulator.delivered().len(), 12);
    let throttled = emulator
        .requests()
        .iter()
        .filter(|request| request.status == Some(429))
        .count();
    assert_eq!(throttled, 0, "the emulator answers a fifth request at once with 429");
}

#[tokio::test]
async fn a_turn_that_does_not_come_in_time() {
    let emulator = emulator().await;
    emulator.inject(Fault::always(Operation::SendMail, Effect::Delay { millis: 60_000 }));
    let connector = builder(&emulator).calls_per_mailbox(1).build().unwrap();
    let (connection, mail) = (connection(), mail(vec![]));
    let second = async {
        arrived(&emulator, Operation::SendMail).await;
        connector
            .send_mail(&connection, &mail)
            .time_budget(Duration::from_secs(1))
            .await
    };
    tokio::select! {
        first = send(&connector, mail.clone()) => panic!("{first:?}"),
        second = second => {
            let error = second.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Busy);
            assert!(error.to_string().contains("within 1s"), "{error}");
            assert!(error.is_transient() && !error.may_have_been_sent() && !error.may_have_left_a_draft());
        }
    }
}

/// A large file, interrupted half-way, and sent again with the same key: one mail, and nothing left.
#[tokio::test]
async fn a_send_that_was_broken_off_is_finished_by_the_next_with_its_key() {
    const MIB: usize = 1024 * 1024;
    let emulator = emulator().await;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("film.bin");
    std::fs::write(&path, vec![7; 10 * MIB]).unwrap();
    let mut files = FileAttachments::new();
    files.insert("film", &path);
    let connector = builder(&emulator).attachments(files).build().unwrap();
    let film = Attachment {
        name: "film.bin".to_owned(),
        content: Content::Stored("film".to_owned()),
        ..Attachment::default()
    };
    let (connection, mail) = (connection(), mail(vec![film]));
    let send = || connector.send_mail(&connection, &mail).idempotency_key("order-4711");

    let token = CancellationToken::new();
    let half = token.clone();
    let call = send().cancelled_by(token).on_progress(move |bytes| {
        if bytes > 5 * MIB as u64 {
            half.cancel();
        }
    });
    let error = call.await.unwrap_err();
    assert!(!error.may_have_been_sent() && error.may_have_left_a_draft());
    let outcome = connector.check_outcome(&connection, "order-4711").await.unwrap();
    assert_eq!(outcome.state, "draft");

    for already_sent in [false, true] {
        let receipt = send().await.unwrap();
        assert_eq!(
            (receipt.already_sent, receipt.reference.as_str()),
            (already_sent, "order-4711")
        );
    }
    assert_eq!(
        connector.check_outcome(&connection, "order-4711").await.unwrap().state,
        "sent"
    );
    assert_eq!(emulator.delivered().len(), 1);
    assert_eq!(emulator.upload_sessions(), 0);
}

/// The host reads the response that names an upload URL before the component does, and reads 64 KiB of it.
#[tokio::test]
async fn a_response_of_more_than_64_kib_is_no_upload_session() {
    let emulator = emulator().await;
    let huge = Effect::HugeJson {
        status: 200,
        bytes: 70_000,
    };
    emulator.inject(Fault::always(Operation::CreateUploadSession, huge));
    let film = Attachment {
        name: "film.mp4".to_owned(),
        content: Content::Bytes(vec![b'x'; 4 << 20]),
        ..Attachment::default()
    };
    let error = send(&builder(&emulator).build().unwrap(), mail(vec![film]))
        .await
        .unwrap_err();
    assert!(!error.may_have_been_sent(), "{error}");
    let requests = &error.detail().unwrap().requests;
    let session = requests
        .iter()
        .find(|request| request.step == "create-upload-session")
        .unwrap();
    assert_eq!(session.http_status, None, "the component gets no response");
    assert_eq!(error.code(), "unusable-response");
}
