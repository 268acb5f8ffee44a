//! No database.

use std::time::Duration;

use outlook_host::MailboxGate;
use outlook_postgres_gate::PostgresGate;
use tokio::time::timeout;

use super::{HELD, WAITING, enter, entering, gate, mailbox};
use crate::postgres::{PASSWORD, Server};

const SESSIONS: &str = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'outlook-connector'";

#[tokio::test(flavor = "multi_thread")]
async fn calls_go_on_without_the_database_and_share_again_with_it() {
    let mut server = Server::start();
    let (one, two) = (gate(&server).await, gate(&server).await);
    let held = enter(&one, "a@contoso.com").await;
    let waiting = entering(&two, "a@contoso.com");
    server.wait_for(WAITING, "1");
    server.stop();
    // What waited for the database goes on, and what comes now does not wait for it.
    let of_two = waiting.await.unwrap();
    let _other = enter(&one, "b@contoso.com").await;
    // Each process keeps to the limit by itself.
    let second = timeout(Duration::from_millis(100), one.enter(&mailbox("a@contoso.com"), 1)).await;
    assert!(
        second.is_err(),
        "the first process has a call of this mailbox under way"
    );
    server.start_again();
    server.wait_for(SESSIONS, "2");
    assert_eq!(server.psql(HELD), "0", "what was held is lost");
    drop((held, of_two));
    let held = enter(&one, "a@contoso.com").await;
    assert_eq!(server.psql(HELD), "1");
    let waiting = entering(&two, "a@contoso.com");
    server.wait_for(WAITING, "1");
    drop(held);
    let _pass = waiting.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_start_fails_without_a_database_and_shows_no_password() {
    let mut server = Server::start();
    let wrong = server.url().replace(PASSWORD, "marker-wrong");
    let error = PostgresGate::connect(wrong.parse().unwrap())
        .await
        .map(drop)
        .unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(
        text.contains("password authentication failed") && !text.contains("marker"),
        "{text}"
    );
    server.stop();
    let error = PostgresGate::connect(server.url().parse().unwrap())
        .await
        .map(drop)
        .unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("refused") && !text.contains("marker"), "{text}");
}
