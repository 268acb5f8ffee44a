//! `soak`: 500 connections of 100 tenants at once, under faults of all kinds, for as long as asked. It prints what came of the calls,
//! whether one got stuck, whether memory stays flat, and how long a small mail of one tenant takes beside all others.
//!
//! The emulator is a process of its own, so that memory is the host's alone.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use outlook_bench::{child::Server, connector::build, memory::resident_mib, meter::quartiles};
use outlook_emulator::{Effect, Fault, Operation, World, demo};
use outlook_end_to_end::{SECRET_NAME, attachment, connection, message};
use outlook_host::{
    Connector, EngineOptions, Stores, Tenant,
    stores::MemorySecrets,
    types::{Connection, Content, Mail},
};
use tokio::{runtime::Runtime, task::JoinSet, time::sleep};

/// First argument of this program when it soaks. The second one is the number of minutes.
pub const SOAK: &str = "--soak";

const TENANTS: usize = 100;
const MAILBOXES_OF_A_TENANT: usize = 5;
const SANDBOXES: u32 = 64;
/// Pause of a connection between two calls, on average. With it the load leaves some of two cores idle, so that a late mail is late
/// because of the queues and not because of the processors.
const PAUSE: Duration = Duration::from_secs(4);
const BUDGET: Duration = Duration::from_secs(20);
/// A call ends by its budget and five seconds. One second is for the machine.
const LATEST: Duration = Duration::from_secs(26);
/// How long the one tenant sends alone, before the others begin.
const ALONE: Duration = Duration::from_secs(15);
/// What memory may grow by between a quarter of the time and the end, in MiB: the allocator's own noise.
const GROWTH_MIB: f64 = 32.0;

/// What came of the calls.
#[derive(Default)]
struct Tally {
    outcomes: BTreeMap<String, u64>,
    longest: Duration,
    late: u64,
}

/// Runs for so many minutes. Returns whether no call was late and memory stayed flat.
pub fn run(minutes: f64) -> bool {
    Runtime::new()
        .expect("a runtime")
        .block_on(soak(Duration::from_secs_f64(minutes * 60.0)))
}

async fn soak(time: Duration) -> bool {
    let server = Server::forgetful_emulator(&world(time));
    let connector = build(&server.target, EngineOptions::new().pool(SANDBOXES)).expect("the component can be run");
    let one = tenant(&connector, "one");
    let until = Instant::now() + ALONE;
    let alone = small_mails(&one, until).await;

    let tally = Arc::new(Mutex::new(Tally::default()));
    let (started, until) = (Instant::now(), Instant::now() + time);
    let mut workers = JoinSet::new();
    for number in 0..TENANTS {
        let connector = tenant(&connector, &format!("tenant-{number}"));
        for mailbox in 0..MAILBOXES_OF_A_TENANT {
            let index = number * MAILBOXES_OF_A_TENANT + mailbox;
            workers.spawn(work(connector.clone(), index, until, Arc::clone(&tally)));
        }
    }
    let mut beside = std::pin::pin!(small_mails(&one, until));
    let (mut at_quarter, mut seconds) = (None, 0);
    let beside = loop {
        tokio::select! {
            times = &mut beside => break times,
            () = sleep(Duration::from_millis(100)) => {}
        }
        if started.elapsed() > time / 4 {
            at_quarter = at_quarter.or_else(resident_mib);
        }
        if started.elapsed().as_secs() >= seconds + 30 {
            seconds = started.elapsed().as_secs();
            let calls: u64 = lock(&tally).outcomes.values().sum();
            println!(
                "  {seconds:>6} s  {calls:>8} calls  {:>6.0} MiB",
                resident_mib().unwrap_or(f64::NAN)
            );
        }
    };
    while workers.join_next().await.is_some() {}
    print(&lock(&tally), started.elapsed(), at_quarter, [&alone, &beside])
}

/// Prints the figures. Returns whether no call was late and memory stayed flat.
fn print(tally: &Tally, took: Duration, at_quarter: Option<f64>, mails: [&[f64]; 2]) -> bool {
    let calls: u64 = tally.outcomes.values().sum();
    println!("\n{calls} calls in {:.0} s:", took.as_secs_f64());
    for (outcome, count) in &tally.outcomes {
        println!("  {count:>8}  {outcome}");
    }
    println!(
        "longest call: {:.1} s; later than its budget: {}",
        tally.longest.as_secs_f64(),
        tally.late
    );
    let is_flat = match (at_quarter, resident_mib()) {
        (Some(quarter), Some(end)) => {
            println!("memory: {quarter:.0} MiB at a quarter of the time, {end:.0} MiB at the end");
            end - quarter < GROWTH_MIB
        }
        _ => true,
    };
    let [alone, beside] = mails.map(|times| quartiles(times, |time| *time));
    println!(
        "a small mail of one tenant, median: {:.1} ms alone, {:.1} ms beside all others ({:.1} times)",
        alone[1],
        beside[1],
        beside[1] / alone[1]
    );
    tally.late == 0 && is_flat
}

/// Faults of a minute. The connections make some 7,000 calls in that time (2 cores).
const FAULTS_OF_A_MINUTE: f64 = 600.0;

/// The demo's world with all mailboxes, and with faults for so long.
fn world(time: Duration) -> World {
    let mut world = World::demo();
    let mut random = Random(7);
    let faults = (time.as_secs_f64() / 60.0 * FAULTS_OF_A_MINUTE) as u32;
    for nth in 0..faults {
        let (operation, effect) = fault(&mut random);
        // Each hits the first request of its kind that comes after so many others of the kind.
        let skip = match operation {
            Operation::Any => nth * 20,
            _ => nth * 2,
        };
        world.faults.push(Fault::next(operation, effect).after(skip));
    }
    for index in 0..TENANTS * MAILBOXES_OF_A_TENANT {
        world.add_mailbox(&address(index));
    }
    world
}

fn address(index: usize) -> String {
    format!("sender-{index}@contoso.com")
}

fn tenant(connector: &Connector, name: &str) -> Connector {
    let stores = Stores::new().secrets(MemorySecrets::with([(SECRET_NAME, demo::SECRET_VALUE)]));
    connector.for_tenant(Tenant::new(name, stores))
}

/// Sends small mails, and returns the milliseconds that each took.
async fn small_mails(connector: &Connector, until: Instant) -> Vec<f64> {
    let mut times = Vec::new();
    let (connection, mail) = (connection(), Mail::Message(message()));
    while Instant::now() < until {
        let started = Instant::now();
        let sent = connector.send_mail(&connection, &mail).time_budget(BUDGET).await;
        // A fault may hit this tenant too. How long a failure takes says nothing of the queues.
        if sent.is_ok() {
            times.push(started.elapsed().as_secs_f64() * 1e3);
        }
        sleep(Duration::from_millis(50)).await;
    }
    times
}

/// What one connection does: calls of all kinds with pauses.
async fn work(connector: Connector, index: usize, until: Instant, tally: Arc<Mutex<Tally>>) {
    let mut random = Random(index as u64 + 1);
    let connection = Connection {
        mailbox: address(index),
        ..connection()
    };
    let mut number = 0;
    while Instant::now() < until {
        sleep(PAUSE.mul_f64(random.below(200) as f64 / 100.0)).await;
        number += 1;
        let started = Instant::now();
        let kind = random.below(100);
        let outcome = match kind {
            0..10 => {
                let tested = connector.test_connection(&connection).time_budget(BUDGET).await;
                tested.map(|_| "tested").map_err(|error| error.kind())
            }
            _ => {
                let mut mail = message();
                if kind < 20 {
                    let bytes = vec![b'x'; 50_000 * (1 + usize::try_from(random.below(80)).unwrap_or(0))];
                    mail.attachments.push(attachment("file.bin", Content::Bytes(bytes)));
                }
                let mail = Mail::Message(mail);
                let mut call = connector.send_mail(&connection, &mail).time_budget(BUDGET);
                if kind < 45 {
                    call = call.idempotency_key(format!("{index}-{number}"));
                }
                call.await.map(|_| "sent").map_err(|error| error.kind())
            }
        };
        let took = started.elapsed();
        let mut tally = lock(&tally);
        let outcome = outcome.map_or_else(|kind| kind.as_str().to_owned(), str::to_owned);
        *tally.outcomes.entry(outcome).or_default() += 1;
        tally.longest = tally.longest.max(took);
        tally.late += u64::from(took > LATEST);
    }
}

/// A fault of any kind, of any request.
pub fn fault(random: &mut Random) -> (Operation, Effect) {
    let operations = [
        Operation::Token,
        Operation::SendMail,
        Operation::CreateDraft,
        Operation::SendDraft,
        Operation::UploadChunk,
        Operation::Any,
    ];
    let effects = [
        Effect::retry_later(429, 1),
        Effect::retry_later(429, 7),
        Effect::retry_later(503, 2),
        Effect::Response {
            status: 500,
            headers: Vec::new(),
            body: String::new(),
        },
        Effect::Delay { millis: 3_000 },
        Effect::DelayResponse { millis: 12_000 },
        Effect::CloseBeforeReading,
        Effect::CloseAfterProcessing,
        Effect::CutResponse,
        Effect::HugeJson {
            status: 200,
            bytes: 2_000_000,
        },
        Effect::InvalidUtf8 { status: 403 },
        Effect::Html { status: 502 },
    ];
    let pick = |length: usize, random: &mut Random| usize::try_from(random.below(length as u64)).unwrap_or(0);
    let (operation, effect) = (pick(operations.len(), random), pick(effects.len(), random));
    (operations[operation], effects[effect].clone())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// xorshift64: every run makes the same calls.
pub struct Random(pub u64);

impl Random {
    /// A number below the bound.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}
