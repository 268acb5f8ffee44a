//! The command line, and the help that teaches it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use outlook_host::Route;

use crate::commands::{
    check_outcome::CheckOutcomeArguments, connection::ConnectionCommand, explain::ExplainArguments,
    secret::SecretCommand, send_mail::SendMailArguments, setup_guide::SetupGuideArguments,
    test_connection::TestConnectionArguments,
};

const AFTER_HELP: &str = "\
Try it without a tenant:
  outlook-host emulator                          serves a pretended Microsoft 365 and prints what to paste next

Send your first mail through Microsoft 365:
  outlook-host secret set contoso                asks for the client secret's Value
  outlook-host connection add contoso --tenant contoso.onmicrosoft.com \\
      --client-id 00000000-0000-0000-0000-000000000000 --mailbox sender@contoso.com
  outlook-host connect contoso                   proves that the sign-in works
  outlook-host test-connection contoso           step by step, sends nothing
  outlook-host send-mail contoso --to megan@contoso.com --subject Hello --text 'It works.'

When something is refused, or before anything is set up:
  outlook-host setup-guide --help                the steps, with your values, and PowerShell scripts for them
  outlook-host test-connection contoso --report report.md
  curl -i … | outlook-host explain               causes of any answer of Entra or Graph, with checks and fixes

Exit codes:
  0    done
  1    the tool itself or the component cannot run
  2    bad input: nothing was sent; the message names the field and what to type instead
  3    refused: nothing was sent; a person must change a grant or a credential (also: a test step failed)
  4    not sent, repeat later: throttled, or a passing fault (check-outcome: not sent, or not yet)
  5    unknown: the mail may have been sent; the message says how to find out, and whether a second run is safe
  130  interrupted before anything was sent";

/// Runs the Outlook connector: sends mail through Microsoft Graph from approved mailboxes, with no user signed in.
#[derive(Parser)]
#[command(version, about, after_help = AFTER_HELP, max_term_width = 110)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Component to run. Otherwise outlook-connector.wasm beside this program, or in target/
    #[arg(long, global = true, value_name = "FILE", env = "OUTLOOK_CONNECTOR")]
    pub component: Option<PathBuf>,
    /// Folder of connections, secrets and compiled code. Otherwise the one that the system has for such things
    #[arg(long, global = true, value_name = "DIR", env = "OUTLOOK_HOST_CONFIG_DIR")]
    pub config_dir: Option<PathBuf>,
    /// Leads one of Microsoft's hosts to this machine, as in graph.microsoft.com=http://127.0.0.1:8080 (repeatable)
    #[arg(
        long = "route",
        global = true,
        value_name = "HOST=URL",
        env = "OUTLOOK_ROUTES",
        value_delimiter = ','
    )]
    pub routes: Vec<Route>,
    /// Leads all of Microsoft's hosts to an emulator on this machine, as in 127.0.0.1:8080 or https://127.0.0.1:8443
    #[arg(long, global = true, value_name = "ADDR", conflicts_with = "routes")]
    pub emulator: Option<String>,
    /// Also trusts the certificates in this PEM file, such as a company's TLS proxy needs (repeatable)
    #[arg(long = "ca", global = true, value_name = "FILE")]
    pub ca_files: Vec<PathBuf>,
    /// Prints one JSON document on standard output, also for errors
    #[arg(long, global = true)]
    pub json: bool,
    /// Tells on standard error what is called, without anything secret
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// File whose first line is the passphrase of the secret store
    #[arg(long, global = true, value_name = "FILE", env = "OUTLOOK_PASSPHRASE_FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Where to keep the key of a new secret store. Default: the desktop's keyring if this program was built with it, else a file
    #[arg(long, global = true, value_enum, value_name = "WHERE")]
    pub key: Option<KeyPlace>,
}

impl Global {
    /// These options as they must be given again for another command to do its work on the same mailbox.
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

/// A word as a POSIX shell takes it for one.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Where the key of a new secret store is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeyPlace {
    /// In the keyring of the desktop session.
    Keyring,
    /// In a file beside the store, mode 0600.
    File,
    /// In a passphrase, asked for or read from --passphrase-file.
    Passphrase,
}

#[derive(Subcommand)]
pub enum Command {
    /// Keeps connections: which app signs in to which tenant, and which mailbox it sends from
    #[command(subcommand)]
    Connection(ConnectionCommand),
    /// Checks every field of a connection and proves that the sign-in works. Sends nothing
    Connect {
        /// Name of the connection
        name: String,
    },
    /// Tests a connection step by step. Sends nothing unless --send-test-mail; exit code 3 when a step failed
    TestConnection(TestConnectionArguments),
    /// Sends one mail
    SendMail(Box<SendMailArguments>),
    /// Looks into the mailbox for an earlier send, by its idempotency key or its reference. Changes nothing
    CheckOutcome(CheckOutcomeArguments),
    /// Explains an error answer of Microsoft, from wherever: likely causes, each with a check and a fix. Works offline
    Explain(Box<ExplainArguments>),
    /// Writes down how to set up the app and its mailboxes, with your values, and scripts for it. Works offline
    SetupGuide(Box<SetupGuideArguments>),
    /// Prints what the connector says of itself: fields, rules, limits, hosts. Works offline
    Describe,
    /// Keeps secrets, encrypted on this machine. Values are asked for or read from standard input, never from arguments
    #[command(subcommand)]
    Secret(SecretCommand),
    /// Serves an emulator of Microsoft Entra and Graph on this machine
    #[cfg(feature = "emulator")]
    Emulator(crate::commands::emulator::EmulatorArguments),
    /// Prints a completion script, as in: outlook-host completions bash > ~/.local/share/bash-completion/completions/outlook-host
    Completions {
        /// Shell to print for
        shell: Shell,
    },
}
