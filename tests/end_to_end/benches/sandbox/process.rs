//! The tool as a process: the time from its start to an accepted mail, and its peak memory.
//!
//! Linux counts what the parent holds at the start of a process into the process's peak. So the tool is started by this
//! program called anew, which holds next to nothing.

use std::{
    ffi::OsStr,
    io::{Read, Write},
    mem::MaybeUninit,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Instant,
};

use outlook_emulator::demo;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{emulator::Emulator, meter::quartiles};

/// First argument of this program when it watches over another.
pub const WATCH: &str = "--watch";

/// The tool, where `cargo xtask bench` says it is.
pub fn tool() -> Option<PathBuf> {
    std::env::var_os("OUTLOOK_HOST")
        .map(PathBuf::from)
        .filter(|path| path.exists())
}

/// Times `outlook-host send-mail` from process start to exit, with compiled code and token cached, and its peak memory.
pub fn first_mail(emulator: &Emulator, component: &Path, runs: usize) {
    let Some(tool) = Tool::set_up(emulator, component) else {
        return;
    };
    let (cold, _) = tool.send(&[]);
    let samples: Vec<(f64, i64)> = (0..runs).map(|_| tool.send(&[])).collect();
    println!("\nThe tool: process start to exit after one accepted mail");
    println!("  code and token cached: {}", summary(&samples));
    println!("  first run ever (compiles the component, signs in): {cold:.0} ms");
}

/// The same with a file attached.
pub fn mail_with_file(emulator: &Emulator, component: &Path, file: &[u8], runs: usize) {
    let Some(tool) = Tool::set_up(emulator, component) else {
        return;
    };
    tool.send(&[]);
    let path = tool.config.path().join("report.bin");
    std::fs::write(&path, file).expect("the file is written");
    let attach = ["--attach".as_ref(), path.as_os_str()];
    let samples: Vec<(f64, i64)> = (0..runs).map(|_| tool.send(&attach)).collect();
    println!("\nThe tool: process start to exit after one accepted mail with the file, read from disk");
    println!("  code and token cached: {}", summary(&samples));
}

fn summary(samples: &[(f64, i64)]) -> String {
    let [q1, median, q3] = quartiles(samples, |sample| sample.0);
    let peak = samples.iter().map(|sample| sample.1).max().unwrap_or_default();
    let peak = peak as f64 / 1024.0;
    format!("{median:.1} ms ({q1:.1}–{q3:.1}), peak memory {peak:.1} MiB")
}

/// The tool with a configuration of its own.
struct Tool {
    program: PathBuf,
    component: PathBuf,
    config: TempDir,
    emulator: String,
}

impl Tool {
    /// Stores a secret and a connection. None without the tool.
    fn set_up(emulator: &Emulator, component: &Path) -> Option<Self> {
        let tool = Self {
            program: tool()?,
            component: component.to_owned(),
            config: tempfile::tempdir().expect("a temporary folder"),
            emulator: emulator.address().to_owned(),
        };
        tool.run(&["secret", "set", "bench"], &[], demo::SECRET_VALUE);
        let (tenant, client) = (demo::TENANT_ID.to_string(), demo::CLIENT_ID.to_string());
        let mut add = vec!["connection", "add", "bench", "--secret", "bench"];
        add.extend(["--tenant", &tenant, "--client-id", &client, "--mailbox", demo::MAILBOX]);
        tool.run(&add, &[], "");
        Some(tool)
    }

    /// Sends a mail. Returns milliseconds and peak memory in KiB.
    fn send(&self, further: &[&OsStr]) -> (f64, i64) {
        let send = ["send-mail", "bench", "--to", "adele@fabrikam.example"];
        let mut arguments = send.to_vec();
        arguments.extend(["--subject", "Hello", "--text", "Hello."]);
        self.run(&arguments, further, "")
    }

    fn run(&self, arguments: &[&str], further: &[&OsStr], input: &str) -> (f64, i64) {
        let this = std::env::current_exe().expect("this program has a path");
        let mut command = Command::new(this);
        command.arg(WATCH).arg(&self.program);
        command
            .args(arguments)
            .args(further)
            .arg("--config-dir")
            .arg(self.config.path())
            .arg("--component")
            .arg(&self.component);
        command.args(["--emulator", &self.emulator]).args(["--key", "file"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program runs");
        let mut stdin = child.stdin.take().expect("it has an input");
        stdin.write_all(input.as_bytes()).expect("it takes its input");
        drop(stdin);
        let mut told = String::new();
        let mut output = child.stdout.take().expect("it has an output");
        output.read_to_string(&mut told).expect("it tells what it saw");
        assert!(child.wait().expect("it ends").success());
        let told: Value = serde_json::from_str(&told).expect("in JSON");
        assert_eq!(told["status"], 0, "outlook-host {arguments:?} failed");
        (
            told["ms"].as_f64().expect("milliseconds"),
            told["peak_kib"].as_i64().expect("KiB"),
        )
    }
}

/// What this program does when called to watch: runs the program that its arguments name, and tells how that went.
pub fn watch(arguments: &[String]) {
    let (program, arguments) = arguments.split_first().expect("a program");
    let started = Instant::now();
    #[expect(
        clippy::zombie_processes,
        reason = "`wait4` waits for it, and tells its memory as well"
    )]
    let child = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .spawn()
        .expect("the tool starts");
    let (status, peak_kib) = wait(&child);
    let ms = started.elapsed().as_secs_f64() * 1e3;
    println!("{}", json!({ "status": status, "ms": ms, "peak_kib": peak_kib }));
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
