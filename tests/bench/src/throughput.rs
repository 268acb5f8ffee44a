//! `throughput`: many small mails at once, each from a mailbox of its own. Each figure comes from a process of its own, with as many
//! threads as there are cores, so that its peak memory is that of this load alone.

use std::{
    future::Future,
    net::SocketAddr,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use outlook_bench::{
    child::Server,
    connector::connector,
    floor::{Floor, Target},
    memory::peak_mib,
    meter::{cpu_seconds, quartiles, shown},
};
use outlook_emulator::demo;
use outlook_end_to_end::sample;
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// First argument of the program that makes a load.
pub const LOAD: &str = "--load";

const ROUNDS: usize = 7;
const SENDERS: [&str; 2] = ["by hand", "connector"];

/// A number of sends at once, and a time that each response takes.
struct Load {
    at_once: usize,
    delay_ms: u64,
    /// Of each sender: about a second's worth.
    sends: usize,
}

const fn load(at_once: usize, delay_ms: u64, sends: usize) -> Load {
    Load {
        at_once,
        delay_ms,
        sends,
    }
}

const LOADS: [Load; 6] = [
    load(1, 0, 2048),
    load(16, 0, 256),
    load(256, 0, 16),
    load(1, 50, 20),
    load(16, 50, 20),
    load(256, 50, 20),
];

#[derive(Clone, Copy)]
struct Sample {
    per_second: f64,
    cpu_us: f64,
    peak_mib: f64,
}

/// Runs all loads, round by round and sender by sender.
pub fn run() {
    let mut rows: Vec<[Vec<Sample>; 2]> = LOADS.iter().map(|_| Default::default()).collect();
    let servers = [0, 50].map(|ms| (ms, Server::start(Duration::from_millis(ms))));
    for _ in 0..ROUNDS {
        for (load, row) in LOADS.iter().zip(&mut rows) {
            let server = servers.iter().find(|(ms, _)| *ms == load.delay_ms);
            let (_, server) = server.expect("there is one for each delay");
            for (sender, samples) in SENDERS.iter().zip(row) {
                samples.push(measured(sender, load, &server.target));
            }
        }
    }
    print(&rows);
}

/// Makes a load in a process of its own.
fn measured(sender: &str, load: &Load, target: &Target) -> Sample {
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new(program)
        .args([LOAD, sender, &load.at_once.to_string(), &load.sends.to_string()])
        .args([&target.address.to_string(), &target.ca_pem])
        .stderr(Stdio::inherit())
        .output()
        .expect("this program starts");
    assert!(output.status.success(), "a load failed");
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let figure = |name: &str| told[name].as_f64().expect("a figure");
    let sends = (load.sends * load.at_once) as f64;
    Sample {
        per_second: sends / figure("seconds"),
        cpu_us: figure("cpu_seconds") * 1e6 / sends,
        peak_mib: told["peak_mib"].as_f64().unwrap_or(f64::NAN),
    }
}

/// What the other process does: makes the load that its arguments describe, and prints what it took.
pub fn make_load(arguments: &[String]) {
    let [sender, at_once, sends, address, ca_pem] = arguments else {
        panic!("{LOAD} takes five arguments");
    };
    let count = |text: &str| text.parse::<usize>().expect("a number");
    let (at_once, sends) = (count(at_once), count(sends));
    let target = Target {
        address: address.parse::<SocketAddr>().expect("an address"),
        ca_pem: ca_pem.clone(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let (seconds, cpu) = runtime.block_on(async {
        if sender == SENDERS[0] {
            let floor = Floor::sign_in(&target).await;
            let mail = Arc::new((sample::html(), sample::file()));
            crowd(at_once, sends, move |mailbox| {
                let (floor, mail) = (floor.clone(), Arc::clone(&mail));
                async move { floor.send(&mailbox, &mail.0, &mail.1).await }
            })
            .await
        } else {
            let pool = u32::try_from(at_once).expect("a few");
            let connector = connector(&target, pool);
            let mail = Arc::new(sample::mail());
            crowd(at_once, sends, move |mailbox| {
                let (connector, mail) = (connector.clone(), Arc::clone(&mail));
                async move {
                    let connection = sample::connection_of(&mailbox);
                    connector.send_mail(&connection, &mail).await.expect("accepted");
                }
            })
            .await
        }
    });
    println!(
        "{}",
        json!({ "seconds": seconds, "cpu_seconds": cpu, "peak_mib": peak_mib() })
    );
}

/// Lets so many send at once, each so many mails one after the other. Returns seconds and seconds of the processor.
async fn crowd<F>(at_once: usize, sends: usize, send: impl Fn(String) -> F + Clone + Send + 'static) -> (f64, f64)
where
    F: Future<Output = ()> + Send,
{
    // One connects; then all warm up.
    send(mailbox(0)).await;
    all(at_once, 1, &send).await;
    let (wall, cpu) = (Instant::now(), cpu_seconds());
    all(at_once, sends, &send).await;
    (wall.elapsed().as_secs_f64(), cpu_seconds() - cpu)
}

async fn all<F>(at_once: usize, sends: usize, send: &(impl Fn(String) -> F + Clone + Send + 'static))
where
    F: Future<Output = ()> + Send,
{
    let mut senders = JoinSet::new();
    for number in 0..at_once {
        let send = send.clone();
        senders.spawn(async move {
            for _ in 0..sends {
                send(mailbox(number)).await;
            }
        });
    }
    senders.join_all().await;
}

fn mailbox(number: usize) -> String {
    format!("sender-{number}@{}", demo::DOMAIN)
}

fn print(rows: &[[Vec<Sample>; 2]]) {
    println!("\nSmall mails at once, a mailbox each; {ROUNDS} rounds, medians (quartiles)");
    println!(
        "| at once | response after | sender    | sends/s                | to the floor      | CPU µs a send     | to the floor      | memory    |"
    );
    println!(
        "|---------|----------------|-----------|------------------------|-------------------|-------------------|-------------------|-----------|"
    );
    for (load, row) in LOADS.iter().zip(rows) {
        for (sender, samples) in SENDERS.iter().zip(row) {
            let pairs: Vec<(&Sample, &Sample)> = samples.iter().zip(&row[0]).collect();
            println!(
                "| {:>7} | {:>11} ms | {sender:<9} | {:<22} | {:<17} | {:<17} | {:<17} | {:>5.1} MiB |",
                load.at_once,
                load.delay_ms,
                shown(quartiles(samples, |s| s.per_second), 0),
                shown(quartiles(&pairs, |(s, first)| s.per_second / first.per_second), 2),
                shown(quartiles(samples, |s| s.cpu_us), 0),
                shown(quartiles(&pairs, |(s, first)| s.cpu_us / first.cpu_us), 2) + "×",
                samples.iter().map(|s| s.peak_mib).fold(f64::NAN, f64::max),
            );
        }
    }
}
