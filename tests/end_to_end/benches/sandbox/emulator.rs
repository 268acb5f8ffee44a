//! The emulator in a process of its own, so that processor time and memory of the bench are the client's alone.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
};

use outlook_emulator::World;
use tempfile::NamedTempFile;

use crate::process::tool;

/// A running emulator. Dropping it stops it, and what it kept of delivered mail goes with it.
pub struct Emulator {
    child: Child,
    address: String,
}

impl Emulator {
    /// Starts one on a free port, with the demo's world. None without the tool.
    pub fn start() -> Option<Self> {
        Self::with_arguments(&[])
    }

    /// Starts one on a free port, with a world of one's own. None without the tool.
    pub fn playing(world: &World) -> Option<Self> {
        let mut scenario = NamedTempFile::new().expect("a temporary file");
        let json = serde_json::to_vec(world).expect("a world is plain data");
        scenario.write_all(&json).expect("the scenario is written");
        // Read before the emulator says that it is ready: the file may go then.
        Self::with_arguments(&["--scenario".as_ref(), scenario.path().as_os_str()])
    }

    fn with_arguments(arguments: &[&std::ffi::OsStr]) -> Option<Self> {
        let mut child = Command::new(tool()?)
            .args(["emulator", "--port", "0", "--json"])
            .args(arguments)
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

    /// Where it listens, as it says itself.
    pub fn address(&self) -> &str {
        &self.address
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
