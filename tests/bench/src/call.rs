//! `call`: calls without input and output, beside a call of an empty export in a fresh sandbox, through the same host library.

use std::{hint::black_box, time::Duration};

use outlook_bench::{
    child::Server,
    connector::connector,
    meter::{Row, measure, print},
};
use outlook_host::{ComponentSource, Connector, EngineOptions, types::ServiceResponse};
use tokio::runtime::Builder;

const ROUNDS: usize = 25;
const CALLS: u32 = 500;
const POOL: u32 = 32;

/// Measures the calls, round by round. Needs the component that `cargo xtask bench` makes and names.
pub fn run() {
    let empty = std::env::var_os("OUTLOOK_EMPTY").expect("`cargo xtask bench` names an empty component");
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    // It gets no request.
    let server = Server::start(Duration::ZERO);
    let connector = connector(&server.target, POOL);
    let empty = Connector::builder(ComponentSource::file(empty))
        .engine(EngineOptions::new().pool(POOL))
        .build()
        .expect("the component can be run");
    let response = ServiceResponse {
        http_status: Some(403),
        body: r#"{"error":{"code":"ErrorAccessDenied","message":"Access is denied."}}"#.to_owned(),
        ..ServiceResponse::default()
    };
    let mut rows = vec![
        Row::new("an empty export of another component"),
        Row::new("describe"),
        Row::new("explain"),
    ];
    for _ in 0..ROUNDS {
        for (row, connector) in rows.iter_mut().zip([&empty, &connector]) {
            row.add(measure(CALLS, || {
                let described = runtime.block_on(connector.describe().into_future());
                black_box(described.expect("a descriptor"));
            }));
        }
        rows[2].add(measure(CALLS, || {
            let explained = runtime.block_on(connector.explain(&response).into_future());
            black_box(explained.expect("an explanation"));
        }));
    }
    print("A call without input and output, in a fresh sandbox", &rows);
}
