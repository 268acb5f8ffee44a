//! Tenants of the embedder do not meet: not in their stores, and not in the queues before mailboxes.

use std::time::Duration;

use outlook_emulator::{Effect, Fault, Operation, demo};
use outlook_host::{ErrorKind, Stores, Tenant, stores::MemorySecrets};

use crate::support::{arrived, builder, connection, emulator, mail, secrets};

/// One tenant fills its queue before a mailbox. Another one, whose connection is the same, is served at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_cannot_hold_up_anothers_mailbox() {
    let emulator = emulator().await;
    let connector = builder(&emulator).calls_per_mailbox(1).build().unwrap();
    let one = connector.for_tenant(Tenant::new("one", Stores::new().secrets(secrets())));
    let two = connector.for_tenant(Tenant::new("two", Stores::new().secrets(secrets())));
    emulator.inject(Fault::next(Operation::SendMail, Effect::Delay { millis: 60_000 }));
    let holding = tokio::spawn({
        let one = one.clone();
        async move { one.send_mail(&connection(), &mail(vec![])).await }
    });
    arrived(&emulator, Operation::SendMail).await;

    let (connection, mail) = (connection(), mail(vec![]));
    let waiting = one.send_mail(&connection, &mail).time_budget(Duration::from_secs(1));
    assert_eq!(
        waiting.await.unwrap_err().kind(),
        ErrorKind::Busy,
        "the queue of the first tenant is full"
    );
    two.send_mail(&connection, &mail)
        .time_budget(Duration::from_secs(30))
        .await
        .unwrap();
    assert_eq!((two.tenant().name(), emulator.delivered().len()), ("two", 1));
    holding.abort();
}

/// The same name means another secret in another tenant's store.
#[tokio::test]
async fn a_tenant_has_its_own_secrets() {
    let emulator = emulator().await;
    let connector = builder(&emulator).build().unwrap();
    let wrong = MemorySecrets::with([("mine", "not-the-secret")]);
    let other = connector.for_tenant(Tenant::new("other", Stores::new().secrets(wrong)));
    let empty = connector.for_tenant(Tenant::new("empty", Stores::new()));
    assert!(connector.connect(&connection()).await.is_ok());
    assert_eq!(
        other.connect(&connection()).await.unwrap_err().kind(),
        ErrorKind::Unauthorized
    );
    assert_eq!(
        empty.connect(&connection()).await.unwrap_err().kind(),
        ErrorKind::InvalidInput
    );
    let shown = format!("{:?}", other.tenant());
    assert!(
        shown.contains("other") && !shown.contains(demo::SECRET_VALUE),
        "{shown}"
    );
}
