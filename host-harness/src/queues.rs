//! Queues by key: calls with the same key wait for each other in order of arrival. A queue exists while calls are in it.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The queues of all keys that are in use at the moment.
pub(crate) struct Queues<K>(Arc<Mutex<HashMap<K, Arc<Semaphore>>>>);

impl<K> Default for Queues<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Clone + Eq + Hash> Queues<K> {
    /// Enters a queue, without a wait. A queue that is not there yet lets `at_once` calls through at once, and at least one. Returns `None`
    /// if as many as `most` calls are in it, those included that have their turn.
    pub(crate) fn enter(&self, key: K, at_once: usize, most: usize) -> Option<Place<K>> {
        let mut queues = self.lock();
        let new = || Arc::new(Semaphore::new(at_once.clamp(1, Semaphore::MAX_PERMITS)));
        let queue = queues.entry(key.clone()).or_insert_with(new);
        // Every place holds a reference, and so does the map.
        if Arc::strong_count(queue) > most {
            return None;
        }
        Some(Place {
            queues: Self(Arc::clone(&self.0)),
            key,
            queue: Some(Arc::clone(queue)),
            turn: None,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, Arc<Semaphore>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in a queue. It is given up when it is dropped.
pub(crate) struct Place<K: Clone + Eq + Hash> {
    queues: Queues<K>,
    key: K,
    queue: Option<Arc<Semaphore>>,
    turn: Option<OwnedSemaphorePermit>,
}

impl<K: Clone + Eq + Hash> Place<K> {
    /// Waits for the turn, and keeps it.
    pub(crate) async fn turn(&mut self) {
        if let (None, Some(queue)) = (&self.turn, &self.queue) {
            // Fails only if the semaphore is closed, which nobody does. tokio gives permits out in order of arrival.
            self.turn = Arc::clone(queue).acquire_owned().await.ok();
        }
    }

    /// Takes the turn if nobody waits for it. Returns whether there is one.
    pub(crate) fn turn_at_once(&mut self) -> bool {
        if let (None, Some(queue)) = (&self.turn, &self.queue) {
            self.turn = Arc::clone(queue).try_acquire_owned().ok();
        }
        self.turn.is_some()
    }

    /// Ends the turn. The place in the queue stays.
    pub(crate) fn end_turn(&mut self) {
        self.turn = None;
    }
}

impl<K: Clone + Eq + Hash> Drop for Place<K> {
    /// Removes the queue if no call is in it any more.
    fn drop(&mut self) {
        let mut queues = self.queues.lock();
        // Every other place holds a reference, and takes it under this lock only.
        self.turn = None;
        self.queue = None;
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

    #[tokio::test]
    async fn four_at_once_in_order_of_arrival() {
        let queues = Arc::new(Queues::default());
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (order, mut calls) = (Arc::new(Mutex::new(Vec::new())), JoinSet::new());
        for number in 0..12 {
            let (queues, now, most, order) = (Arc::clone(&queues), now.clone(), most.clone(), order.clone());
            calls.spawn(async move {
                let mut place = queues.enter("a", 4, 100).unwrap();
                place.turn().await;
                order.lock().unwrap().push(number);
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // Long enough for the others to come in between, if they could; of unequal lengths.
                for _ in 0..5 + number % 3 {
                    yield_now().await;
                }
                now.fetch_sub(1, Ordering::SeqCst);
            });
        }
        calls.join_all().await;
        assert_eq!(most.load(Ordering::SeqCst), 4);
        assert_eq!(*order.lock().unwrap(), (0..12).collect::<Vec<_>>());
        assert!(queues.lock().is_empty());
    }

    #[tokio::test]
    async fn keys_do_not_wait_for_each_other() {
        let queues = Queues::default();
        let mut held = queues.enter("a", 1, 100).unwrap();
        held.turn().await;
        let (mut same, mut other) = (queues.enter("a", 1, 100).unwrap(), queues.enter("b", 1, 100).unwrap());
        assert!(other.turn_at_once() && !same.turn_at_once());
        held.end_turn();
        assert!(same.turn_at_once());
        assert!(!held.turn_at_once(), "its place is there, its turn is not");
    }

    #[tokio::test]
    async fn a_full_queue_is_not_entered() {
        let queues = Queues::default();
        let places = [queues.enter("a", 1, 2), queues.enter("a", 1, 2)];
        assert!(queues.enter("a", 1, 2).is_none());
        assert!(queues.enter("b", 1, 2).is_some());
        drop(places);
        assert!(queues.enter("a", 1, 2).is_some());
        assert!(queues.lock().is_empty());
    }

    #[tokio::test]
    async fn a_wait_that_is_given_up_leaves_nothing() {
        let queues = Queues::default();
        let mut first = queues.enter("a", 1, 100).unwrap();
        first.turn().await;
        {
            let mut second = queues.enter("a", 1, 100).unwrap();
            let waiting = std::pin::pin!(second.turn());
            tokio::select! { biased; () = waiting => unreachable!(), () = yield_now() => {} }
        }
        drop(first);
        assert!(queues.lock().is_empty());
        let mut again = queues.enter("a", 1, 100).unwrap();
        assert!(again.turn_at_once());
        drop(again);
        assert!(queues.lock().is_empty());
    }
}
