//! Many sends at once: how many per second, and what memory they need. Each figure comes from a process of its own, which is
//! this program called again: its peak memory is that of this load alone.

use std::{
    process::{Command, Stdio},
    time::Instant,
};

use outlook_emulator::{World, demo};
use outlook_end_to_end::{SECRET_NAME, component, message};
use outlook_host::{
    ComponentSource, Connector, EngineOptions, Route, TransportOptions,
    stores::MemorySecrets,
    types::{Connection, Mail},
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    emulator::Emulator,
    memory::peak_mib,
    meter::{cpu_seconds, quartiles},
};

/// First argument of the program that makes a load.
pub const LOAD: &str = "--load";

const ROUNDS: usize = 7;
/// Sends of one load; whatever is at once divides it.
const SENDS: usize = 2048;

/// Sends at once, and the mailboxes that they are spread over.
struct Load {
    name: &'static str,
    at_once: usize,
    mailboxes: usize,
}

const LOADS: [Load; 5] = [
    Load {
        name: "1 at once",
        at_once: 1,
        mailboxes: 1,
    },
    Load {
        name: "16 at once, a mailbox each",
        at_once: 16,
        mailboxes: 16,
    },
    Load {
        name: "256 at once, a mailbox each",
        at_once: 256,
        mailboxes: 256,
    },
    Load {
        name: "4 at once, one mailbox",
        at_once: 4,
        mailboxes: 1,
    },
    Load {
        name: "16 at once, one mailbox (4 let in)",
        at_once: 16,
        mailboxes: 1,
    },
];

#[derive(Clone, Copy)]
struct Sample {
    per_second: f64,
    cpu_us: f64,
    peak_mib: f64,
}

/// Runs all loads, turn by turn. Prints nothing without the tool.
pub fn run() {
    let mut rows: [Vec<Sample>; LOADS.len()] = Default::default();
    for round in 0..ROUNDS {
        // A new one for each round, since it keeps what it delivered.
        let Some(emulator) = Emulator::playing(&world()) else {
            return;
        };
        for turn in 0..LOADS.len() {
            let which = (round + turn) % LOADS.len();
            rows[which].push(measured(&LOADS[which], &emulator.target()));
        }
    }
    print(&rows);
}

/// The demo's world with as many mailboxes as are sent from at most.
fn world() -> World {
    let mut world = World::demo();
    for number in 0..256 {
        world.add_mailbox(&mailbox(number));
    }
    world
}

fn mailbox(number: usize) -> String {
    format!("sender-{number}@{}", demo::DOMAIN)
}

/// Runs a load in a process of its own.
fn measured(load: &Load, target: &str) -> Sample {
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new(program)
        .args([LOAD, &load.at_once.to_string(), &load.mailboxes.to_string(), target])
        .stderr(Stdio::inherit())
        .output()
        .expect("this program runs");
    assert!(output.status.success(), "a load failed");
    let told: Value = serde_json::from_slice(&output.stdout).expect("in JSON");
    let figure = |name: &str| told[name].as_f64().expect("a figure");
    Sample {
        per_second: SENDS as f64 / figure("seconds"),
        cpu_us: figure("cpu_seconds") * 1e6 / SENDS as f64,
        peak_mib: told["peak_mib"].as_f64().unwrap_or(f64::NAN),
    }
}

/// What the other process does: makes the load that its arguments describe, and prints what it took.
pub fn make_load(arguments: &[String]) {
    let [at_once, mailboxes, target] = arguments else {
        panic!("{LOAD} takes three arguments");
    };
    let count = |text: &str| text.parse::<usize>().expect("a number");
    let (at_once, mailboxes) = (count(at_once), count(mailboxes));
    // As many threads as there are cores: what an engine has.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let host = host(target, u32::try_from(at_once).expect("a few"));
    let (seconds, cpu) = runtime.block_on(async {
        // One signs in, and all open their connections.
        crowd(&host, 1, 1, 1).await;
        crowd(&host, at_once, mailboxes, 1).await;
        let (wall, cpu) = (Instant::now(), cpu_seconds());
        crowd(&host, at_once, mailboxes, SENDS / at_once).await;
        (wall.elapsed().as_secs_f64(), cpu_seconds() - cpu)
    });
    println!(
        "{}",
        json!({ "seconds": seconds, "cpu_seconds": cpu, "peak_mib": peak_mib() })
    );
}

/// A host with a sandbox for each.
fn host(target: &str, calls: u32) -> Connector {
    let routes = Route::all_hosts(target).expect("a loopback target");
    Connector::builder(ComponentSource::file(component()))
        .engine(
            EngineOptions::new()
                .pool(calls)
                .code_cache(component().with_file_name("outlook-code-cache")),
        )
        .transport(TransportOptions::new().routes(routes))
        .secrets(MemorySecrets::with([(SECRET_NAME, demo::SECRET_VALUE)]))
        .build()
        .expect("the component can be run")
}

/// Lets so many send at once, each so many mails one after the other.
async fn crowd(host: &Connector, at_once: usize, mailboxes: usize, each: usize) {
    let mut senders = JoinSet::new();
    for number in 0..at_once {
        let host = host.clone();
        let connection = Connection {
            mailbox: mailbox(number % mailboxes),
            ..outlook_end_to_end::connection()
        };
        senders.spawn(async move {
            let mail = Mail::Message(message());
            for _ in 0..each {
                host.send_mail(&connection, &mail).await.expect("accepted");
            }
        });
    }
    senders.join_all().await;
}

fn print(rows: &[Vec<Sample>; LOADS.len()]) {
    println!(
        "\nSmall mails at once, token cached: {SENDS} sends per load, {ROUNDS} rounds; memory of the whole process"
    );
    println!(
        "| {:<34} | sends per second (quartiles) | ratio | CPU µs per send (quartiles) | peak memory |",
        ""
    );
    println!(
        "|{:-<36}|------------------------------|-------|-----------------------------|-------------|",
        ""
    );
    let first = quartiles(&rows[0], |s| s.per_second)[1];
    for (load, samples) in LOADS.iter().zip(rows) {
        let [r1, rate, r3] = quartiles(samples, |s| s.per_second);
        let [c1, cpu, c3] = quartiles(samples, |s| s.cpu_us);
        let peak = samples.iter().map(|s| s.peak_mib).fold(f64::NAN, f64::max);
        let (name, rates, costs) = (
            load.name,
            format!("{rate:.0} ({r1:.0}–{r3:.0})"),
            format!("{cpu:.0} ({c1:.0}–{c3:.0})"),
        );
        let ratio = rate / first;
        println!("| {name:<34} | {rates:>28} | {ratio:>4.2}× | {costs:>27} | {peak:>7.1} MiB |");
    }
}
