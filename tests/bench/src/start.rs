//! `start`: from the start of a process to its first accepted mail, sign-in and TLS included, with compiled code cached.

use std::{path::PathBuf, process::Command, time::Duration};

use outlook_bench::{
    child::Server,
    meter::{quartiles, shown},
};
use outlook_emulator::demo;
use outlook_end_to_end::component;
use tempfile::TempDir;

use crate::watch::{Seen, watched};

const ROUNDS: usize = 25;

/// Measures the programs, round by round.
pub fn run() {
    let server = Server::start(Duration::ZERO);
    let tool = Tool::set_up(&server);
    let mut programs = vec![
        ("by hand (the floor)", program("first_mail_by_hand", &server)),
        ("over the host library", program("first_mail", &server)),
    ];
    programs.extend(tool.as_ref().map(|tool| ("the tool, token cached", tool.send())));
    let mut rows: Vec<Vec<Seen>> = programs.iter().map(|_| Vec::new()).collect();
    for (_, program) in &programs {
        // The first run compiles the component; the tool's also signs in.
        watched(program, "");
    }
    for _ in 0..ROUNDS {
        for ((_, program), row) in programs.iter().zip(&mut rows) {
            row.push(watched(program, ""));
        }
    }
    println!("\nFrom the start of a process to its first accepted mail; {ROUNDS} rounds, medians (quartiles)");
    println!(
        "| {:<22} | ms to the first output | ms to the end      | CPU ms             | memory    |",
        ""
    );
    println!(
        "|{:-<24}|------------------------|--------------------|--------------------|-----------|",
        ""
    );
    for ((name, _), row) in programs.iter().zip(&rows) {
        println!(
            "| {name:<22} | {:<22} | {:<18} | {:<18} | {:>5.1} MiB |",
            shown(quartiles(row, |seen| seen.output_ms), 1),
            shown(quartiles(row, |seen| seen.end_ms), 1),
            shown(quartiles(row, |seen| seen.cpu_ms), 1),
            row.iter().map(|seen| seen.peak_mib).fold(f64::NAN, f64::max),
        );
    }
}

/// A program of this package.
fn program(name: &str, server: &Server) -> Command {
    let this = std::env::current_exe().expect("this program has a path");
    let mut command = Command::new(this.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX)));
    command.args([&server.target.address.to_string(), &server.target.ca_pem]);
    command
}

/// The tool `outlook-host` with a configuration of its own.
struct Tool {
    program: PathBuf,
    folder: TempDir,
    server: String,
}

impl Tool {
    /// Stores a secret and a connection. Returns `None` without the tool, which `cargo xtask bench` builds and names.
    fn set_up(server: &Server) -> Option<Self> {
        let tool = Self {
            program: std::env::var_os("OUTLOOK_HOST").map(PathBuf::from)?,
            folder: tempfile::tempdir().expect("a temporary folder"),
            server: format!("https://{}", server.target.address),
        };
        std::fs::write(tool.folder.path().join("ca.pem"), &server.target.ca_pem).expect("the CA is written");
        watched(&tool.command(&["secret", "set", "bench"]), demo::SECRET_VALUE);
        let (tenant, client) = (demo::TENANT_ID.to_string(), demo::CLIENT_ID.to_string());
        let mut add = vec!["connection", "add", "bench", "--secret", "bench"];
        add.extend(["--tenant", &tenant, "--client-id", &client, "--mailbox", demo::MAILBOX]);
        watched(&tool.command(&add), "");
        Some(tool)
    }

    fn send(&self) -> Command {
        let mut send = vec!["send-mail", "bench", "--to", "adele@fabrikam.example"];
        send.extend(["--subject", "Hello", "--text", "Hello."]);
        self.command(&send)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).arg("--config-dir").arg(self.folder.path());
        command.arg("--component").arg(component());
        command.args(["--emulator", &self.server, "--store-key", "file", "--ca"]);
        command.arg(self.folder.path().join("ca.pem"));
        command
    }
}
