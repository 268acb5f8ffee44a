//! Limits the time for which one call occupies a thread.

use std::{
    future::Future,
    pin::pin,
    task::Poll,
    time::{Duration, Instant},
};

use thiserror::Error;
use wasmtime::{Result, Store, UpdateDeadline};

#[derive(Debug, Error)]
#[error("processor time used up")]
pub(crate) struct ProcessorTimeSpent;

/// The time that is left. It passes while the call runs on a thread: in the guest, and in functions of the host that do not wait.
/// A count of epochs would see the first alone: a guest could spend hours in functions of the host that take less than a tick each.
/// Time that the call waits for the network or a store does not count.
pub(crate) struct ProcessorTime(Duration);

impl ProcessorTime {
    pub(crate) fn new(time: Duration) -> Self {
        Self(time)
    }

    /// Runs a part of the call. Fails with [`ProcessorTimeSpent`] when the time is over, and drops the part.
    pub(crate) async fn limit<T>(&mut self, part: impl Future<Output = Result<T>>) -> Result<T> {
        let mut part = pin!(part);
        std::future::poll_fn(|context| {
            let started = Instant::now();
            let poll = part.as_mut().poll(context);
            self.0 = self.0.saturating_sub(started.elapsed());
            if poll.is_pending() && self.0.is_zero() {
                return Poll::Ready(Err(ProcessorTimeSpent.into()));
            }
            poll
        })
        .await
    }
}

/// Lets the guest yield after each tick, so that time-outs and other calls get their turn, and its time is looked at.
pub(crate) fn yield_each_tick<T>(store: &mut Store<T>) {
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(|_| Ok(UpdateDeadline::Yield(1)));
}

#[cfg(test)]
mod tests {
    use wasmtime::{Caller, Engine, Linker, Module};

    use super::*;
    use crate::engine::{EngineOptions, start_ticker};

    const TIME: Duration = Duration::from_millis(200);

    /// Runs a guest whose import `host` blocks its thread for a millisecond, and `wait` does not.
    async fn run(text: &str) -> Result<()> {
        let engine = Engine::new(&EngineOptions::default().to_config()).unwrap();
        start_ticker(&engine);
        let mut store = Store::new(&engine, ());
        yield_each_tick(&mut store);
        let mut linker = Linker::new(&engine);
        linker.func_wrap("", "host", || std::thread::sleep(Duration::from_millis(1)))?;
        linker.func_wrap_async("", "wait", |_: Caller<'_, ()>, (milliseconds,): (u32,)| {
            Box::new(tokio::time::sleep(Duration::from_millis(milliseconds.into())))
        })?;
        let module = Module::new(&engine, wat::parse_str(text).unwrap())?;
        let instance = linker.instantiate_async(&mut store, &module).await?;
        let run = instance.get_typed_func::<(), ()>(&mut store, "run")?;
        ProcessorTime::new(TIME).limit(run.call_async(&mut store, ())).await
    }

    /// One thread serves the guest and the timer: the guest spins, and the timer still fires.
    #[tokio::test]
    async fn a_spinning_guest_yields_and_is_stopped() {
        let started = Instant::now();
        let timer = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            started.elapsed()
        });
        let error = run("(module (func (export \"run\") (loop (br 0))))").await.unwrap_err();
        assert!(error.is::<ProcessorTimeSpent>(), "{error:?}");
        assert!(timer.await.unwrap() < started.elapsed());
    }

    #[tokio::test]
    async fn time_in_functions_of_the_host_counts() {
        let text = r#"(module (import "" "host" (func $host)) (func (export "run") (loop (call $host) (br 0))))"#;
        let error = run(text).await.unwrap_err();
        assert!(error.is::<ProcessorTimeSpent>(), "{error:?}");
    }

    #[tokio::test]
    async fn waits_do_not_count() {
        let text = r#"(module (import "" "wait" (func $wait (param i32))) (func (export "run") (call $wait (i32.const 400))))"#;
        assert!(run(text).await.is_ok(), "twice the time, but none of it on a thread");
    }
}
