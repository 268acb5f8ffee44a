//! An engine such as others run: WASI with environment, a folder, configuration, a key-value store and HTTP. The emulator plays
//! Microsoft behind its HTTP, and a test's own function plays every other host.

use std::{
    collections::BTreeMap,
    future::Future,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use http::{Request, Response, uri::Scheme};
use http_body_util::{BodyExt, Full};
use outlook_emulator::{Emulator, InProcessResponse, World};
use outlook_end_to_end::component;
use outlook_host::sandbox::wasmtime::{
    Config, Engine as Wasmtime, Store,
    component::{Component, HasData, Instance, InstancePre, Linker, ResourceTable},
};
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpCtx, WasiHttpCtxView, WasiHttpHooks, WasiHttpView};

use super::{
    config::{self, Configuration},
    key_value::{KeyValues, View, store},
};

/// Plays a host that is not Microsoft's.
type OtherHost = Arc<dyn Fn(&Request<Bytes>) -> Response<Bytes> + Send + Sync>;

/// What the engine offers to each instance.
#[derive(Clone)]
pub(super) struct Offer {
    pub(super) emulator: Arc<Emulator>,
    pub(super) variables: Vec<(&'static str, String)>,
    pub(super) folder: Option<std::path::PathBuf>,
    pub(super) other_host: OtherHost,
    /// Instances share what was stored in it.
    pub(super) key_values: KeyValues,
}

impl Offer {
    /// The demo's world, and nothing else.
    pub(super) fn new() -> Self {
        Self {
            emulator: Arc::new(Emulator::in_process(World::demo())),
            variables: Vec::new(),
            folder: None,
            other_host: Arc::new(|request| panic!("nobody plays {}", request.uri())),
            key_values: KeyValues::default(),
        }
    }
}

/// A component that is ready to be instantiated.
pub(super) struct Engine {
    pub(super) pre: InstancePre<Data>,
    pub(super) offer: Offer,
}

impl Engine {
    /// Loads a component from the folder of the built ones, such as `outlook-activity.wasm`.
    pub(super) fn load(name: &str, offer: Offer) -> Self {
        Self::link(name, offer, |_| {})
    }

    /// The same, with more imports.
    pub(super) fn link(name: &str, offer: Offer, more: impl FnOnce(&mut Linker<Data>)) -> Self {
        let component = compiled(name);
        let mut linker = Linker::new(component.engine());
        wasmtime_wasi::p2::add_to_linker_async(&mut linker).expect("WASI");
        wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker).expect("HTTP");
        config::store::add_to_linker::<_, ConfigurationView>(&mut linker, |data: &mut Data| {
            Configuration(&data.network.offer.variables)
        })
        .expect("configuration");
        store::add_to_linker::<_, KeyValueView>(&mut linker, |data: &mut Data| View {
            store: &data.network.offer.key_values,
            table: &mut data.table,
        })
        .expect("key-value store");
        more(&mut linker);
        let pre = linker.instantiate_pre(&component).expect("everything is linked");
        Self { pre, offer }
    }

    /// Data for a new instance.
    pub(super) fn store(&self) -> Store<Data> {
        let mut wasi = WasiCtx::builder();
        wasi.envs(&self.offer.variables);
        if let Some(folder) = &self.offer.folder {
            wasi.preopened_dir(Path::new(folder), "/files", FsPerms::ReadOnly)
                .expect("a folder");
        }
        let data = Data {
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
            network: Network {
                offer: self.offer.clone(),
            },
            table: ResourceTable::new(),
        };
        Store::new(self.pre.engine(), data)
    }

    /// A new instance.
    pub(super) async fn instance(&self) -> (Store<Data>, Instance) {
        let mut store = self.store();
        let instance = self.pre.instantiate_async(&mut store).await.expect("an instance");
        (store, instance)
    }
}

/// Compiles a component once for all tests: it takes seconds.
fn compiled(name: &str) -> Component {
    static COMPILED: Mutex<BTreeMap<String, Component>> = Mutex::new(BTreeMap::new());
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let component = compiled.entry(name.to_owned()).or_insert_with(|| {
        let path = component().with_file_name(name);
        assert!(
            path.exists(),
            "{} is missing: run `cargo xtask build` first",
            path.display()
        );
        let engine = Wasmtime::new(Config::new().wasm_component_model(true)).expect("an engine");
        Component::from_file(&engine, path).expect("a component")
    });
    component.clone()
}

struct ConfigurationView;

impl HasData for ConfigurationView {
    type Data<'a> = Configuration<'a>;
}

struct KeyValueView;

impl HasData for KeyValueView {
    type Data<'a> = View<'a>;
}

/// The data of an instance.
pub(super) struct Data {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    network: Network,
    table: ResourceTable,
}

impl WasiView for Data {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl WasiHttpView for Data {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView {
            hooks: &mut self.network,
            table: &mut self.table,
            ctx: &mut self.http,
        }
    }
}

struct Network {
    offer: Offer,
}

type Outcome<T> = Box<dyn Future<Output = Result<T, Error>> + Send>;

impl WasiHttpHooks for Network {
    fn is_supported_scheme(&mut self, scheme: &Scheme) -> bool {
        *scheme == Scheme::HTTPS
    }

    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        _: Option<RequestOptions>,
        _: Outcome<()>,
    ) -> Outcome<(Response<WasiBody>, Outcome<()>)> {
        let offer = self.offer.clone();
        Box::new(async move {
            let (head, body) = request.into_parts();
            let request = Request::from_parts(head, body.collect().await?.to_bytes());
            let host = request.uri().host().unwrap_or_default();
            let response = if host.ends_with(".microsoft.com")
                || host.ends_with(".microsoftonline.com")
                || host.starts_with("outlook.")
            {
                match offer.emulator.respond(request).await {
                    InProcessResponse::Response(response) => response,
                    closed => panic!("no fault was asked for: {closed:?}"),
                }
            } else {
                (offer.other_host)(&request)
            };
            let body = |bytes: Bytes| Full::new(bytes).map_err(|never| match never {}).boxed_unsync();
            Ok((response.map(body), Box::new(async { Ok(()) }) as Outcome<()>))
        })
    }
}
