//! What the sandbox costs: the same send through a fresh instance and through the native core, over the same HTTP stack, to
//! the same emulator, turn by turn in one run. Small mails, the largest one, and many at once.
//!
//! The emulator runs in a process of its own, so that processor time is the client's alone. Figures are medians of rounds;
//! their spread stands beside them. There is no assertion: a time is no test.

mod bare;
mod concurrency;
mod emulator;
mod memory;
mod meter;
mod native;
mod process;
#[path = "../../../test_host/mod.rs"]
mod test_host;
mod upload;

use std::{hint::black_box, sync::Arc, time::Duration};

use meter::{Row, measure, print};
use outlook_end_to_end::{SECRET_NAME, component, connection, host_routed_to, message};
use outlook_host::{stores::MemorySecrets, types::Mail};

/// Rounds of each measurement, and sends in a round.
const ROUNDS: usize = 15;
const SENDS: u32 = 200;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // The benches that need processes of their own call this program again.
    match arguments.split_first() {
        Some((first, load)) if first == concurrency::LOAD => return concurrency::make_load(load),
        Some((first, program)) if first == process::WATCH => return process::watch(program),
        _ => {}
    }
    let filter: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let wanted = |name: &str| filter.is_empty() || filter.iter().any(|word| name.contains(word.as_str()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let Some(emulator) = emulator::Emulator::start() else {
        eprintln!("The tool outlook-host is not built: run `cargo xtask bench`, which builds it first.");
        std::process::exit(1);
    };
    let secrets = || {
        Arc::new(MemorySecrets::with([(
            SECRET_NAME,
            outlook_emulator::demo::SECRET_VALUE,
        )]))
    };
    let host = host_routed_to(&emulator.target(), None, &secrets());
    let mail = Mail::Message(message());
    let connection = connection();

    if wanted("call") {
        let mut rows = vec![Row::new("describe: instantiate, call, no I/O")];
        for _ in 0..ROUNDS {
            rows[0].add(measure(SENDS, || {
                runtime.block_on(async { black_box(host.describe().await.expect("an answer")) });
            }));
        }
        print("A call without I/O, in a fresh sandbox", &rows);
    }
    if wanted("send") {
        let core = native::Core::new(&emulator.target(), &runtime, &[]);
        let mut rows = vec![Row::new("native core"), Row::new("fresh sandbox")];
        let sandboxed = || {
            runtime.block_on(async {
                black_box(host.send_mail(&connection, &mail).await.expect("accepted"));
            });
        };
        let native = || core.send();
        for _ in 0..ROUNDS {
            rows[0].add(measure(SENDS, native));
            rows[1].add(measure(SENDS, sandboxed));
        }
        print("A whole send-mail over kept-alive HTTP, token cached", &rows);
    }
    if wanted("process") {
        process::first_mail(&emulator, &component(), 15);
    }
    if wanted("upload") {
        upload::run(&runtime);
    }
    if wanted("concurrency") {
        concurrency::run();
    }
    // The emulator keeps what it delivered; it goes with its process.
    runtime.shutdown_timeout(Duration::from_secs(1));
}
