//! The tool as a program, in a folder of its own.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use outlook_emulator::{Emulator, EmulatorOptions, World, demo};
use serde_json::Value;

pub struct Tool(tempfile::TempDir);

impl Tool {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outlook-host"));
        // Nothing of the developer's own set-up: no component, no desktop, no routes.
        command
            .env_clear()
            .current_dir(self.0.path())
            .args(["--config-dir", "config"])
            .args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).stdin(Stdio::null()).output().unwrap()
    }

    pub fn pipe(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A tool that refuses its arguments does not read its input.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// Starts it. Its output can be read while it runs.
    pub fn spawn(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Runs with the built component.
    pub fn run_whole(&self, arguments: &[&str]) -> Output {
        self.pipe_whole(arguments, "")
    }

    /// Runs with the built component, and with something on standard input.
    pub fn pipe_whole(&self, arguments: &[&str], input: &str) -> Output {
        let component = component();
        let flags = ["--component", component.to_str().unwrap()];
        self.pipe(&[&flags, arguments].concat(), input)
    }

    /// Saves a connection whose values no connector would take.
    pub fn add_demo(&self) {
        self.add(["t", "c", "a@b.c"], &[]);
    }

    /// Saves a connection `demo` of that tenant, client ID and mailbox.
    pub fn add(&self, [tenant, client, mailbox]: [&str; 3], more: &[&str]) {
        let flags = ["--tenant", tenant, "--client-id", client, "--mailbox", mailbox];
        let added = self.run(&[&["connection", "add", "demo"], &flags[..], more].concat());
        assert_eq!(code(&added), 0, "{}", stderr(&added));
    }

    /// Writes a file into the folder.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path().join(name), bytes).unwrap();
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// The emulator with the demo's world, and a tool whose connection `demo` sends from that mailbox of it.
pub async fn laboratory(mailbox: &str) -> (Emulator, Tool, String) {
    let emulator = Emulator::start(World::demo(), EmulatorOptions::on_free_ports())
        .await
        .unwrap();
    let tool = Tool::new();
    let (tenant, client) = (demo::TENANT_ID.to_string(), demo::CLIENT_ID.to_string());
    tool.add([&tenant, &client, mailbox], &[]);
    assert_eq!(code(&tool.pipe(&["secret", "set", "demo"], demo::SECRET_VALUE)), 0);
    let address = emulator.http_addr().unwrap().to_string();
    (emulator, tool, address)
}

/// Ids in their right form, of nobody.
pub const TENANT: &str = "11111111-2222-4333-8444-555555555555";
pub const CLIENT: &str = "66666666-7777-4888-9999-aaaaaaaaaaaa";

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stdout(output)))
}

/// The built component.
pub fn component() -> PathBuf {
    let built = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/outlook-connector.wasm");
    let component = std::env::var_os("OUTLOOK_CONNECTOR").map_or_else(|| PathBuf::from(built), PathBuf::from);
    let component = component.canonicalize();
    component.unwrap_or_else(|_| panic!("no component: run `cargo xtask build` first"))
}
