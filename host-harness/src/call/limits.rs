//! What one call may use of memory and processor, and its way to the network.

use std::{future::Future, sync::Arc, time::Duration};

use http::{Request, Response, uri::Scheme};
use thiserror::Error;
use wasmtime::{ResourceLimiter, Result, Store, UpdateDeadline};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::{
    engine::TICK,
    transport::{Journal, Transport},
};

/// Processor time that one call may use. A send of 4 MB was seen to take under 50 ms.
pub(super) const PROCESSOR_TIME: Duration = Duration::from_secs(10);

/// Longest piece of a request's body that the guest may write at once. What it reads from the attachment store at once.
const BODY_PIECE_BYTES: usize = 256 * 1024;

/// Elements of one table. The component's function table has a few hundred.
const TABLE_ELEMENTS: usize = 20_000;

/// Limits memory, and remembers having said no: the trap that follows says only `unreachable`.
pub(crate) struct Limiter {
    bytes: usize,
    pub(super) exhausted: bool,
}

impl Limiter {
    pub(crate) fn new(bytes: usize) -> Self {
        Self {
            bytes,
            exhausted: false,
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
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
pub(super) struct ProcessorTimeSpent;

/// Lets the guest run tick by tick: after each it yields, so that time-outs and other calls get their turn.
///
/// The callback runs only where guest code was running across a tick; time spent waiting for the network is not counted.
pub(super) fn limit_processor<T>(store: &mut Store<T>, time: Duration) {
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

/// Hands the guest's requests to the transport.
pub(crate) struct Hooks {
    pub(super) transport: Arc<Transport>,
    pub(super) journal: Arc<Journal>,
}

type Outcome<T> = Box<dyn Future<Output = Result<T, Error>> + Send>;

impl WasiHttpHooks for Hooks {
    fn is_supported_scheme(&mut self, scheme: &Scheme) -> bool {
        *scheme == Scheme::HTTPS
    }

    /// hyper sets it for HTTP/1.1; with HTTP/2 strict servers refuse it beside `:authority`.
    fn set_host_header(&mut self) -> bool {
        false
    }

    /// Beside these pieces, at most two of which wait for the network, nothing of a body is held: the guest writes no faster
    /// than the network takes.
    fn p2_outgoing_body_chunk_size(&mut self) -> usize {
        BODY_PIECE_BYTES
    }

    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _: Outcome<()>,
    ) -> Outcome<(Response<WasiBody>, Outcome<()>)> {
        let (transport, journal) = (Arc::clone(&self.transport), Arc::clone(&self.journal));
        Box::new(async move {
            let response = transport.send(request, options.unwrap_or_default(), &journal).await?;
            Ok((response, Box::new(async { Ok(()) }) as Outcome<()>))
        })
    }
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
        assert!(store.data().exhausted);
    }
}
