//! `call`: calls without input and output, beside a call of an empty export in a fresh sandbox of the same engine.

use std::{hint::black_box, time::Duration};

use outlook_bench::{
    child::Server,
    connector::connector,
    meter::{Row, measure, print},
};
use outlook_host::{
    EngineOptions, internals,
    sandbox::wasmtime::{
        Engine, Store,
        component::{Component, Linker},
    },
    types::ServiceResponse,
};
use tokio::runtime::Builder;

const ROUNDS: usize = 25;
const CALLS: u32 = 500;
const POOL: u32 = 32;

/// A component whose one export does nothing. It has a memory, as every component of use has.
const EMPTY: &str = r#"
(component
  (core module $module (memory (export "memory") 1) (func (export "run")))
  (core instance $instance (instantiate $module))
  (func (export "run") (canon lift (core func $instance "run"))))
"#;

/// Measures the calls, round by round.
pub fn run() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    // It gets no request.
    let server = Server::start(Duration::ZERO);
    let connector = connector(&server.target, POOL);
    let empty = Empty::new();
    let response = ServiceResponse {
        http_status: Some(403),
        body:
            r#"{"error":{"code":"ErrorAccessDenied","message":"Access is denied. Check credentials and try again."}}"#
                .to_owned(),
        ..ServiceResponse::default()
    };
    let mut rows = vec![Row::new("an empty export"), Row::new("describe"), Row::new("explain")];
    for _ in 0..ROUNDS {
        rows[0].add(measure(CALLS, || runtime.block_on(empty.call())));
        rows[1].add(measure(CALLS, || {
            black_box(
                runtime
                    .block_on(connector.describe().into_future())
                    .expect("a descriptor"),
            );
        }));
        rows[2].add(measure(CALLS, || {
            black_box(
                runtime
                    .block_on(connector.explain(&response).into_future())
                    .expect("an explanation"),
            );
        }));
    }
    print("A call without input and output, in a fresh sandbox", &rows);
}

struct Empty(Component, Linker<()>);

impl Empty {
    /// Compiles the component with the settings of the host library.
    fn new() -> Self {
        let config = internals::engine_config(&EngineOptions::new().pool(POOL));
        let engine = Engine::new(&config).expect("an engine");
        let component = Component::new(&engine, wat::parse_str(EMPTY).expect("a component")).expect("a component");
        Self(component, Linker::new(&engine))
    }

    async fn call(&self) {
        let Self(component, linker) = self;
        let mut store = Store::new(component.engine(), ());
        store.set_epoch_deadline(u64::MAX / 2);
        let instance = linker
            .instantiate_async(&mut store, component)
            .await
            .expect("an instance");
        let run = instance
            .get_typed_func::<(), ()>(&mut store, "run")
            .expect("the export");
        run.call_async(&mut store, ()).await.expect("it returns");
    }
}
