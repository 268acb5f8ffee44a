//! A randomised soak: sends of every kind with random faults, repeats, and runs with the same key at the same time, counted
//! against the mailbox. Short here; for long:
//!
//! `OUTLOOK_SOAK_SENDS=20000 OUTLOOK_SOAK_SEED=7 cargo test --release -p outlook-connector --test mailbox soak -- --nocapture`

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use crate::random::Random;
use crate::support::{
    Fault, MailKind, MailboxHost, StoredFiles, connection, error_case, mail, other_mail, send_from, stored_files,
};
use outlook_connector::contract::{Error, Mail};
use outlook_emulator::{Emulator, World, demo};

/// Sends without a number from outside: some seconds.
const SENDS: u64 = 1_500;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// A host that meets a fault at some requests.
fn faulty<'e>(emulator: &'e Emulator, files: &StoredFiles, random: &mut Random) -> MailboxHost<'e> {
    let dice = std::cell::RefCell::new(Random(random.next()));
    let one_in = [4, 10, 40][random.below(3)];
    MailboxHost::new(emulator, files, random.next()).with_dice(move |_| {
        let mut dice = dice.borrow_mut();
        let hit = dice.below(one_in) == 0;
        hit.then(|| Fault::ALL[dice.below(Fault::ALL.len())])
    })
}

/// What one run reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Sent,
    Unknown,
    NotSent,
}

fn run(host: &MailboxHost<'_>, mail: Mail, key: Option<&str>) -> (Told, String) {
    let told = match send_from(host, &connection(), mail, key) {
        Ok(_) => Told::Sent,
        Err(Error::PermanentOutcomeUnknown(_)) => Told::Unknown,
        Err(_) => Told::NotSent,
    };
    let steps: Vec<String> = host
        .met()
        .into_iter()
        .map(|(step, fault)| fault.map_or(format!("{step:?}"), |fault| format!("{step:?}!{fault:?}")))
        .collect();
    (told, steps.join(" "))
}

/// One mail: sent without key, or with one by up to four runs, some of them at the same time.
fn one(seed: u64, files: &StoredFiles) -> Result<(), String> {
    let mut random = Random(seed);
    let mut world = World::demo();
    // The mailbox shows a mail as sent some time after it was accepted, and may show changes late.
    world.submission_millis = [0, 0, 1_500, 5_000][random.below(4)];
    world.listing_lag_millis = [0, 0, 300, 2_000][random.below(4)];
    // Large mails take their time: one in sixteen.
    let kind = match random.below(16) {
        0 => [MailKind::Large, MailKind::LargeMime][random.below(2)],
        n => [MailKind::Plain, MailKind::Mime, MailKind::RawMime][n % 3],
    };
    let emulator = Emulator::in_process(world);
    if random.below(3) == 0 {
        let (told, steps) = run(&faulty(&emulator, files, &mut random), mail(kind), None);
        return match (told, emulator.delivered().len()) {
            (Told::Sent, 1) | (Told::NotSent, 0) | (Told::Unknown, 0 | 1) => Ok(()),
            (told, mails) => Err(format!("{kind:?} without key: {told:?} with {mails} mails\n  {steps}")),
        };
    }
    let runs = 1 + random.below(4);
    let at_once = random.below(2) == 0;
    // One caller in four uses the key for two mails, by mistake.
    let other_in = if random.below(4) == 0 { 2 } else { u64::MAX };
    let is_other = |seed: u64| seed.is_multiple_of(other_in);
    let mail_of = |seed: u64| if is_other(seed) { other_mail(kind) } else { mail(kind) };
    let seeds: Vec<u64> = (0..runs).map(|_| random.next()).collect();
    let told: Vec<(Told, String)> = if at_once {
        thread::scope(|scope| {
            let emulator = &emulator;
            let threads: Vec<_> = seeds
                .iter()
                .map(|seed| {
                    scope.spawn(move || run(&faulty(emulator, files, &mut Random(*seed)), mail_of(*seed), Some("k")))
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("no run panics"))
                .collect()
        })
    } else {
        seeds
            .iter()
            .map(|seed| run(&faulty(&emulator, files, &mut Random(*seed)), mail_of(*seed), Some("k")))
            .collect()
    };
    let (told, steps): (Vec<Told>, Vec<String>) = told.into_iter().unzip();
    let steps = steps.join("\n  ");
    let lags = emulator.update(|world| (world.submission_millis, world.listing_lag_millis));
    let mails = emulator.delivered().len();
    if mails > 1 {
        return Err(format!(
            "{kind:?}, {runs} runs, at once: {at_once}: {mails} mails, {told:?}, {lags:?}\n  {steps}"
        ));
    }
    if told.contains(&Told::Sent) && mails == 0 {
        return Err(format!(
            "{kind:?}, {runs} runs, at once: {at_once}: a lost mail was reported as sent"
        ));
    }
    // Whatever happened, a last run without faults ends with one mail. Where two mails had the key, one of them is refused.
    emulator.advance_clock(std::time::Duration::from_secs(600));
    let host = MailboxHost::new(&emulator, files, random.next());
    let mut last = send_from(&host, &connection(), mail(kind), Some("k"));
    if let Err(Error::PermanentInvalidInput(_)) = &last
        && seeds.iter().any(|seed| is_other(*seed))
    {
        last = send_from(&host, &connection(), other_mail(kind), Some("k"));
    }
    let last = last
        .map(|_| ())
        .map_err(|error| format!("{} after {:?}", error_case(&error), host.steps()));
    let mails = emulator.delivered().len();
    let drafts = emulator
        .mailbox_items(demo::MAILBOX)
        .iter()
        .filter(|item| format!("{:?}", item.folder) == "Drafts" && !item.in_transit)
        .filter(|item| {
            item.extended_properties
                .iter()
                .any(|(id, _)| id.contains("outlook-connector-key"))
        })
        .count();
    match (&last, mails, drafts) {
        (Ok(()), 1, 0) => Ok(()),
        _ => Err(format!(
            "{kind:?}, {runs} runs {told:?}, at once: {at_once}; then {last:?}, {mails} mails, {drafts} drafts"
        )),
    }
}

#[test]
fn the_soak() {
    let sends = number("OUTLOOK_SOAK_SENDS").unwrap_or(SENDS);
    // A new one each time, unless given: printed, so that a failure can be had again.
    let now = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .map_or(1, |since| since.as_nanos() as u64);
    let seed = number("OUTLOOK_SOAK_SEED").unwrap_or(now);
    let files = Arc::new(stored_files());
    let (next, failures) = (AtomicU64::new(0), std::sync::Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let nth = next.fetch_add(1, Ordering::Relaxed);
                    if nth >= sends {
                        break;
                    }
                    let own = Random(seed ^ nth.wrapping_mul(0xd6e8_feb8_6659_fd93)).next();
                    if let Err(why) = one(own, &files) {
                        failures
                            .lock()
                            .expect("no panic holds it")
                            .push(format!("send {nth}: {why}"));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no panic holds it");
    println!(
        "seed {seed}: {} passed, {} failed",
        sends - failures.len() as u64,
        failures.len()
    );
    assert!(failures.is_empty(), "seed {seed}:\n{}", failures.join("\n"));
}
