//! The tool as a process: the emulator that it serves, and the time from its start to the first accepted mail.

use std::{
    io::{BufRead, BufReader, Write},
    mem::MaybeUninit,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Instant,
};

use outlook_emulator::demo;

use crate::meter::quartiles;

/// The tool, where `cargo xtask bench` says it is.
fn tool() -> Option<PathBuf> {
    std::env::var_os("OUTLOOK_HOST")
        .map(PathBuf::from)
        .filter(|path| path.exists())
}

/// An emulator in a process of its own. Dropping it stops it.
pub struct Emulator {
    child: Child,
    address: String,
}

impl Emulator {
    /// Starts one on a free port. None without the tool.
    pub fn start() -> Option<Self> {
        let mut child = Command::new(tool()?)
            .args(["emulator", "--port", "0", "--json"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the emulator starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it has an output"))
            .read_line(&mut line)
            .expect("it says where it listens");
        let ready: serde_json::Value = serde_json::from_str(&line).expect("in JSON");
        let address = ready["result"]["http"]
            .as_str()
            .expect("with its HTTP address")
            .to_owned();
        Some(Self { child, address })
    }

    /// Where all of Microsoft's names lead.
    pub fn target(&self) -> String {
        format!("http://{}", self.address.trim_start_matches("http://"))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Times `outlook-host send-mail` from process start to exit, with compiled code and token cached, and its peak memory.
pub fn first_mail(emulator: &Emulator, component: &Path, runs: usize) {
    let Some(tool) = tool() else { return };
    let config = tempfile::tempdir().expect("a temporary folder");
    let run = |arguments: &[&str], input: Option<&str>| {
        let mut command = Command::new(&tool);
        command
            .args(arguments)
            .arg("--config-dir")
            .arg(config.path())
            .arg("--component")
            .arg(component);
        command.args(["--emulator", &emulator.address]).args(["--key", "file"]);
        command.stdin(Stdio::piped()).stdout(Stdio::null());
        let started = Instant::now();
        #[expect(
            clippy::zombie_processes,
            reason = "`wait4` waits for it, and tells its memory as well"
        )]
        let mut child = command.spawn().expect("the tool starts");
        let mut stdin = child.stdin.take().expect("it has an input");
        stdin
            .write_all(input.unwrap_or_default().as_bytes())
            .expect("it takes its input");
        drop(stdin);
        let (status, peak_kib) = wait(&child);
        assert_eq!(status, 0, "outlook-host {arguments:?} failed");
        (started.elapsed().as_secs_f64() * 1e3, peak_kib)
    };
    run(&["secret", "set", "bench"], Some(demo::SECRET_VALUE));
    let (tenant, client) = (demo::TENANT_ID.to_string(), demo::CLIENT_ID.to_string());
    let add = [
        "connection",
        "add",
        "bench",
        "--tenant",
        &tenant,
        "--client-id",
        &client,
        "--secret",
        "bench",
        "--mailbox",
        demo::MAILBOX,
    ];
    run(&add, None);
    let send = [
        "send-mail",
        "bench",
        "--to",
        "megan@contoso.com",
        "--subject",
        "Hello",
        "--text",
        "Hello.",
    ];
    let (cold, _) = run(&send, None);
    let samples: Vec<(f64, i64)> = (0..runs).map(|_| run(&send, None)).collect();
    let [q1, median, q3] = quartiles(&samples, |sample| sample.0);
    let peak = samples.iter().map(|sample| sample.1).max().unwrap_or_default();
    println!("\nThe tool: process start to exit after one accepted mail");
    println!(
        "  code and token cached: {median:.1} ms ({q1:.1}–{q3:.1}), peak memory {:.1} MiB",
        peak as f64 / 1024.0
    );
    println!("  first run ever (compiles the component, signs in): {cold:.0} ms");
}

/// Waits for a child; returns its exit status and peak memory in KiB.
fn wait(child: &Child) -> (i32, i64) {
    let pid = libc::pid_t::try_from(child.id()).expect("a process id");
    let (mut status, mut usage) = (0, MaybeUninit::<libc::rusage>::zeroed());
    // SAFETY: both places are valid to write to; the child is ours and nobody else waits for it.
    let waited = unsafe { libc::wait4(pid, &mut status, 0, usage.as_mut_ptr()) };
    assert_eq!(waited, pid, "the child can be waited for");
    // SAFETY: zeroed is a valid value, and `wait4` has filled it.
    (status, unsafe { usage.assume_init() }.ru_maxrss)
}
