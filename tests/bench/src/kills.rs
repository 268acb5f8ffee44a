//! The second part of `soak`: a process that sends mails with idempotency keys, under faults, is killed at random moments (kill -9) and
//! started again with what it did not report. No mail may arrive twice, and what is reported must be true.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader, Read, Write},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    thread,
    time::{Duration, Instant},
};

use outlook_bench::{connector::connector, floor::Target};
use outlook_emulator::{Emulator, EmulatorOptions, World};
use outlook_end_to_end::{attachment, connection, message};
use outlook_host::{
    Connector, Error, ErrorKind,
    types::{Connection, Content, Mail},
};
use serde_json::{Value, json};
use tokio::{runtime::Runtime, sync::Semaphore, task::JoinSet, time::sleep};

use crate::soak::{Random, fault};

/// First argument of this program when it is the process that is killed.
pub const SENDER: &str = "--sender";

const MAILS_OF_A_MINUTE: f64 = 600.0;
/// Time between two mails. Without it the sender would be done before it is killed.
const PAUSE: Duration = Duration::from_millis(50);
const MAILBOXES: u32 = 20;
/// Mails that are under way at once.
const AT_ONCE: usize = 16;
/// Of so many mails one has a file that needs an upload session.
const FILE_EVERY: u32 = 50;
const FILE_BYTES: usize = 3_500_000;
/// How much longer than asked this may take. A mail that was interrupted is looked for in the mailbox for some 20 s.
const GRACE: Duration = Duration::from_secs(240);

/// Kills for so many minutes. Returns whether no mail arrived twice, and all reports were right.
pub fn run(minutes: f64) -> bool {
    let mails = (minutes * MAILS_OF_A_MINUTE).ceil() as u32;
    let mut random = Random(11);
    let runtime = Runtime::new().expect("a runtime");
    let emulator = runtime
        .block_on(Emulator::start(
            world(mails, &mut random),
            EmulatorOptions::on_free_ports(),
        ))
        .expect("free ports");
    let until = Instant::now() + Duration::from_secs_f64(minutes * 60.0) + GRACE;
    let mut open: BTreeSet<u32> = (0..mails).collect();
    let mut failed = BTreeMap::new();
    let mut kills = 0;
    while !open.is_empty() && Instant::now() < until {
        let mut sender = start(&emulator, &open);
        let reports = reports(&mut sender);
        // Most lives are short. Some are long enough to finish what others left.
        let life = match random.below(10) {
            0..8 => Duration::from_millis(50 + random.below(1_450)),
            8 => Duration::from_millis(1_500 + random.below(4_500)),
            _ => Duration::from_millis(6_000 + random.below(34_000)),
        };
        kills += u32::from(!ended_within(life, &reports, &mut open, &mut failed));
        let _ = sender.kill();
        let _ = sender.wait();
        // What it wrote before it was killed.
        ended_within(Duration::from_secs(5), &reports, &mut open, &mut failed);
    }
    judge(&emulator, mails, kills, &open, &failed)
}

/// Reads what a sender reports. Returns whether it ended in that time.
fn ended_within(
    time: Duration,
    reports: &Receiver<String>,
    open: &mut BTreeSet<u32>,
    failed: &mut BTreeMap<u32, String>,
) -> bool {
    let until = Instant::now() + time;
    loop {
        match reports.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                let (number, outcome) = line.split_once(' ').expect("a number and an outcome");
                let number = number.parse().expect("a number");
                open.remove(&number);
                if outcome != "sent" {
                    failed.insert(number, outcome.to_owned());
                }
            }
            Err(RecvTimeoutError::Timeout) => return false,
            Err(RecvTimeoutError::Disconnected) => return true,
        }
    }
}

/// Compares what was reported with what arrived, and prints it. Returns whether no mail arrived twice, and all reports were right.
fn judge(emulator: &Emulator, mails: u32, kills: u32, open: &BTreeSet<u32>, failed: &BTreeMap<u32, String>) -> bool {
    let mut arrived: BTreeMap<u32, u32> = BTreeMap::new();
    for mail in emulator.delivered() {
        *arrived.entry(mail.subject.parse().expect("the number")).or_default() += 1;
    }
    let times = |number: &u32| arrived.get(number).copied().unwrap_or(0);
    let twice = (0..mails).filter(|number| times(number) > 1).count();
    let lost = (0..mails)
        .filter(|number| !open.contains(number) && !failed.contains_key(number) && times(number) == 0)
        .count();
    // A mail that a server refuses by a fault counts as refused. It must not have arrived.
    let wrong = failed
        .iter()
        .filter(|(number, outcome)| times(number) > 0 && !outcome.starts_with(ErrorKind::OutcomeUnknown.as_str()))
        .count();
    println!(
        "\n{mails} mails of {MAILBOXES} mailboxes, with keys, from a process that was killed {kills} times (kill -9):\n  \
         {twice} arrived twice, {lost} were reported as sent and did not arrive, {wrong} were reported as not sent and arrived, {} were \
         not finished",
        open.len()
    );
    let mut endings: BTreeMap<&str, u32> = BTreeMap::new();
    for outcome in failed.values() {
        *endings.entry(outcome).or_default() += 1;
    }
    for (ending, count) in endings {
        println!("  {count:>8}  {ending}");
    }
    twice + lost + wrong == 0 && open.is_empty()
}

/// The demo's world with more mailboxes, and two faults a mail.
fn world(mails: u32, random: &mut Random) -> World {
    let mut world = World::demo();
    for index in 0..MAILBOXES {
        world.add_mailbox(&address(index));
    }
    for nth in 0..mails * 2 {
        let (operation, effect) = fault(random);
        world
            .faults
            .push(outlook_emulator::Fault::next(operation, effect).after(nth * 2));
    }
    world
}

fn address(mail: u32) -> String {
    format!("sender-{}@contoso.com", mail % MAILBOXES)
}

/// Starts a process that sends these mails.
fn start(emulator: &Emulator, mails: &BTreeSet<u32>) -> Child {
    let mut sender = Command::new(std::env::current_exe().expect("this program has a path"))
        .arg(SENDER)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program starts");
    let work = json!({ "address": emulator.tls_addr(), "ca_pem": emulator.ca_pem(), "mails": mails });
    let mut stdin = sender.stdin.take().expect("it has an input");
    stdin
        .write_all(work.to_string().as_bytes())
        .expect("it reads its input");
    sender
}

/// The lines that a sender writes, until it ends.
fn reports(sender: &mut Child) -> Receiver<String> {
    let (lines, reports) = channel();
    let output = sender.stdout.take().expect("it has an output");
    thread::spawn(move || {
        // A line without its end was cut by the kill.
        let mut output = BufReader::new(output);
        let mut line = String::new();
        while output.read_line(&mut line).is_ok_and(|read| read > 0) && line.ends_with('\n') {
            let _ = lines.send(std::mem::take(&mut line).trim_end().to_owned());
        }
    });
    reports
}

/// What the process does that is killed: it sends the mails, and writes a line about each.
///
/// # Panics
/// When its input is not that of [`start`].
pub fn send() {
    let mut work = String::new();
    std::io::stdin().read_to_string(&mut work).expect("an input");
    let work: Value = serde_json::from_str(&work).expect("JSON");
    let text = |name: &str| work[name].as_str().expect("a text").to_owned();
    let target = Target {
        address: text("address").parse().expect("an address"),
        ca_pem: text("ca_pem"),
    };
    let mails = work["mails"].as_array().expect("a list");
    let numbers: Vec<u32> = mails
        .iter()
        .map(|number| {
            number
                .as_u64()
                .and_then(|number| u32::try_from(number).ok())
                .expect("a number")
        })
        .collect();
    Runtime::new()
        .expect("a runtime")
        .block_on(send_all(connector(&target, 32), numbers));
}

async fn send_all(connector: Connector, numbers: Vec<u32>) {
    let (places, output) = (
        Arc::new(Semaphore::new(AT_ONCE)),
        Arc::new(Mutex::new(std::io::stdout())),
    );
    let mut sends = JoinSet::new();
    for number in numbers {
        sleep(PAUSE).await;
        let (connector, places, output) = (connector.clone(), Arc::clone(&places), Arc::clone(&output));
        sends.spawn(async move {
            let _place = places.acquire_owned().await.expect("it is never closed");
            let outcome = send_one(&connector, number).await;
            let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
            writeln!(output, "{number} {outcome}").expect("somebody reads");
            output.flush().expect("somebody reads");
        });
    }
    while sends.join_next().await.is_some() {}
}

/// Sends one mail as a platform would: with a key, again when that helps, and never after an error that says otherwise.
async fn send_one(connector: &Connector, number: u32) -> String {
    let connection = Connection {
        mailbox: address(number),
        ..connection()
    };
    let mut message = message();
    message.subject = number.to_string();
    if number.is_multiple_of(FILE_EVERY) {
        message
            .attachments
            .push(attachment("file.bin", Content::Bytes(vec![b'x'; FILE_BYTES])));
    }
    let mail = Mail::Message(message);
    loop {
        let sent = connector
            .send_mail(&connection, &mail)
            .idempotency_key(format!("order-{number}"))
            .await;
        match sent {
            Ok(_) => return "sent".to_owned(),
            Err(error) => match wait(&error) {
                Some(time) => sleep(time).await,
                None => return format!("{}: {}", error.kind().as_str(), error.code()),
            },
        }
    }
}

/// When to repeat with the same key, if at all.
fn wait(error: &Error) -> Option<Duration> {
    let wait = error.retry_after();
    if error.is_transient() {
        return Some(wait.unwrap_or(Duration::from_secs(1)));
    }
    wait
}
