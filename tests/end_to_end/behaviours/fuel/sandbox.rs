//! A sandbox that counts, and in which nothing differs from run to run: fixed time, fixed random numbers, the scripted service.

use std::{sync::Arc, time::Duration};

use outlook_end_to_end::component;
use outlook_host::{
    OutlookCtx, OutlookCtxView, OutlookView, Stores, Transport, TransportOptions,
    sandbox::{
        Allowed, ConnectorPre, Guest, add_stores_to_linker,
        wasmtime::{
            Config, Engine, ProfilingStrategy, Result, Store,
            component::{Component, HasData, Linker, ResourceTable},
        },
    },
};
use wasmtime_wasi::{
    HostMonotonicClock, HostWallClock, WasiCtx,
    clocks::{WasiClocks, WasiClocksCtxView},
    p2::bindings::{clocks, random},
    random::{Deterministic, WasiRandom},
};
use wasmtime_wasi_http::{WasiHttp, WasiHttpCtx, WasiHttpCtxView, p2::bindings::http};
use wasmtime_wasi_io::bindings::wasi::io;

use super::service::Service;

/// A compiled component.
pub(super) struct Sandbox {
    pre: ConnectorPre<Data>,
    transport: Arc<Transport>,
}

/// The data of a call's store.
pub(super) struct Data {
    /// The stores of secrets and attachments. Its HTTP is not linked.
    outlook: OutlookCtx,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    service: Service,
    table: ResourceTable,
}

impl OutlookView for Data {
    fn outlook(&mut self) -> OutlookCtxView<'_> {
        OutlookCtxView {
            ctx: &mut self.outlook,
            table: &mut self.table,
        }
    }
}

impl Sandbox {
    /// A sandbox that counts.
    pub(super) fn counting() -> Self {
        let mut config = Config::new();
        config.consume_fuel(true);
        Self::new(&mut config)
    }

    /// A sandbox that does not count, and tells `perf` the guest's functions: in `/tmp/perf-PID.map`.
    pub(super) fn profiled() -> Self {
        let mut config = Config::new();
        config.profiler(ProfilingStrategy::PerfMap);
        Self::new(&mut config)
    }

    fn new(config: &mut Config) -> Self {
        let engine = Engine::new(config.wasm_component_model(true)).expect("an engine");
        let component = Component::from_file(&engine, component()).expect("a component");
        let mut linker = Linker::new(&engine);
        add_to_linker(&mut linker).expect("each interface once");
        let pre = linker.instantiate_pre(&component).expect("everything is linked");
        Self {
            pre: ConnectorPre::new(pre).expect("the contract"),
            transport: Arc::new(Transport::new(TransportOptions::new())),
        }
    }

    /// Makes one call in a fresh sandbox. Returns the fuel that it used, the making of the instance included, and its result.
    pub(super) async fn fuel<T>(
        &self,
        stores: &Stores,
        names: Allowed,
        service: Service,
        call: impl AsyncFnOnce(&Guest, &mut Store<Data>) -> Result<T>,
    ) -> (u64, T) {
        let wasi = WasiCtx::builder()
            .wall_clock(Noon)
            .monotonic_clock(Noon)
            .secure_random(Deterministic::new(vec![3, 141, 59, 26, 53, 58, 97, 93]))
            .build();
        let data = Data {
            outlook: OutlookCtx::new(&self.transport, stores, names),
            wasi,
            http: WasiHttpCtx::new(),
            service,
            table: ResourceTable::new(),
        };
        let mut store = Store::new(self.pre.engine(), data);
        // It fails where fuel is not counted.
        let _ = store.set_fuel(u64::MAX);
        let connector = self.pre.instantiate_async(&mut store).await.expect("an instance");
        let result = call(connector.outlook_connector_mail(), &mut store).await;
        let fuel = u64::MAX - store.get_fuel().unwrap_or(u64::MAX);
        (fuel, result.expect("it does not trap"))
    }
}

/// A time that stands still: 2026-11-25T12:00:00Z.
struct Noon;

impl HostWallClock for Noon {
    fn resolution(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn now(&self) -> Duration {
        Duration::from_secs(1_795_608_000)
    }
}

impl HostMonotonicClock for Noon {
    fn resolution(&self) -> u64 {
        1
    }

    fn now(&self) -> u64 {
        0
    }
}

struct Io;

impl HasData for Io {
    type Data<'a> = &'a mut ResourceTable;
}

/// Links what `outlook_host::add_to_linker` links, with clocks, random numbers and HTTP of our own.
fn add_to_linker(linker: &mut Linker<Data>) -> Result<()> {
    add_stores_to_linker(linker)?;
    http::types::add_to_linker::<_, WasiHttp>(linker, &http::types::LinkOptions::default(), http_view)?;
    http::outgoing_handler::add_to_linker::<_, WasiHttp>(linker, http_view)?;
    clocks::wall_clock::add_to_linker::<_, WasiClocks>(linker, clocks_view)?;
    clocks::monotonic_clock::add_to_linker::<_, WasiClocks>(linker, clocks_view)?;
    random::random::add_to_linker::<_, WasiRandom>(linker, |data: &mut Data| data.wasi.random())?;
    io::error::add_to_linker::<_, Io>(linker, |data: &mut Data| &mut data.table)?;
    io::poll::add_to_linker::<_, Io>(linker, |data: &mut Data| &mut data.table)?;
    io::streams::add_to_linker::<_, Io>(linker, |data: &mut Data| &mut data.table)
}

fn clocks_view(data: &mut Data) -> WasiClocksCtxView<'_> {
    WasiClocksCtxView {
        ctx: data.wasi.clocks(),
        table: &mut data.table,
    }
}

fn http_view(data: &mut Data) -> WasiHttpCtxView<'_> {
    WasiHttpCtxView {
        hooks: &mut data.service,
        table: &mut data.table,
        ctx: &mut data.http,
    }
}
