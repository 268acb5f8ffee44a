//! The workflow of `deploy/obelisk` in Obelisk itself: two nodes with one PostgreSQL server, and nodes that are killed with -9.
//!
//! `cargo xtask engine obelisk` installs Obelisk and runs these tests. They print what they measured.

mod cluster;
mod job;
mod node;

use std::{
    collections::BTreeMap,
    path::Path,
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use outlook_emulator::{Effect, Fault, Operation};
use outlook_end_to_end::component;

use self::{cluster::Cluster, job::Job};
use crate::random::Random;

const MAILS: u32 = 1_000;
const MAILBOXES: u32 = 20;

/// How long all mails may take. A call that was under way on a killed node begins anew when its lock expires, after 130 s, and the workflow
/// waits before it: 15 s, and twice as long each time.
const PATIENCE: Duration = Duration::from_secs(900);

/// Obelisk accepts each deployment with each server file, as they are shipped.
#[test]
#[ignore = "needs Obelisk: cargo xtask engine obelisk"]
fn the_shipped_files() {
    let built = component();
    let target = built.parent().expect("a folder");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/obelisk");
    let folder = tempfile::tempdir().expect("a folder");
    let copy = |from: &Path, name: &str| std::fs::copy(from.join(name), folder.path().join(name)).expect("a file");
    copy(target, "outlook-activity.wasm");
    copy(target, "outlook-activity-files.wasm");
    copy(&target.join("obelisk"), "outlook-workflow.wasm");
    for server in ["server-sqlite.toml", "server-postgres.toml"] {
        copy(&shipped, server);
        for deployment in ["deployment.toml", "deployment-files.toml"] {
            copy(&shipped, deployment);
            let mut verify = Command::new(node::program());
            verify.args(["server", "verify", "--skip-db", "--server-config", server]);
            verify.args(["--deployment", deployment]).current_dir(folder.path());
            for name in [
                "OUTLOOK_SECRET_CONTOSO",
                "POSTGRES_HOST",
                "POSTGRES_USER",
                "POSTGRES_PASSWORD",
            ] {
                verify.env(name, "not-used");
            }
            let verified = verify
                .env("POSTGRES_DATABASE", "not-used")
                .output()
                .expect("Obelisk starts");
            let text = String::from_utf8_lossy(&verified.stderr);
            assert!(verified.status.success(), "{server}, {deployment}: {text}");
        }
    }
}

/// Exchange takes the mail, and the node dies before the response. The other node finishes the job: it looks into the mailbox, and finds
/// the mail.
#[test]
#[ignore = "needs Obelisk: cargo xtask engine obelisk"]
fn a_node_that_is_killed_after_exchange_took_the_mail() {
    let mut cluster = Cluster::start();
    cluster.kill(1);
    let held = Effect::DelayResponse { millis: 60_000 };
    cluster.emulator.inject(Fault::next(Operation::SendDraft, held.clone()));
    cluster.emulator.inject(Fault::next(Operation::SendMail, held));
    let job = Job::number(1, MAILBOXES);
    cluster.submit(&job);
    cluster.wait_for_mails(1);
    let killed = Instant::now();
    cluster.kill(0);
    cluster.start_again(1);

    let sent = cluster.wait_for(&job, PATIENCE).expect("it was sent");
    assert!(sent.already_sent);
    assert_eq!(cluster.emulator.delivered().len(), 1);
    println!(
        "killed after Exchange took the mail: the other node finished it after {} s, one mail",
        killed.elapsed().as_secs()
    );
}

/// Nodes die at random moments while they send, and start again some seconds later.
#[test]
#[ignore = "needs Obelisk: cargo xtask engine obelisk"]
fn a_thousand_mails_while_nodes_are_killed_at_random() {
    let mut cluster = Cluster::start();
    let mut random = Random(20_261_126);
    for fault in faults(&mut random) {
        cluster.emulator.inject(fault);
    }
    let jobs: Vec<Job> = (0..MAILS).map(|number| Job::number(number, MAILBOXES)).collect();
    let started = Instant::now();
    let kills = cluster.submit_while_nodes_die(&jobs, &mut random);
    let mut already_sent = 0;
    let mut failed = BTreeMap::new();
    for job in &jobs {
        match cluster.wait_for(job, PATIENCE.saturating_sub(started.elapsed())) {
            Ok(sent) => already_sent += u32::from(sent.already_sent),
            Err(text) => drop(failed.insert(job.number, text)),
        }
    }
    let seconds = started.elapsed().as_secs();
    let mut arrived: BTreeMap<u32, u32> = BTreeMap::new();
    for mail in cluster.emulator.delivered() {
        *arrived.entry(mail.subject.parse().expect("the number")).or_default() += 1;
    }
    let twice: Vec<_> = arrived.iter().filter(|(_, times)| **times > 1).collect();
    let missing: Vec<_> = (0..MAILS).filter(|number| !arrived.contains_key(number)).collect();
    println!(
        "{MAILS} mails of {MAILBOXES} mailboxes on two nodes, of which one was killed {kills} times (kill -9), in {seconds} s: {} arrived, {} \
         twice, {already_sent} were found to be sent when the call ran again, {} jobs failed",
        arrived.len(),
        twice.len(),
        failed.len()
    );
    assert!(kills > 0);
    assert!(twice.is_empty(), "twice: {twice:?}");
    assert!(missing.is_empty(), "missing: {missing:?}");
    assert!(failed.is_empty(), "failed: {failed:?}");
    // Some calls ran again after Exchange had taken their mail. Without one, the test shows nothing.
    assert!(already_sent > 0);
    sleep(Duration::from_secs(5));
    assert_eq!(cluster.emulator.delivered().len(), MAILS as usize, "a node still sends");
}

/// Slow, busy and broken responses, so that many calls are under way when a node dies.
fn faults(random: &mut Random) -> Vec<Fault> {
    let mut faults = Vec::new();
    for nth in 0..MAILS {
        let effect = match random.below(10) {
            0 => Effect::retry_later(429, 3),
            1 => Effect::retry_later(503, 2),
            2 => Effect::CloseAfterProcessing,
            3..6 => Effect::Delay { millis: 1_500 },
            _ => Effect::DelayResponse { millis: 2_500 },
        };
        let operation = [Operation::CreateDraft, Operation::SendDraft, Operation::SendMail][random.below(3)];
        faults.push(Fault::next(operation, effect).after(nth));
    }
    faults
}
