//! Calls to one mailbox wait for each other in order of arrival.
//!
//! Outlook serves four requests at once per app and mailbox (Graph, "Microsoft Graph service-specific throttling limits":
//! Outlook service) and answers further ones with 429 `ApplicationThrottled`, which costs everyone more time than waiting here.
//! A call has one request under way at a time. A mailbox is known by the name that the connection has for it: one that is
//! called by several of its names has as many queues.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::types::Connection;

/// Requests at once that Outlook serves per app and mailbox.
pub(crate) const AT_ONCE: usize = 4;

/// The queues of all mailboxes that are in use just now.
pub(crate) struct Mailboxes {
    at_once: usize,
    queues: Mutex<HashMap<Key, Arc<Semaphore>>>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    tenant: String,
    client: String,
    mailbox: String,
}

impl Key {
    fn of(connection: &Connection) -> Self {
        // As the connector normalizes them: ids and addresses are compared without regard to case.
        let plain = |text: &str| text.trim().to_lowercase();
        Self {
            tenant: plain(&connection.tenant_id),
            client: plain(&connection.client_id),
            mailbox: plain(&connection.mailbox),
        }
    }
}

impl Mailboxes {
    /// No queues yet. At least one call at once is let through.
    pub(crate) fn new(at_once: usize) -> Self {
        Self {
            at_once: at_once.clamp(1, Semaphore::MAX_PERMITS),
            queues: Mutex::default(),
        }
    }

    /// Waits for a turn with the connection's mailbox; it lasts until the result is dropped.
    pub(crate) async fn turn(&self, connection: &Connection) -> Turn<'_> {
        let key = Key::of(connection);
        let semaphore = {
            let mut queues = self.lock();
            let new = || Arc::new(Semaphore::new(self.at_once));
            Arc::clone(queues.entry(key.clone()).or_insert_with(new))
        };
        // Made before the wait, so that a wait that is given up tidies as well.
        let mut turn = Turn {
            mailboxes: self,
            key,
            semaphore: Some(Arc::clone(&semaphore)),
            permit: None,
        };
        // Fails when the semaphore was closed, which nobody does; tokio hands permits out in order of arrival.
        turn.permit = semaphore.acquire_owned().await.ok();
        turn
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Arc<Semaphore>>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A turn with a mailbox, or a place in its queue.
pub(crate) struct Turn<'a> {
    mailboxes: &'a Mailboxes,
    key: Key,
    semaphore: Option<Arc<Semaphore>>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for Turn<'_> {
    /// Removes the queue of a mailbox that nobody uses any more.
    fn drop(&mut self) {
        let mut queues = self.mailboxes.lock();
        // Whoever else uses the queue holds it, and takes hold of it under this lock only.
        self.permit = None;
        self.semaphore = None;
        if queues.get(&self.key).is_some_and(|queue| Arc::strong_count(queue) == 1) {
            queues.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::task::{JoinSet, yield_now};

    use super::*;

    fn connection(mailbox: &str) -> Connection {
        Connection {
            mailbox: mailbox.to_owned(),
            ..Connection::default()
        }
    }

    #[tokio::test]
    async fn four_at_once_in_order_of_arrival() {
        let mailboxes = Arc::new(Mailboxes::new(AT_ONCE));
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut calls = JoinSet::new();
        for number in 0..16 {
            let (mailboxes, order) = (Arc::clone(&mailboxes), Arc::clone(&order));
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            calls.spawn(async move {
                let _turn = mailboxes.turn(&connection("a@contoso.com")).await;
                order.lock().unwrap().push(number);
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // Long enough for the others to come in between, if they could; of unequal lengths.
                for _ in 0..(number * 7 % 5 + 3) {
                    yield_now().await;
                }
                now.fetch_sub(1, Ordering::SeqCst);
            });
        }
        calls.join_all().await;
        assert_eq!(most.load(Ordering::SeqCst), 4);
        assert_eq!(*order.lock().unwrap(), (0..16).collect::<Vec<_>>());
        assert!(mailboxes.lock().is_empty(), "no queue is kept for a mailbox at rest");
    }

    #[tokio::test]
    async fn mailboxes_do_not_wait_for_each_other() {
        let mailboxes = Mailboxes::new(1);
        let _first = mailboxes.turn(&connection("a@contoso.com")).await;
        let _other = mailboxes.turn(&connection("b@contoso.com")).await;
        let same = connection(" A@Contoso.com ");
        let waiting = mailboxes.turn(&same);
        tokio::select! {
            biased;
            _ = waiting => panic!("the same mailbox, written otherwise, has the same queue"),
            () = yield_now() => {}
        }
        assert_eq!(mailboxes.lock().len(), 2);
    }

    #[tokio::test]
    async fn a_wait_that_is_given_up_leaves_nothing() {
        let mailboxes = Mailboxes::new(1);
        let mailbox = connection("a@contoso.com");
        let first = mailboxes.turn(&mailbox).await;
        {
            let waiting = std::pin::pin!(mailboxes.turn(&mailbox));
            tokio::select! { biased; _ = waiting => unreachable!(), () = yield_now() => {} }
        }
        drop(first);
        assert!(mailboxes.lock().is_empty());
        drop(mailboxes.turn(&mailbox).await);
        assert!(mailboxes.lock().is_empty());
    }
}
