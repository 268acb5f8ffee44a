//! Calls to one mailbox wait for each other in order of arrival.
//!
//! Outlook serves four requests at once per app and mailbox (Graph, "Microsoft Graph service-specific throttling limits":
//! Outlook service) and refuses further ones with 429 `ApplicationThrottled`, which costs everyone more time than waiting here.
//! A call has one request under way at a time. A mailbox is identified by its name in the connection: a mailbox that is called by
//! several of its names has as many queues.
//!
//! Each of the embedder's tenants has queues of its own. A tenant chooses what stands in its connections, so with a shared queue
//! it could name another tenant's mailbox and hold up that tenant's calls.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Tenant;
use crate::types::Connection;

/// Requests at once that Outlook serves per app and mailbox.
pub(super) const CALLS_PER_MAILBOX: usize = 4;

/// The queues of all mailboxes that are in use at the moment.
pub(super) struct MailboxQueues {
    at_once: usize,
    queues: Mutex<HashMap<Key, Arc<Semaphore>>>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    /// The embedder's tenant.
    tenant: String,
    directory: String,
    client: String,
    mailbox: String,
}

impl Key {
    fn new(tenant: &Tenant, connection: &Connection) -> Self {
        // The connector normalizes them in the same way: ids and addresses are compared without regard to case.
        let plain = |text: &str| text.trim().to_lowercase();
        Self {
            tenant: tenant.name().to_owned(),
            directory: plain(&connection.tenant_id),
            client: plain(&connection.client_id),
            mailbox: plain(&connection.mailbox),
        }
    }
}

impl MailboxQueues {
    /// No queues yet. Each queue lets at least one call at once through.
    pub(super) fn new(at_once: usize) -> Self {
        Self {
            at_once: at_once.clamp(1, Semaphore::MAX_PERMITS),
            queues: Mutex::default(),
        }
    }

    /// Waits for a place with the connection's mailbox. The call keeps the place until the permit is dropped.
    pub(super) async fn wait(&self, tenant: &Tenant, connection: &Connection) -> QueuePermit<'_> {
        let key = Key::new(tenant, connection);
        let semaphore = {
            let mut queues = self.lock();
            let new = || Arc::new(Semaphore::new(self.at_once));
            Arc::clone(queues.entry(key.clone()).or_insert_with(new))
        };
        // Made before the wait, so that a wait that is given up cleans up as well.
        let mut permit = QueuePermit {
            queues: self,
            key,
            semaphore: Some(Arc::clone(&semaphore)),
            permit: None,
        };
        // Fails only if the semaphore is closed, which nobody does. tokio gives permits out in order of arrival.
        permit.permit = semaphore.acquire_owned().await.ok();
        permit
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Arc<Semaphore>>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place with a mailbox, or a place in its queue.
pub(super) struct QueuePermit<'a> {
    queues: &'a MailboxQueues,
    key: Key,
    semaphore: Option<Arc<Semaphore>>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for QueuePermit<'_> {
    /// Removes the queue of a mailbox that no call uses any more.
    fn drop(&mut self) {
        let mut queues = self.queues.lock();
        // Every other user of the queue holds a reference, and takes it under this lock only.
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
    use crate::stores::Stores;

    fn tenant(name: &str) -> Tenant {
        Tenant::new(name, Stores::new())
    }

    fn connection(mailbox: &str) -> Connection {
        Connection {
            mailbox: mailbox.to_owned(),
            ..Connection::default()
        }
    }

    #[tokio::test]
    async fn four_at_once_in_order_of_arrival() {
        let mailboxes = Arc::new(MailboxQueues::new(CALLS_PER_MAILBOX));
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut calls = JoinSet::new();
        for number in 0..16 {
            let (mailboxes, order) = (Arc::clone(&mailboxes), Arc::clone(&order));
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            calls.spawn(async move {
                let _permit = mailboxes.wait(&tenant("t"), &connection("a@contoso.com")).await;
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
        let mailboxes = MailboxQueues::new(1);
        let _first = mailboxes.wait(&tenant("t"), &connection("a@contoso.com")).await;
        let _other = mailboxes.wait(&tenant("t"), &connection("b@contoso.com")).await;
        let (t, same) = (tenant("t"), connection(" A@Contoso.com "));
        let waiting = mailboxes.wait(&t, &same);
        tokio::select! {
            biased;
            _ = waiting => panic!("the same mailbox, written otherwise, has the same queue"),
            () = yield_now() => {}
        }
        assert_eq!(mailboxes.lock().len(), 2);
    }

    #[tokio::test]
    async fn tenants_do_not_wait_for_each_other() {
        let mailboxes = MailboxQueues::new(1);
        let mailbox = connection("a@contoso.com");
        let _held = mailboxes.wait(&tenant("one"), &mailbox).await;
        let other = tenant("two");
        tokio::select! {
            biased;
            _ = mailboxes.wait(&other, &mailbox) => {}
            () = yield_now() => panic!("the other tenant's queue for the same mailbox is empty"),
        }
        let again = tenant("one");
        tokio::select! {
            biased;
            _ = mailboxes.wait(&again, &mailbox) => panic!("two tenants of one name are the same tenant"),
            () = yield_now() => {}
        }
    }

    #[tokio::test]
    async fn a_wait_that_is_given_up_leaves_nothing() {
        let mailboxes = MailboxQueues::new(1);
        let (t, mailbox) = (tenant("t"), connection("a@contoso.com"));
        let first = mailboxes.wait(&t, &mailbox).await;
        {
            let waiting = std::pin::pin!(mailboxes.wait(&t, &mailbox));
            tokio::select! { biased; _ = waiting => unreachable!(), () = yield_now() => {} }
        }
        drop(first);
        assert!(mailboxes.lock().is_empty());
        drop(mailboxes.wait(&t, &mailbox).await);
        assert!(mailboxes.lock().is_empty());
    }
}
