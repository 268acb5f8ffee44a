//! Memory of this process, as Linux tells it. Elsewhere there are no figures.

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

/// A figure of `/proc/self/status`, in KiB.
fn status(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
