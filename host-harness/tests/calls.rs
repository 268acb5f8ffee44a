//! Calls that die, against the emulator: what kind of end it was, and whether the mail may have been sent.
//!
//! They need the component: `cargo xtask build` puts it into `target/`.

use std::{path::PathBuf, sync::Arc, time::Duration};

use outlook_emulator::{Effect, Emulator, EmulatorOptions, Fault, Operation, World, demo};
use outlook_host::{
    CallError, CallErrorKind, ComponentSource, EngineOptions, Host, HostBuilder, Interrupt, Route, TransportOptions,
    stores::{FileAttachments, MemorySecrets},
    types::{Attachment, Connection, Content, Credential, Error, Mail, Message, Receipt, Recipient, SendOptions},
};

fn component() -> PathBuf {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/outlook-connector.wasm"));
    assert!(path.is_file(), "no {}: run `cargo xtask build` first", path.display());
    path
}

async fn emulator() -> Emulator {
    Emulator::start(World::demo(), EmulatorOptions::on_free_ports())
        .await
        .unwrap()
}

fn builder(emulator: &Emulator) -> HostBuilder {
    let routes = Route::all_hosts(&format!("http://{}", emulator.http_addr().unwrap())).unwrap();
    Host::builder(ComponentSource::File(component()))
        .transport(TransportOptions {
            routes,
            ..TransportOptions::default()
        })
        .secrets(Arc::new(MemorySecrets::with([
            ("mine", demo::SECRET_VALUE),
            ("theirs", demo::SECRET_VALUE),
        ])))
}

fn connection() -> Connection {
    Connection {
        tenant_id: demo::TENANT_ID.to_string(),
        client_id: demo::CLIENT_ID.to_string(),
        credential: Credential::ClientSecret("mine".to_owned()),
        mailbox: demo::MAILBOX.to_owned(),
        ..Connection::default()
    }
}

fn mail(attachments: Vec<Attachment>) -> Mail {
    Mail::Message(Message {
        to: vec![Recipient {
            address: "alex@contoso.com".to_owned(),
            name: None,
        }],
        subject: "Hello".to_owned(),
        text: Some("It works.".to_owned()),
        attachments,
        ..Message::default()
    })
}

/// Waits until a request for that has arrived.
async fn arrived(emulator: &Emulator, operation: Operation) {
    while !emulator.requests().iter().any(|request| request.operation == operation) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// How a call ends that is interrupted while a request for that is under way.
async fn interrupted(host: &Host, emulator: &Emulator, operation: Operation) -> CallError {
    emulator.clear_history();
    let interrupt = Interrupt::new();
    let (connection, mail) = (connection(), mail(vec![]));
    let call = host.call().interrupted_by(interrupt.clone());
    let raise = async {
        arrived(emulator, operation).await;
        interrupt.raise();
    };
    let options = SendOptions::default();
    let (ended, ()) = tokio::join!(call.send_mail(&connection, &mail, &options), raise);
    ended.unwrap_err()
}

async fn send(host: &Host, mail: Mail) -> Result<Result<Receipt, Error>, CallError> {
    host.send_mail(&connection(), &mail, &SendOptions::default()).await
}

#[tokio::test]
async fn interrupted_while_signing_in_nothing_was_sent() {
    let emulator = emulator().await;
    emulator.inject(Fault::always(Operation::Token, Effect::Delay { millis: 60_000 }));
    let died = interrupted(&builder(&emulator).build().unwrap(), &emulator, Operation::Token).await;
    assert_eq!(*died.kind(), CallErrorKind::Interrupted);
    assert!(!died.may_have_been_sent());
}

#[tokio::test]
async fn interrupted_while_sending_nobody_knows() {
    let emulator = emulator().await;
    emulator.inject(Fault::always(
        Operation::SendMail,
        Effect::DelayResponse { millis: 60_000 },
    ));
    let died = interrupted(&builder(&emulator).build().unwrap(), &emulator, Operation::SendMail).await;
    assert_eq!(*died.kind(), CallErrorKind::Interrupted);
    assert!(died.may_have_been_sent());
}

#[tokio::test]
async fn too_large_for_the_sandbox() {
    let emulator = emulator().await;
    let options = EngineOptions {
        memory_bytes: 3 * 1024 * 1024,
        ..EngineOptions::default()
    };
    let host = builder(&emulator).engine(options).build().unwrap();
    let content = Content::Bytes(vec![0; 2_900_000]);
    let large = Attachment {
        name: "a.bin".to_owned(),
        content,
        ..Attachment::default()
    };
    let died = send(&host, mail(vec![large])).await.unwrap_err();
    assert_eq!(*died.kind(), CallErrorKind::OutOfMemory(3 * 1024 * 1024));
    assert!(!died.may_have_been_sent());
    assert!(
        send(&host, mail(vec![])).await.unwrap().is_ok(),
        "the next call has a sandbox of its own"
    );
}

#[tokio::test]
async fn a_pooled_sandbox_holds_one_call_after_the_other() {
    let emulator = emulator().await;
    let allocation = outlook_host::Allocation::Pooling { calls: 1 };
    let host = builder(&emulator)
        .engine(EngineOptions {
            allocation,
            ..EngineOptions::default()
        })
        .build()
        .unwrap();
    let died = {
        emulator.inject(Fault::next(Operation::SendMail, Effect::Delay { millis: 60_000 }));
        interrupted(&host, &emulator, Operation::SendMail).await
    };
    assert!(died.may_have_been_sent());
    for _ in 0..3 {
        assert!(
            send(&host, mail(vec![])).await.unwrap().is_ok(),
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
    let host = builder(&emulator).build().unwrap();
    let calls = (0..12).map(|_| {
        let host = host.clone();
        tokio::spawn(async move { send(&host, mail(vec![])).await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert!(call.await.unwrap().unwrap().is_ok());
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
    let host = builder(&emulator).calls_per_mailbox(1).build().unwrap();
    let options = SendOptions {
        time_budget_ms: Some(1_000),
        ..SendOptions::default()
    };
    let (connection, mail) = (connection(), mail(vec![]));
    let second = async {
        arrived(&emulator, Operation::SendMail).await;
        host.send_mail(&connection, &mail, &options).await
    };
    tokio::select! {
        first = send(&host, mail.clone()) => panic!("{first:?}"),
        second = second => {
            let died = second.unwrap_err();
            assert_eq!(*died.kind(), CallErrorKind::Busy(Duration::from_secs(1)));
            assert!(!died.may_have_been_sent() && !died.may_have_left_a_draft());
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
    let host = builder(&emulator).attachments(Arc::new(files)).build().unwrap();
    let film = Attachment {
        name: "film.bin".to_owned(),
        content: Content::Stored("film".to_owned()),
        ..Attachment::default()
    };
    let (connection, mail) = (connection(), mail(vec![film]));
    let options = SendOptions {
        idempotency_key: Some("order-4711".to_owned()),
        ..SendOptions::default()
    };

    let interrupt = Interrupt::new();
    let raised = interrupt.clone();
    let half = Arc::new(move |bytes| {
        if bytes > 5 * MIB as u64 {
            raised.raise()
        }
    });
    let call = host.call().interrupted_by(interrupt).with_progress(half);
    let died = call.send_mail(&connection, &mail, &options).await.unwrap_err();
    assert!(!died.may_have_been_sent() && died.may_have_left_a_draft());
    let outcome = host.check_outcome(&connection, "order-4711").await.unwrap();
    assert_eq!(outcome.state, "draft");

    for already_sent in [false, true] {
        let receipt = host.send_mail(&connection, &mail, &options).await.unwrap().unwrap();
        assert_eq!(
            (receipt.already_sent, receipt.reference.as_str()),
            (already_sent, "order-4711")
        );
    }
    assert_eq!(
        host.check_outcome(&connection, "order-4711").await.unwrap().state,
        "sent"
    );
    assert_eq!(emulator.delivered().len(), 1);
    assert_eq!(emulator.upload_sessions(), 0);
}
