//! `upload`: the largest file that a mail can carry, read by name; with and without an idempotency key.
//!
//! At the last request the emulator composes 200 MB of MIME. That is no work of the client's and the same for all: so the time
//! without it stands beside.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use outlook_bench::{
    child::Server,
    connector::{self, connector},
    floor::Floor,
    memory::Growth,
    meter::{cpu_seconds, quartiles, shown},
};
use outlook_emulator::{World, demo};
use outlook_end_to_end::{SECRET_NAME, attachment, options, sample};
use outlook_host::{
    Connector, EngineOptions, Stores, Tenant,
    stores::{MemoryAttachments, MemorySecrets},
    types::{Content, Mail, SendOptions},
};
use tokio::runtime::{Builder, Runtime};

/// What a mail's attachments may have together.
const FILE_BYTES: usize = 150_000_000;
const FILE_NAME: &str = "report";
const ROUNDS: usize = 9;

/// Linear memory grows by pages of this size.
const PAGE_BYTES: usize = 64 * 1024;

const NAMES: [&str; 3] = ["by hand (the floor)", "connector", "connector, idempotency key"];

#[derive(Clone, Copy)]
struct Sample {
    wall_ms: f64,
    /// Without the last request.
    upload_ms: f64,
    cpu_ms: f64,
    growth_mib: f64,
}

/// Measures the floor and the connector, round by round.
pub fn run() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let file = Bytes::from(sample::noise(FILE_BYTES));
    let stored = Arc::new(MemoryAttachments::with([(FILE_NAME, file.to_vec())]));
    let mut rows: [Vec<Sample>; NAMES.len()] = Default::default();
    for _ in 0..ROUNDS {
        for (which, row) in rows.iter_mut().enumerate() {
            // A new one for each mail: it keeps 350 MB of it, and none shall find its memory warmer than another.
            let emulator = Server::emulator(&world());
            row.push(sample(which, &runtime, &emulator, &file, &stored));
        }
    }
    print(&rows);
    print_peak(&runtime, &stored);
}

/// Takes a sample of the sender of that number in [`NAMES`]. Each is signed in and has a connection before.
fn sample(which: usize, runtime: &Runtime, server: &Server, file: &Bytes, stored: &Arc<MemoryAttachments>) -> Sample {
    if which == 0 {
        let floor = runtime.block_on(Floor::sign_in(&server.target));
        runtime.block_on(floor.send(demo::MAILBOX, &sample::html(), &sample::file()));
        return watched(|| runtime.block_on(floor.send_file(demo::MAILBOX, file)));
    }
    let key = (which == 2).then(|| "bench".to_owned());
    let connector = with_file(&connector(&server.target, 32), stored);
    send(runtime, &connector, &sample::mail(), None).expect("accepted");
    watched(|| send(runtime, &connector, &mail_with_file(), key).expect("accepted"))
}

/// The demo's world, with a mailbox that sends as much as Exchange can be set to, and time to do it again and again.
fn world() -> World {
    let mut world = World::demo();
    let mailbox = world.tenants[0].mailbox_mut(demo::MAILBOX).expect("the demo's mailbox");
    // In MIME a file has a good third more.
    mailbox.max_send_size = FILE_BYTES * 3 / 2;
    world.enforce_upload_rate = false;
    world
}

fn with_file(connector: &Connector, stored: &Arc<MemoryAttachments>) -> Connector {
    let secrets = MemorySecrets::with([(SECRET_NAME, demo::SECRET_VALUE)]);
    let stores = Stores::new().secrets(secrets).attachments(Arc::clone(stored));
    connector.for_tenant(Tenant::new("bench", stores))
}

fn mail_with_file() -> Mail {
    let Mail::Message(mut message) = sample::mail() else {
        unreachable!("the sample is a message");
    };
    message.attachments = vec![attachment("report.bin", Content::Stored(FILE_NAME.to_owned()))];
    Mail::Message(message)
}

/// Sends. Returns the duration of the last request, in milliseconds, or the error of a sandbox that broke off.
fn send(
    runtime: &Runtime,
    connector: &Connector,
    mail: &Mail,
    key: Option<String>,
) -> Result<u32, outlook_host::Error> {
    let options = SendOptions {
        idempotency_key: key,
        ..options()
    };
    let connection = sample::connection_of(demo::MAILBOX);
    let call = connector.send_mail(&connection, mail).options(options);
    let requests = match runtime.block_on(call.into_future()) {
        Ok(receipt) => receipt.requests,
        Err(error) if error.detail().is_some() => panic!("not accepted: {error}"),
        Err(error) => return Err(error),
    };
    Ok(requests.last().expect("the send").duration_ms)
}

fn watched(send: impl FnOnce() -> u32) -> Sample {
    let growth = Growth::watch();
    let (wall, cpu) = (Instant::now(), cpu_seconds());
    let last_request_ms = f64::from(send());
    let wall_ms = wall.elapsed().as_secs_f64() * 1e3;
    Sample {
        wall_ms,
        upload_ms: wall_ms - last_request_ms,
        cpu_ms: (cpu_seconds() - cpu) * 1e3,
        growth_mib: growth.mib().unwrap_or(f64::NAN),
    }
}

fn print(rows: &[Vec<Sample>; NAMES.len()]) {
    println!("\nA mail with a stored file of {FILE_BYTES} bytes, token kept; {ROUNDS} rounds, medians (quartiles)");
    println!(
        "| {:<26} | CPU ms           | to the floor      | wall ms without the last request | to the floor      | wall ms          | memory     |",
        ""
    );
    println!(
        "|{:-<28}|------------------|-------------------|----------------------------------|-------------------|------------------|------------|",
        ""
    );
    for (name, samples) in NAMES.iter().zip(rows) {
        let pairs: Vec<(&Sample, &Sample)> = samples.iter().zip(&rows[0]).collect();
        let growth = samples.iter().map(|s| s.growth_mib).fold(f64::NAN, f64::max);
        println!(
            "| {name:<26} | {:<16} | {:<17} | {:<32} | {:<17} | {:<16} | {growth:>+6.1} MiB |",
            shown(quartiles(samples, |s| s.cpu_ms), 0),
            shown(quartiles(&pairs, |(s, first)| s.cpu_ms / first.cpu_ms), 2) + "×",
            shown(quartiles(samples, |s| s.upload_ms), 0),
            shown(quartiles(&pairs, |(s, first)| s.upload_ms / first.upload_ms), 2) + "×",
            shown(quartiles(samples, |s| s.wall_ms), 0),
        );
    }
}

/// Linear memory only grows, so the smallest sandbox in which the mail goes through is the guest's peak.
fn print_peak(runtime: &Runtime, stored: &Arc<MemoryAttachments>) {
    let fits = |pages: usize| {
        let server = Server::emulator(&world());
        let engine = EngineOptions::new().pool(1).memory_bytes(pages * PAGE_BYTES);
        // A component that needs more from the start cannot be loaded.
        let Ok(connector) = connector::build(&server.target, engine) else {
            return false;
        };
        let connector = with_file(&connector, stored);
        send(runtime, &connector, &mail_with_file(), Some("peak".to_owned())).is_ok()
    };
    // Nothing, and 8 MiB.
    let (mut too_little, mut enough) = (0, 128);
    while enough - too_little > 1 {
        let middle = usize::midpoint(too_little, enough);
        if fits(middle) {
            enough = middle;
        } else {
            too_little = middle;
        }
    }
    println!(
        "  Peak of the guest's linear memory, with idempotency key: {} KiB",
        enough * PAGE_BYTES / 1024
    );
}
