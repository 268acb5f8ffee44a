//! Measures the connector beside a sender written by hand: `cargo xtask bench`.

mod call;
mod kills;
mod native;
mod send;
mod service;
mod soak;
mod start;
#[path = "../../test_host/mod.rs"]
#[expect(unused_imports, reason = "no file is attached here")]
mod test_host;
mod throughput;
mod upload;
mod watch;

use outlook_bench::child;

/// The benches, in the order in which they run.
const BENCHES: [(&str, fn()); 6] = [
    ("send", send::run),
    ("throughput", throughput::run),
    ("start", start::run),
    ("upload", upload::run),
    ("call", call::run),
    ("service", service::run),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // What needs a process of its own is this program called again.
    match arguments.split_first() {
        Some((first, delay)) if first == child::SERVER => return child::serve(delay),
        Some((first, rest)) if first == child::EMULATOR => return child::emulate(rest),
        Some((first, load)) if first == throughput::LOAD => return throughput::make_load(load),
        Some((first, minutes)) if first == soak::SOAK => {
            let minutes = minutes.first().and_then(|minutes| minutes.parse().ok()).unwrap_or(5.0);
            let (soaked, killed) = (soak::run(minutes), kills::run(minutes));
            std::process::exit(i32::from(!(soaked && killed)));
        }
        Some((first, _)) if first == kills::SENDER => return kills::send(),
        Some((first, program)) if first == watch::WATCH => return watch::watch(program),
        _ => {}
    }
    let names = BENCHES.map(|(name, _)| name);
    if let Some(word) = arguments.iter().find(|word| !names.contains(&word.as_str())) {
        eprintln!("there is no bench `{word}`; there are {}", names.join(", "));
        std::process::exit(2);
    }
    for (name, run) in BENCHES {
        if arguments.is_empty() || arguments.iter().any(|word| word == name) {
            run();
        }
    }
}
