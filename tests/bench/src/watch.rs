//! Watches a program: time to its first output, processor time and peak memory.
//!
//! Linux counts what the parent holds at the start of a process into the process's peak. So programs are started by this
//! program called anew, which holds next to nothing.

use std::{
    io::{Read, Write},
    mem::MaybeUninit,
    process::{Child, Command, Stdio},
    time::Instant,
};

use serde_json::{Value, json};

/// First argument of this program when it watches over another.
pub const WATCH: &str = "--watch";

/// What was seen of a program.
#[derive(Clone, Copy)]
pub struct Seen {
    /// From its start to its first output.
    pub output_ms: f64,
    /// From its start to its end.
    pub end_ms: f64,
    /// User and system time.
    pub cpu_ms: f64,
    /// Peak memory.
    pub peak_mib: f64,
}

/// Runs a program with an input. Panics if it fails.
pub fn watched(program: &Command, input: &str) -> Seen {
    let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
    command.arg(WATCH).arg(program.get_program()).args(program.get_args());
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("this program starts");
    let mut stdin = child.stdin.take().expect("it has an input");
    stdin.write_all(input.as_bytes()).expect("it takes its input");
    drop(stdin);
    let mut text = String::new();
    let mut output = child.stdout.take().expect("it has an output");
    output.read_to_string(&mut text).expect("text");
    assert!(child.wait().expect("it ends").success());
    let seen: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(seen["status"], 0, "{program:?} failed");
    let figure = |name: &str| seen[name].as_f64().expect("a figure");
    Seen {
        output_ms: figure("output_ms"),
        end_ms: figure("end_ms"),
        cpu_ms: figure("cpu_ms"),
        peak_mib: figure("peak_mib"),
    }
}

/// What this program does when called to watch: runs the program that its arguments name, and prints what it saw.
pub fn watch(arguments: &[String]) {
    let (program, arguments) = arguments.split_first().expect("a program");
    let started = Instant::now();
    #[expect(
        clippy::zombie_processes,
        reason = "`wait4` waits for it, and tells its memory as well"
    )]
    let mut child = Command::new(program)
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut output = child.stdout.take().expect("it has an output");
    let read = output.read(&mut [0; 1]);
    let output_ms = started.elapsed().as_secs_f64() * 1e3;
    // So that a program that writes more does not wait, or break off.
    let rest = read.and_then(|_| std::io::copy(&mut output, &mut std::io::sink()));
    let (status, usage) = wait(&child);
    let end_ms = started.elapsed().as_secs_f64() * 1e3;
    rest.expect("its output can be read");
    let ms = |time: libc::timeval| time.tv_sec as f64 * 1e3 + time.tv_usec as f64 / 1e3;
    let cpu_ms = ms(usage.ru_utime) + ms(usage.ru_stime);
    let peak_mib = usage.ru_maxrss as f64 / 1024.0;
    println!(
        "{}",
        json!({ "status": status, "output_ms": output_ms, "end_ms": end_ms, "cpu_ms": cpu_ms, "peak_mib": peak_mib })
    );
}

/// Waits for a child; returns its exit status and what it used.
fn wait(child: &Child) -> (i32, libc::rusage) {
    let pid = libc::pid_t::try_from(child.id()).expect("a process id");
    let (mut status, mut usage) = (0, MaybeUninit::<libc::rusage>::zeroed());
    // SAFETY: both places are valid to write to; the child is ours and nobody else waits for it.
    let waited = unsafe { libc::wait4(pid, &mut status, 0, usage.as_mut_ptr()) };
    assert_eq!(waited, pid, "the child can be waited for");
    // SAFETY: zeroed is a valid value, and `wait4` has filled it.
    (status, unsafe { usage.assume_init() })
}
