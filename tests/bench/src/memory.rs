//! Memory of this process and of others, as Linux tells it. Elsewhere there are no figures.

use std::fs;

/// Memory at the start of something.
pub struct Growth {
    before_kib: Option<u64>,
}

impl Growth {
    /// Forgets the peak so far, and notes what is resident now.
    pub fn watch() -> Self {
        // "5" resets the peak (proc_pid_clear_refs(5)).
        let reset = fs::write("/proc/self/clear_refs", "5");
        Self {
            before_kib: reset.ok().and_then(|()| status("VmRSS:")),
        }
    }

    /// How far the peak since then lies above what was resident, in MiB.
    pub fn mib(&self) -> Option<f64> {
        let grown = status("VmHWM:")?.saturating_sub(self.before_kib?);
        Some(grown as f64 / 1024.0)
    }
}

/// The most that was ever resident, in MiB. Unlike `getrusage`, this leaves out what the parent held when it started us.
pub fn peak_mib() -> Option<f64> {
    status("VmHWM:").map(|kib| kib as f64 / 1024.0)
}

/// What is resident now, in MiB.
pub fn resident_mib() -> Option<f64> {
    status("VmRSS:").map(|kib| kib as f64 / 1024.0)
}

/// What is resident of another process, in MiB.
#[must_use]
pub fn resident_mib_of(process: u32) -> Option<f64> {
    status_of(&process.to_string(), "VmRSS:").map(|kib| kib as f64 / 1024.0)
}

/// User and system time of another process so far, in milliseconds.
#[must_use]
pub fn cpu_ms_of(process: u32) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program may hold spaces; the fields after it do not (proc_pid_stat(5)). A tick is 10 ms on Linux.
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks = |index: usize| fields.split(' ').nth(index)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) * 10.0)
}

/// A figure of `/proc/self/status`, in KiB.
fn status(name: &str) -> Option<u64> {
    status_of("self", name)
}

fn status_of(process: &str, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
