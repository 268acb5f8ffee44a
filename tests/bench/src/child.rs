//! Servers in processes of their own, so that processor time and memory of this one are the client's alone. Each is this program
//! called again.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, Command, Stdio},
    time::Duration,
};

use outlook_emulator::{Emulator, EmulatorOptions, World};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::{floor::Target, server};

/// First argument of this program when it is the thin server.
pub const SERVER: &str = "--server";
/// First argument of this program when it is the emulator.
pub const EMULATOR: &str = "--emulator";

/// Second argument of the emulator that forgets.
const FORGETFUL: &str = "--forgetful";

/// A server. Dropping it ends its process.
pub struct Server {
    child: Child,
    /// Where it listens, with TLS.
    pub target: Target,
}

impl Server {
    /// Starts the thin server, which waits so long before each response.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(delay: Duration) -> Self {
        Self::spawn(&[SERVER, &delay.as_millis().to_string()], &[])
    }

    /// Starts the emulator with a world.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn emulator(world: &World) -> Self {
        Self::spawn(&[EMULATOR], &serde_json::to_vec(world).expect("a world is plain data"))
    }

    /// Starts the emulator with a world, and lets it forget finished mails and requests every second: it can run for long.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn forgetful_emulator(world: &World) -> Self {
        let world = serde_json::to_vec(world).expect("a world is plain data");
        Self::spawn(&[EMULATOR, FORGETFUL], &world)
    }

    fn spawn(arguments: &[&str], input: &[u8]) -> Self {
        let program = std::env::current_exe().expect("this program has a path");
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts");
        let mut stdin = child.stdin.take().expect("it has an input");
        stdin.write_all(input).expect("it reads its input");
        drop(stdin);
        let mut line = String::new();
        let output = child.stdout.take().expect("it has an output");
        BufReader::new(output).read_line(&mut line).expect("a line");
        let target: Value = serde_json::from_str(&line).expect("JSON");
        let text = |name: &str| target[name].as_str().expect("a text").to_owned();
        let target = Target {
            address: text("address").parse().expect("an address"),
            ca_pem: text("ca_pem"),
        };
        Self { child, target }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the process of a thin server does, until it is killed.
///
/// # Panics
/// When it cannot listen.
pub fn serve(arguments: &[String]) {
    let [delay] = arguments else {
        panic!("{SERVER} takes milliseconds");
    };
    let delay = Duration::from_millis(delay.parse().expect("milliseconds"));
    Runtime::new().expect("a runtime").block_on(server::serve(delay));
}

/// What the process of an emulator does, until it is killed.
///
/// # Panics
/// When it cannot listen.
pub fn emulate(arguments: &[String]) {
    let is_forgetful = arguments.first().is_some_and(|argument| argument == FORGETFUL);
    let mut world = String::new();
    std::io::stdin().read_to_string(&mut world).expect("a world");
    let world = World::from_json(&world).expect("a world");
    Runtime::new().expect("a runtime").block_on(async {
        let emulator = Emulator::start(world, EmulatorOptions::on_free_ports())
            .await
            .expect("free ports");
        println!(
            "{}",
            json!({ "address": emulator.tls_addr(), "ca_pem": emulator.ca_pem() })
        );
        if !is_forgetful {
            return std::future::pending::<()>().await;
        }
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            emulator.clear_history();
            emulator.clear_finished_messages();
        }
    });
}
