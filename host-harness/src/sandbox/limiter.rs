//! Limits on the memory and the processor time of one call.

use std::time::Duration;

use thiserror::Error;
use wasmtime::{ResourceLimiter, Result, Store, UpdateDeadline};

use crate::engine::TICK;

/// Processor time that one call may use. A send of 4 MB was measured at under 50 ms.
pub(crate) const PROCESSOR_TIME: Duration = Duration::from_secs(10);

/// Elements of one table. The component's function table has a few hundred.
const TABLE_ELEMENTS: usize = 20_000;

/// Limits memory, and remembers whether it refused any: the trap that follows reads only `unreachable`.
pub(crate) struct Limiter {
    bytes: usize,
    exhausted: bool,
}

impl Limiter {
    pub(crate) fn new(bytes: usize) -> Self {
        Self {
            bytes,
            exhausted: false,
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether the guest asked for more memory than it may have.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.exhausted
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        let granted = desired <= self.bytes;
        self.exhausted |= !granted;
        Ok(granted)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        Ok(desired <= TABLE_ELEMENTS)
    }
}

#[derive(Debug, Error)]
#[error("processor time used up")]
pub(crate) struct ProcessorTimeSpent;

/// Lets the guest run tick by tick. It yields after each, so that time-outs and other calls get their turn.
///
/// The callback runs only if guest code was running across a tick: time that the guest waits for the network does not count.
pub(crate) fn limit_processor<T>(store: &mut Store<T>, time: Duration) {
    let mut left = time.as_millis() / TICK.as_millis();
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(move |_| {
        left = left.saturating_sub(1);
        if left == 0 {
            Err(ProcessorTimeSpent.into())
        } else {
            Ok(UpdateDeadline::Yield(1))
        }
    });
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use wasmtime::{Engine, Instance, Module};

    use super::*;
    use crate::engine::{EngineOptions, start_ticker};

    async fn run(text: &str, store: &mut Store<Limiter>) -> Result<()> {
        let module = Module::new(store.engine(), wat::parse_str(text).unwrap())?;
        let instance = Instance::new_async(&mut *store, &module, &[]).await?;
        instance
            .get_typed_func::<(), ()>(&mut *store, "run")?
            .call_async(store, ())
            .await
    }

    fn store(memory_bytes: usize) -> Store<Limiter> {
        let engine = Engine::new(&EngineOptions::default().to_config()).unwrap();
        start_ticker(&engine);
        let mut store = Store::new(&engine, Limiter::new(memory_bytes));
        store.limiter(|limiter| limiter);
        limit_processor(&mut store, Duration::from_millis(200));
        store
    }

    /// One thread serves the guest and the timer: the guest spins, and the timer still fires.
    #[tokio::test]
    async fn a_spinning_guest_yields_and_is_stopped() {
        let started = Instant::now();
        let timer = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            started.elapsed()
        });
        let error = run("(module (func (export \"run\") (loop (br 0))))", &mut store(1 << 20))
            .await
            .unwrap_err();
        assert!(error.is::<ProcessorTimeSpent>(), "{error:?}");
        assert!(timer.await.unwrap() < started.elapsed());
    }

    #[tokio::test]
    async fn a_growing_guest_is_told_no() {
        let text = r#"(module (memory 1) (func (export "run") (loop (br_if 0 (i32.ge_s (memory.grow (i32.const 1)) (i32.const 0)))) unreachable))"#;
        let mut store = store(1 << 20);
        assert!(run(text, &mut store).await.is_err());
        assert!(store.data().is_exhausted());
    }
}
