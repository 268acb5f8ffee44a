//! What one call may use of memory and processor, and its way to the network.

use std::{future::Future, sync::Arc, time::Duration};

use http::{Request, Response, uri::Scheme};
use thiserror::Error;
use wasmtime::{ResourceLimiter, Result, Store, UpdateDeadline};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::{
    engine::TICK,
    state::State,
    transport::{Journal, Transport},
};

/// Processor time that one call may use. A send of 4 MB was seen to take under 50 ms.
const PROCESSOR_TIME: Duration = Duration::from_secs(10);

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
pub(super) fn limit_processor(store: &mut Store<State>) {
    let mut left = PROCESSOR_TIME.as_millis() / TICK.as_millis();
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
