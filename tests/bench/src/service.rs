//! `service`: `outlook-host serve` under the load of a platform: small mails from 1,000 mailboxes, 256 at once, over HTTP. It prints rate,
//! processor time and latency, and the service's memory after each 1,000 mails: it must not grow with their number.
//!
//! Service and Microsoft (the thin server) are processes of their own, and the client is this one.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use outlook_bench::{child::Server, floor::Target, memory};
use outlook_emulator::demo;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::{runtime::Runtime, task::JoinSet};

const MAILBOXES: usize = 1_000;
const AT_ONCE: usize = 256;
/// Mails between two lines of the table.
const STEP: usize = 1_000;
const STEPS: usize = 20;
/// Steps that fill the sandboxes of the pool and the allocator's arenas, one after the other as calls happen to use them. In 20,000 mails the
/// service went from 96.3 to 100.7 MiB in the first 9,000, and to 100.9 in the rest (profile `quick`, 2 cores of a busy machine): it
/// fills what it has, and keeps nothing of a mail.
const WARM_UP: usize = STEPS / 2;
const TOKEN: &str = "token-of-the-bench-0123456789abcdef";

/// Runs the load.
pub fn run() {
    let server = Server::start(Duration::ZERO);
    let service = Service::start(&server.target);
    println!("\nService: {AT_ONCE} mails at once from {MAILBOXES} mailboxes");
    println!("|  mails | sends/s | CPU µs a send | p50 ms | p99 ms | resident MiB |");
    println!("|--------|---------|---------------|--------|--------|--------------|");
    let runtime = Runtime::new().expect("a runtime");
    // Only the first one counts.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::new();
    let mut resident = Vec::new();
    for step in 1..=STEPS {
        let (started, cpu) = (
            Instant::now(),
            memory::cpu_ms_of(service.child.id()).unwrap_or(f64::NAN),
        );
        let mut times = runtime.block_on(step_of(&client, &service.url));
        let seconds = started.elapsed().as_secs_f64();
        let cpu = memory::cpu_ms_of(service.child.id()).unwrap_or(f64::NAN) - cpu;
        times.sort_by(f64::total_cmp);
        let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or(f64::NAN);
        let now = memory::resident_mib_of(service.child.id()).unwrap_or(f64::NAN);
        resident.push(now);
        println!(
            "| {:>6} | {:>7.0} | {:>13.0} | {:>6.0} | {:>6.0} | {now:>12.1} |",
            step * STEP,
            STEP as f64 / seconds,
            cpu * 1e3 / STEP as f64,
            at(50),
            at(99),
        );
    }
    if let (Some(warm), Some(end)) = (resident.get(WARM_UP - 1), resident.last()) {
        let mails = (STEPS - WARM_UP) * STEP;
        println!("memory grew by {:.1} MiB in the last {mails} mails", end - warm);
    }
}

/// Sends a step's mails. Returns the milliseconds of each.
async fn step_of(client: &Client, url: &str) -> Vec<f64> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut senders = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (client, url, next) = (client.clone(), format!("{url}/v1/send-mail"), Arc::clone(&next));
        senders.spawn(async move {
            let mut times = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= STEP {
                    return times;
                }
                let started = Instant::now();
                let response = client
                    .post(&url)
                    .bearer_auth(TOKEN)
                    .json(&mail(number % MAILBOXES))
                    .send()
                    .await;
                let response = response.expect("a response");
                let status = response.status();
                let body = response.bytes().await.expect("a body");
                assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
                times.push(started.elapsed().as_secs_f64() * 1e3);
            }
        });
    }
    senders.join_all().await.concat()
}

fn mail(mailbox: usize) -> Value {
    json!({
        "connection": {
            "tenant_id": demo::TENANT_ID.to_string(),
            "client_id": demo::CLIENT_ID.to_string(),
            "credential": { "client-secret": "app" },
            "mailbox": format!("sender-{mailbox}@{}", demo::DOMAIN),
        },
        "message": { "to": ["adele@fabrikam.example"], "subject": "Report", "text": "The report of today is ready." },
    })
}

/// `outlook-host serve`. It ends with this value.
struct Service {
    child: Child,
    url: String,
    _dir: tempfile::TempDir,
}

impl Service {
    fn start(target: &Target) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("token"), TOKEN).expect("a file");
        fs::write(dir.path().join("ca.pem"), &target.ca_pem).expect("a file");
        let mut secret = tool(dir.path());
        let mut secret = secret
            .args(["secret", "set", "app", "--as-is"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the tool starts");
        let mut input = secret.stdin.take().expect("it has an input");
        input
            .write_all(demo::SECRET_VALUE.as_bytes())
            .expect("it takes its input");
        drop(input);
        assert!(secret.wait().expect("it ends").success());
        let mut child = tool(dir.path())
            .args(["--emulator", &format!("https://{}", target.address), "--ca", "ca.pem"])
            .args([
                "--json",
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--token-file",
                "token",
                "--log",
                "off",
            ])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the tool starts");
        let mut line = String::new();
        let output = child.stdout.take().expect("it has an output");
        BufReader::new(output).read_line(&mut line).expect("a line");
        let told: Value = serde_json::from_str(&line).expect("JSON");
        let url = told["result"]["url"].as_str().expect("a URL").to_owned();
        Self { child, url, _dir: dir }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The tool, with a folder of its own.
fn tool(dir: &Path) -> Command {
    let program = std::env::var_os("OUTLOOK_HOST").expect("`cargo xtask bench` names the tool in OUTLOOK_HOST");
    let mut command = Command::new(PathBuf::from(program));
    let component = outlook_end_to_end::component();
    command
        .current_dir(dir)
        .args(["--config-dir", "config", "--component"])
        .arg(component);
    command
}
