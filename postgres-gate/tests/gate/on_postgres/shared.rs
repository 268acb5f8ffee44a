//! Two processes with one database.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use outlook_host::MailboxGate;
use tokio::{task::JoinSet, time::sleep};

use super::{HELD, WAITING, enter, entering, gate, mailbox};
use crate::postgres::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_never_has_more_calls_than_it_may() {
    const AT_ONCE: usize = 3;
    let server = Server::start();
    let gates = [gate(&server).await, gate(&server).await];
    let mut counts = Vec::new();
    let mut calls = JoinSet::new();
    for name in ["a@contoso.com", "b@contoso.com"] {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        counts.push((name, Arc::clone(&most)));
        for number in 0..200_u64 {
            let gate = Arc::clone(&gates[usize::from(number % 2 == 0)]);
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            calls.spawn(async move {
                let pass = gate.enter(&mailbox(name), AT_ONCE).await.unwrap();
                most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
                sleep(Duration::from_millis(number % 7)).await;
                now.fetch_sub(1, SeqCst);
                drop(pass);
            });
        }
    }
    while let Some(ended) = calls.join_next().await {
        ended.unwrap();
    }
    for (name, most) in counts {
        assert_eq!(most.load(SeqCst), AT_ONCE, "{name}");
    }
    // Nothing is left.
    server.wait_for(HELD, "0");
    server.wait_for(WAITING, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_process_lets_the_other_one_go_too() {
    let server = Server::start();
    let (busy, other) = (gate(&server).await, gate(&server).await);
    let (ended, passes) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut calls = JoinSet::new();
    for _ in 0..4 {
        let (busy, ended, passes) = (Arc::clone(&busy), Arc::clone(&ended), Arc::clone(&passes));
        calls.spawn(async move {
            while !ended.load(SeqCst) {
                let _pass = enter(&busy, "a@contoso.com").await;
                passes.fetch_add(1, SeqCst);
                sleep(Duration::from_millis(1)).await;
            }
        });
    }
    while passes.load(SeqCst) < 10 {
        sleep(Duration::from_millis(1)).await;
    }
    let before = passes.load(SeqCst);
    for _ in 0..20 {
        let _pass = enter(&other, "a@contoso.com").await;
    }
    let meanwhile = passes.load(SeqCst) - before;
    ended.store(true, SeqCst);
    while let Some(ended) = calls.join_next().await {
        ended.unwrap();
    }
    // Turn by turn, but for times when the notification of a slow machine came late.
    assert!(
        meanwhile <= 10 * 20,
        "{meanwhile} calls of the busy process between 20 of the other"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_gives_up_leaves_nothing() {
    let server = Server::start();
    let (one, two) = (gate(&server).await, gate(&server).await);
    let held = enter(&one, "a@contoso.com").await;
    let waiting = entering(&two, "a@contoso.com");
    server.wait_for(WAITING, "1");
    waiting.abort();
    assert!(waiting.await.is_err());
    server.wait_for(WAITING, "0");
    drop(held);
    server.wait_for(HELD, "0");
    let _again = enter(&two, "a@contoso.com").await;
    server.wait_for(HELD, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_places_of_a_process_end_with_it() {
    let server = Server::start();
    let (one, two) = (gate(&server).await, gate(&server).await);
    let _held = enter(&one, "a@contoso.com").await;
    let waiting = entering(&two, "a@contoso.com");
    server.wait_for(WAITING, "1");
    // The session ends as that of a killed process does, and tells nobody.
    let ended = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock'";
    assert_eq!(server.psql(ended), "t");
    let _pass = waiting.await.unwrap();
    // The first one is there again. Its call that goes on has no place any more, and nobody else's is taken for it.
    server.wait_for(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'outlook-connector'",
        "2",
    );
    assert_eq!(server.psql(HELD), "1");
}
