//! Options that every command takes.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};
use outlook_host::{ComponentDigest, Route};

/// Options of every command.
#[derive(Args, Clone)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// Component to run [default: outlook-connector.wasm beside this program, or in target/]
    #[arg(
        long,
        global = true,
        hide = true,
        value_name = "FILE",
        env = "OUTLOOK_HOST_COMPONENT"
    )]
    pub component: Option<PathBuf>,
    /// Digest that the component must have, as sha256:<64 hexadecimal digits>; another component is refused
    #[arg(
        long,
        global = true,
        hide = true,
        value_name = "DIGEST",
        env = "OUTLOOK_HOST_COMPONENT_DIGEST"
    )]
    pub component_digest: Option<ComponentDigest>,
    /// Folder of connections, secrets and compiled code [default: the system's folder for such files]
    #[arg(
        long,
        global = true,
        hide = true,
        value_name = "DIR",
        env = "OUTLOOK_HOST_CONFIG_DIR"
    )]
    pub config_dir: Option<PathBuf>,
    /// Send requests for one of Microsoft's hosts to this machine: graph.microsoft.com=http://127.0.0.1:8080 (repeatable)
    #[arg(
        long = "route",
        global = true,
        hide = true,
        value_name = "HOST=URL",
        env = "OUTLOOK_HOST_ROUTES",
        value_delimiter = ','
    )]
    pub routes: Vec<Route>,
    /// Use the emulator at 127.0.0.1:8080 or another address
    #[arg(
        long,
        global = true,
        value_name = "ADDR",
        env = "OUTLOOK_HOST_EMULATOR",
        hide_env = true,
        conflicts_with = "routes"
    )]
    pub emulator: Option<String>,
    /// Also trust the certificates in this PEM file, for example a company's TLS proxy's (repeatable)
    #[arg(
        long = "ca",
        global = true,
        hide = true,
        value_name = "FILE",
        env = "OUTLOOK_HOST_CA",
        value_delimiter = ','
    )]
    pub ca_files: Vec<PathBuf>,
    /// Print one JSON document on standard output, also for errors
    #[arg(long, global = true)]
    pub json: bool,
    /// Show all causes, IDs and the request log; -vv shows requests as they happen
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// File whose first line is the passphrase of the secret store
    #[arg(
        long,
        global = true,
        hide = true,
        value_name = "FILE",
        env = "OUTLOOK_HOST_PASSPHRASE_FILE"
    )]
    pub passphrase_file: Option<PathBuf>,
    /// Place of the key of a new secret store
    #[arg(long, global = true, hide = true, value_enum, value_name = "PLACE")]
    pub store_key: Option<KeyPlace>,
}

impl Global {
    /// Returns the options that another command needs to work on the same mailbox.
    pub fn as_arguments(&self) -> Vec<String> {
        let mut arguments = Vec::new();
        let mut add = |flag: &str, value: &str| arguments.extend([flag.to_owned(), quoted(value)]);
        for (flag, path) in [
            ("--component", &self.component),
            ("--config-dir", &self.config_dir),
            ("--passphrase-file", &self.passphrase_file),
        ] {
            if let Some(path) = path {
                add(flag, &path.to_string_lossy());
            }
        }
        if let Some(digest) = &self.component_digest {
            add("--component-digest", &digest.to_string());
        }
        if let Some(address) = &self.emulator {
            add("--emulator", address);
        }
        for route in &self.routes {
            add("--route", &route.to_string());
        }
        for path in &self.ca_files {
            add("--ca", &path.to_string_lossy());
        }
        arguments
    }
}

/// Quotes a word for a POSIX shell.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Place of the key of a new secret store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeyPlace {
    /// In the keyring of the desktop session.
    Keyring,
    /// In a file beside the store (mode 0600, except on Windows).
    File,
    /// In a passphrase, asked for or read from --passphrase-file.
    Passphrase,
}
