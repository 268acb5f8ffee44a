//! The largest file that a mail can carry, read by name: bare requests, the native core, the sandbox; with and without an
//! idempotency key, which costs a look for an earlier run and a pass over the file for its fingerprint.
//!
//! At the last request, the emulator composes 200 MB of MIME. That is no work of the client's and the same for all: the
//! ratio is given without it, too.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use outlook_emulator::{World, demo};
use outlook_end_to_end::{SECRET_NAME, attachment, component, connection, host_routed_to, message, options};
use outlook_host::{
    ComponentSource, Connector, EngineOptions, Route, Stores, Tenant, TransportOptions,
    stores::{MemoryAttachments, MemorySecrets},
    types::{Content, Mail, SendOptions},
};
use tokio::runtime::Runtime;

use crate::{
    bare::Bare,
    emulator::Emulator,
    memory::Growth,
    meter::{cpu_seconds, quartiles},
    native::{Core, FILE_NAME},
    process,
};

/// What a mail's attachments may have together.
const FILE_BYTES: usize = 150_000_000;
const ROUNDS: usize = 9;

/// Linear memory grows by pages of this size.
const PAGE_BYTES: usize = 64 * 1024;

/// The variants, the yardstick first; those with an idempotency key at even places.
const NAMES: [&str; 5] = [
    "bare requests",
    "native core",
    "native core, idempotency key",
    "fresh sandbox",
    "fresh sandbox, idempotency key",
];

#[derive(Clone, Copy)]
struct Sample {
    wall_ms: f64,
    /// Without the last request.
    upload_ms: f64,
    cpu_ms: f64,
    growth_mib: f64,
}

/// Runs all of it. Prints nothing without the tool.
pub fn run(runtime: &Runtime) {
    let file: Bytes = (0..FILE_BYTES).map(|i| (i % 251) as u8).collect::<Vec<u8>>().into();
    let stored = Arc::new(MemoryAttachments::with([(FILE_NAME, file.to_vec())]));
    let mut rows: [Vec<Sample>; 5] = Default::default();
    for _ in 0..ROUNDS {
        for (which, row) in rows.iter_mut().enumerate() {
            // A new one for each mail: it keeps 350 MB of it, and none shall find its memory warmer than another.
            let Some(emulator) = Emulator::playing(&world()) else {
                return;
            };
            row.push(sample(which, runtime, &emulator.target(), &file, &stored));
        }
    }
    print(&rows);
    print_peak(runtime, &stored);
    if let Some(emulator) = Emulator::playing(&world()) {
        process::mail_with_file(&emulator, &component(), &file, 3);
    }
}

/// Takes a sample of the variant of that number in [`NAMES`]. Each is signed in and has a connection before.
fn sample(which: usize, runtime: &Runtime, target: &str, file: &Bytes, stored: &Arc<MemoryAttachments>) -> Sample {
    let key = which.is_multiple_of(2).then(|| "bench".to_owned());
    match which {
        0 => {
            let bare = Bare::new(target, runtime, file.clone());
            watched(|| bare.send_file())
        }
        1 | 2 => {
            let core = Core::new(target, runtime, file);
            core.send();
            watched(|| core.send_file(key))
        }
        _ => {
            let host = with_file(&host_routed_to(target, None, &secrets()), stored);
            send(runtime, &host, Mail::Message(message()), None).expect("an answer");
            watched(|| send(runtime, &host, mail_with_file(), key).expect("an answer"))
        }
    }
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

fn secrets() -> Arc<MemorySecrets> {
    Arc::new(MemorySecrets::with([(SECRET_NAME, demo::SECRET_VALUE)]))
}

fn with_file(host: &Connector, stored: &Arc<MemoryAttachments>) -> Connector {
    let stores = Stores::new().secrets(secrets()).attachments(Arc::clone(stored));
    host.for_tenant(Tenant::new("bench", stores))
}

fn mail_with_file() -> Mail {
    let mut message = message();
    message.attachments = vec![attachment("report.bin", Content::Stored(FILE_NAME.to_owned()))];
    Mail::Message(message)
}

/// Sends through the sandbox. Returns the duration of the last request, in milliseconds, or the error of a sandbox that broke off.
fn send(runtime: &Runtime, host: &Connector, mail: Mail, key: Option<String>) -> Result<u32, outlook_host::Error> {
    let options = SendOptions {
        idempotency_key: key,
        ..options()
    };
    let connection = connection();
    let call = host.send_mail(&connection, &mail).options(options);
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

fn print(rows: &[Vec<Sample>; 5]) {
    println!("\nA mail with a stored file of {FILE_BYTES} bytes, token cached; {ROUNDS} rounds; ratios of the medians");
    println!(
        "| {:<30} | whole mail ms (quartiles) | ratio | without the last request ms | ratio | CPU ms | memory, most |",
        ""
    );
    println!(
        "|{:-<32}|---------------------------|-------|-----------------------------|-------|--------|--------------|",
        ""
    );
    let first = |value: fn(&Sample) -> f64| quartiles(&rows[0], value)[1];
    let (first_wall, first_upload) = (first(|s| s.wall_ms), first(|s| s.upload_ms));
    for (name, samples) in NAMES.iter().zip(rows) {
        let [w1, wall, w3] = quartiles(samples, |s| s.wall_ms);
        let [u1, upload, u3] = quartiles(samples, |s| s.upload_ms);
        let cpu = quartiles(samples, |s| s.cpu_ms)[1];
        let growth = samples.iter().map(|s| s.growth_mib).fold(f64::NAN, f64::max);
        let whole = format!("{wall:.0} ({w1:.0}–{w3:.0})");
        let part = format!("{upload:.0} ({u1:.0}–{u3:.0})");
        println!(
            "| {name:<30} | {whole:>25} | {:>4.2}× | {part:>27} | {:>4.2}× | {cpu:>6.0} | {growth:>+8.1} MiB |",
            wall / first_wall,
            upload / first_upload
        );
    }
}

/// Linear memory only grows, so the smallest sandbox in which the mail goes through is the guest's peak.
fn print_peak(runtime: &Runtime, stored: &Arc<MemoryAttachments>) {
    let fits = |pages: usize| {
        let emulator = Emulator::playing(&world())?;
        let routes = Route::all_hosts(&emulator.target()).expect("a loopback target");
        let host = Connector::builder(ComponentSource::file(component()))
            .engine(EngineOptions::new().pool(1).memory_bytes(pages * PAGE_BYTES))
            .transport(TransportOptions::new().routes(routes))
            .build();
        // A component that needs more from the start cannot be loaded.
        let Ok(host) = host else { return Some(false) };
        let host = with_file(&host, stored);
        Some(send(runtime, &host, mail_with_file(), Some("peak".to_owned())).is_ok())
    };
    // Too little, and 8 MiB.
    let (mut too_little, mut enough) = (0, 128);
    while enough - too_little > 1 {
        let middle = usize::midpoint(too_little, enough);
        match fits(middle) {
            Some(true) => enough = middle,
            Some(false) => too_little = middle,
            None => return,
        }
    }
    println!(
        "  Peak of the guest's linear memory, with idempotency key: {} KiB",
        enough * PAGE_BYTES / 1024
    );
}
