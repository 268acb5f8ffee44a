//! `send`: one small mail after the other.

use std::{hint::black_box, time::Duration};

use outlook_bench::{
    child::Server,
    connector::connector,
    floor::Floor,
    meter::{Row, measure, print},
};
use outlook_emulator::demo;
use outlook_end_to_end::sample;
use tokio::runtime::Builder;

use crate::native::Core;

const ROUNDS: usize = 25;
/// Sends of one variant in a round.
const SENDS: u32 = 200;

/// Measures the floor and the connector, round by round.
pub fn run() {
    let server = Server::start(Duration::ZERO);
    let runtime = &Builder::new_current_thread().enable_all().build().expect("a runtime");
    let floor = runtime.block_on(Floor::sign_in(&server.target));
    let connector = connector(&server.target, 32);
    let core = Core::new(&server.target, runtime);
    let (html, file) = (sample::html(), sample::file());
    let (connection, mail) = (sample::connection_of(demo::MAILBOX), sample::mail());
    let mut rows = vec![
        Row::new("by hand: reqwest, serde_json (the floor)"),
        Row::new("connector, fresh sandbox"),
        Row::new("the connector's core, natively"),
    ];
    for _ in 0..ROUNDS {
        rows[0].add(measure(SENDS, || {
            runtime.block_on(floor.send(demo::MAILBOX, &html, &file));
        }));
        rows[1].add(measure(SENDS, || {
            let sent = runtime.block_on(connector.send_mail(&connection, &mail).into_future());
            black_box(sent.expect("accepted"));
        }));
        rows[2].add(measure(SENDS, || core.send()));
    }
    print(
        "A small mail (2 KB HTML, 20 KB attachment) over TLS and HTTP/2; connection and token kept",
        &rows,
    );
}
