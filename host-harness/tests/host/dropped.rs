//! A call whose future is dropped: it stops, and gives everything back.

use std::time::Duration;

use outlook_emulator::{Effect, Fault, Operation};

use crate::support::{arrived, builder, connection, emulator, engine, mail};

/// With one sandbox and one place per mailbox, nothing could be sent any more if a dropped call kept either.
#[tokio::test]
async fn a_dropped_call_gives_back_its_sandbox_and_its_place() {
    let emulator = emulator().await;
    let connector = builder(&emulator)
        .engine(engine().pool(1))
        .calls_per_mailbox(1)
        .build()
        .unwrap();
    let (connection, mail) = (connection(), mail(vec![]));
    // While it signs in, nothing of the mail has left: after the drop nothing leaves any more.
    emulator.inject(Fault::next(Operation::Token, Effect::Delay { millis: 300 }));
    tokio::select! {
        biased;
        ended = connector.send_mail(&connection, &mail).into_future() => panic!("{ended:?}"),
        () = arrived(&emulator, Operation::Token) => {}
    }
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert!(emulator.delivered().is_empty());
    assert!(
        !emulator
            .requests()
            .iter()
            .any(|request| request.operation == Operation::SendMail),
        "a dropped call makes no further request"
    );
    connector
        .send_mail(&connection, &mail)
        .time_budget(Duration::from_secs(30))
        .await
        .unwrap();
    assert_eq!(emulator.delivered().len(), 1);
}

/// A call that nobody awaits does nothing.
#[tokio::test]
async fn a_call_begins_when_it_is_awaited() {
    let emulator = emulator().await;
    let connector = builder(&emulator).build().unwrap();
    let (connection, mail) = (connection(), mail(vec![]));
    drop(connector.send_mail(&connection, &mail).into_future());
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(emulator.requests().is_empty());
}
