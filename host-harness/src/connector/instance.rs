//! An instance of the component, made for one call.

use std::{sync::Arc, time::Duration};

use wasmtime::{
    Store,
    component::{self, ResourceTable},
};

use super::{Connector, exports::Exports, operation::Operation};
use crate::{
    error::{Error, ErrorKind},
    limits::{HANDLES, HOST_CALL_BYTES, PROCESSOR_TIME},
    sandbox::{
        Allowed, OutlookCtx, OutlookCtxView, OutlookView,
        limiter::Limiter,
        processor_time::{ProcessorTime, ProcessorTimeSpent, yield_each_tick},
    },
    transport::Journal,
};

/// The data of a store.
pub struct StoreData {
    outlook: OutlookCtx,
    table: ResourceTable,
    limiter: Limiter,
}

impl OutlookView for StoreData {
    fn outlook(&mut self) -> OutlookCtxView<'_> {
        OutlookCtxView {
            ctx: &mut self.outlook,
            table: &mut self.table,
        }
    }
}

/// An instance of the component. Its call holds a sandbox meanwhile.
pub(super) struct Instance<'a> {
    instance: component::Instance,
    store: Store<StoreData>,
    processor_time: ProcessorTime,
    exports: &'a Exports,
}

impl<'a> Instance<'a> {
    /// Makes an instance. Nothing has run yet when this fails.
    pub(super) async fn start(
        connector: &'a Connector,
        allowed: Allowed,
        journal: &Arc<Journal>,
    ) -> Result<Self, Error> {
        let shared = &*connector.shared;
        let tenant = &connector.tenant;
        let allowed = allowed.for_tenant(tenant.name());
        let outlook = OutlookCtx::new(&shared.transport, tenant.stores(), allowed).with_journal(Arc::clone(journal));
        let mut table = ResourceTable::new();
        table.set_max_capacity(HANDLES);
        let data = StoreData {
            outlook,
            table,
            limiter: Limiter::new(shared.memory_bytes),
        };
        let mut store = Store::new(shared.pre.engine(), data);
        store.limiter(|data| &mut data.limiter);
        store.set_max_component_handles(HANDLES);
        store.set_hostcall_fuel(HOST_CALL_BYTES);
        yield_each_tick(&mut store);
        let mut processor_time = ProcessorTime::new(PROCESSOR_TIME);
        let instance = match processor_time.limit(shared.pre.instantiate_async(&mut store)).await {
            Ok(instance) => instance,
            Err(error) if store.data().limiter.is_exhausted() => return Err(broken_off(&store, error)),
            Err(error) => return Err(not_started(&format!("{error:#}")).with_source(error)),
        };
        Ok(Self {
            instance,
            store,
            processor_time,
            exports: &shared.exports,
        })
    }

    /// Calls the operation's export. `waited` is the time that passed before.
    pub(super) async fn call<O: Operation>(
        &mut self,
        operation: &O,
        waited: Duration,
    ) -> Result<Result<O::Response, O::Failure>, Error> {
        let function = self
            .instance
            .get_typed_func::<O::Parameters, (Result<O::Response, O::Failure>,)>(
                &mut self.store,
                O::export(self.exports),
            )
            .map_err(|error| not_started(&format!("{error:#}")).with_source(error))?;
        let parameters = operation.parameters(waited);
        let called = function.call_async(&mut self.store, parameters);
        match self.processor_time.limit(called).await {
            Ok((response,)) => Ok(response),
            Err(error) => Err(broken_off(&self.store, error)),
        }
    }
}

fn not_started(reason: &str) -> Error {
    Error::new(
        ErrorKind::NotStarted,
        format!("the component could not be started: {reason}"),
    )
}

fn broken_off(store: &Store<StoreData>, error: wasmtime::Error) -> Error {
    let limiter = &store.data().limiter;
    let (kind, text) = if limiter.is_exhausted() {
        let text = format!(
            "the component needed more than its {} bytes of memory; pass large attachments by name, or allow more",
            limiter.bytes()
        );
        (ErrorKind::OutOfMemory, text)
    } else if error.is::<ProcessorTimeSpent>() {
        let text = "the component used up its processor time and was stopped".to_owned();
        (ErrorKind::ProcessorTime, text)
    } else {
        // The innermost cause names the trap. The causes around it are a backtrace of stripped code.
        (
            ErrorKind::Trap,
            format!("the component broke off: {}", error.root_cause()),
        )
    };
    Error::new(kind, text).with_source(error)
}
