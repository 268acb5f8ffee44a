//! Tenants of the embedder do not meet: not in their stores, and not in the queues before mailboxes.

use std::time::Duration;

use outlook_emulator::{Effect, Fault, Operation, demo};
use outlook_host::{ErrorKind, Stores, Tenant, stores::MemorySecrets};

use crate::support::{arrived, builder, connection, emulator, engine, mail, secrets};

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

/// One tenant's mailboxes are throttled, and its calls wait. They hold no sandbox meanwhile, and at most their share while they
/// run: another tenant's mail goes out, and `describe` responds.
#[tokio::test(flavor = "multi_thread")]
async fn a_throttled_tenant_does_not_starve_another() {
    let emulator = emulator().await;
    let connector = builder(&emulator).engine(engine().pool(2)).build().unwrap();
    let one = connector.for_tenant(Tenant::new("one", Stores::new().secrets(secrets())));
    let two = connector.for_tenant(Tenant::new("two", Stores::new().secrets(secrets())));
    // Signed in, so that the fault meets the sends.
    one.connect(&connection()).await.unwrap();
    two.connect(&connection()).await.unwrap();
    // The four calls that have the mailbox's turn.
    emulator.inject(Fault::always(Operation::SendMail, Effect::retry_later(429, 3_000)).times(4));
    let mut waiting = Vec::new();
    for _ in 0..8 {
        let one = one.clone();
        waiting.push(tokio::spawn(async move {
            let (connection, mail) = (connection(), mail(vec![]));
            let send = one.send_mail(&connection, &mail);
            send.time_budget(Duration::from_secs(3_600)).await
        }));
    }
    while emulator
        .requests()
        .iter()
        .filter(|request| request.status == Some(429))
        .count()
        < 4
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (connection, mail) = (connection(), mail(vec![]));
    let budget = Duration::from_secs(30);
    two.send_mail(&connection, &mail).time_budget(budget).await.unwrap();
    one.describe().await.unwrap();
    assert_eq!(emulator.delivered().len(), 1);
    for call in waiting {
        assert!(!call.is_finished(), "it waits within its budget");
        call.abort();
    }
}

/// A store that does not answer keeps its tenant's calls inside. They have half of the sandboxes.
#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_is_stuck_has_half_of_the_sandboxes() {
    struct Stuck;
    #[async_trait::async_trait]
    impl outlook_host::SecretStore for Stuck {
        async fn get(&self, _: &str) -> Result<Option<outlook_host::StoredSecret>, outlook_host::stores::StoreError> {
            std::future::pending().await
        }
        async fn put(&self, _: &str, _: outlook_host::StoredSecret) -> Result<(), outlook_host::stores::StoreError> {
            std::future::pending().await
        }
        async fn delete(&self, _: &str) -> Result<(), outlook_host::stores::StoreError> {
            std::future::pending().await
        }
    }
    let emulator = emulator().await;
    let connector = builder(&emulator).engine(engine().pool(2)).build().unwrap();
    let stuck = connector.for_tenant(Tenant::new("stuck", Stores::new().secrets(Stuck)));
    let other = connector.for_tenant(Tenant::new("other", Stores::new().secrets(secrets())));
    let mut waiting = Vec::new();
    for _ in 0..8 {
        let stuck = stuck.clone();
        waiting.push(tokio::spawn(async move { stuck.connect(&connection()).await }));
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (connection, mail) = (connection(), mail(vec![]));
    other
        .send_mail(&connection, &mail)
        .time_budget(Duration::from_secs(20))
        .await
        .unwrap();
    stuck.describe().await.unwrap();
    // What is stuck ends with the store's time-out, and says so.
    let error = waiting.remove(0).await.unwrap().unwrap_err();
    assert!(
        error.is_transient() && error.to_string().contains("did not answer"),
        "{error}"
    );
    for call in waiting {
        call.abort();
    }
}

/// A wait that fits the time budget is made by the host. The receipt has the requests before it, too.
#[tokio::test]
async fn a_throttled_send_is_made_again_after_the_wait() {
    let emulator = emulator().await;
    let connector = builder(&emulator).build().unwrap();
    emulator.inject(Fault::next(Operation::SendMail, Effect::retry_later(429, 4)));
    let (connection, mail) = (connection(), mail(vec![]));
    let receipt = connector.send_mail(&connection, &mail).await.unwrap();
    let statuses: Vec<_> = receipt.requests.iter().map(|request| request.http_status).collect();
    assert_eq!(statuses, [Some(200), Some(429), Some(202)]);
    assert_eq!(emulator.delivered().len(), 1);

    // One that does not fit is told.
    emulator.inject(Fault::next(Operation::SendMail, Effect::retry_later(429, 4)));
    let send = connector
        .send_mail(&connection, &mail)
        .time_budget(Duration::from_secs(3));
    let error = send.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(4)));
    assert!(error.is_transient() && !error.may_have_been_sent());
}

/// A look waits without a sandbox as well. A wait that does not fit is told in the outcome.
#[tokio::test]
async fn a_throttled_look_is_made_again_after_the_wait() {
    let emulator = emulator().await;
    let connector = builder(&emulator).build().unwrap();
    emulator.inject(Fault::next(Operation::Token, Effect::retry_later(429, 4)));
    let outcome = connector.check_outcome(&connection(), "order-4711").await.unwrap();
    assert_eq!(outcome.state, "not-found");
    let statuses: Vec<_> = outcome.requests.iter().map(|request| request.http_status).collect();
    assert_eq!(statuses[..2], [Some(429), Some(200)]);

    emulator.inject(Fault::always(Operation::Any, Effect::retry_later(429, 200)));
    let outcome = connector.check_outcome(&connection(), "order-4711").await.unwrap();
    assert_eq!(outcome.state, "unknown");
    assert_eq!(outcome.detail.unwrap().retry_after_ms, Some(200_000));
}
