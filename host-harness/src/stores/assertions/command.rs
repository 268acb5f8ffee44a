//! Runs a command for its output, within bounds.

use std::{
    io,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use tokio::{
    io::AsyncReadExt,
    process::{Child, Command},
};
use zeroize::Zeroizing;

use super::source::TEXT_BYTES;

/// Why there is no output.
pub(super) enum CommandError {
    /// The program cannot be started.
    Start(io::Error),
    /// It prints too much.
    TooLong,
    /// It ended with a failure.
    Status(ExitStatus),
    /// It did not end in time.
    TimedOut,
    /// Its output cannot be read.
    Read(io::Error),
}

/// Returns what the command prints on its standard output. A command that does not end in time, or whose caller goes away, is killed
/// with its children.
pub(super) async fn output(
    program: &str,
    arguments: &[String],
    time_limit: Duration,
) -> Result<Zeroizing<Vec<u8>>, CommandError> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    #[cfg(unix)]
    command.process_group(0);
    let mut running = Running(command.spawn().map_err(CommandError::Start)?);
    tokio::time::timeout(time_limit, running.output())
        .await
        .map_err(|_| CommandError::TimedOut)?
}

/// A command that is killed when it is dropped before its end.
struct Running(Child);

impl Running {
    async fn output(&mut self) -> Result<Zeroizing<Vec<u8>>, CommandError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(8 * 1024));
        if let Some(stdout) = self.0.stdout.take() {
            let mut stdout = stdout.take(TEXT_BYTES + 1);
            stdout.read_to_end(&mut bytes).await.map_err(CommandError::Read)?;
        }
        if bytes.len() as u64 > TEXT_BYTES {
            return Err(CommandError::TooLong);
        }
        let status = self.0.wait().await.map_err(CommandError::Read)?;
        if status.success() {
            Ok(bytes)
        } else {
            Err(CommandError::Status(status))
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // `kill_on_drop` ends the command itself, and the group ends its children. `id` is none once the command has been waited for,
        // so that no other process of the same number is meant.
        #[cfg(unix)]
        if let Some(group) = self
            .0
            .id()
            .and_then(|id| rustix::process::Pid::from_raw(id.cast_signed()))
        {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}
