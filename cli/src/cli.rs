//! The command line, and the help that teaches it.

use clap::{Parser, Subcommand};
use clap_complete::ArgValueCandidates;

use crate::commands::{
    check_outcome::CheckOutcomeArguments, connection::ConnectionCommand, describe::DescribeArguments,
    explain::ExplainArguments, key::KeyCommand, secret::SecretCommand, send_mail::SendMailArguments,
    setup_guide::SetupGuideArguments, test_connection::TestConnectionArguments,
};
use crate::{completion, options::Global};

const AFTER_HELP: &str = "\
Try it:           outlook-host emulator
First mail:       outlook-host secret set contoso
                  outlook-host connection add contoso --tenant ID --client-id ID --mailbox ADDR
                  outlook-host test-connection contoso
                  outlook-host send-mail contoso --to you@contoso.com --text Hello
After a failure:  curl -i … | outlook-host explain

More options of every command, most of them with a variable such as OUTLOOK_HOST_CONFIG_DIR:
  --component FILE   --component-digest DIGEST   --config-dir DIR   --route HOST=URL   --ca FILE
  --passphrase-file FILE   --store-key file|passphrase|keyring

Exit codes:
  0 done   1 the tool cannot run   2 bad input   3 refused, a person must act
  4 not sent, repeat later   5 the mail may have been sent   130 interrupted, not sent";

/// Sends mail through Microsoft Graph from approved mailboxes, with no user signed in.
#[derive(Parser)]
#[command(
    name = "outlook-host",
    version,
    about = "Sends mail through Microsoft Graph, with no user signed in.",
    after_help = AFTER_HELP,
    max_term_width = 110
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Add, change, list and remove connections: tenant, app, credential and mailbox
    #[command(subcommand)]
    Connection(Box<ConnectionCommand>),
    /// Check the fields of a connection and sign in. Sends nothing
    Connect {
        /// Name of the connection
        #[arg(add = ArgValueCandidates::new(completion::connections))]
        name: String,
    },
    /// Test a connection step by step. Sends nothing
    #[command(visible_alias = "test")]
    TestConnection(TestConnectionArguments),
    /// Send one mail
    #[command(visible_alias = "send")]
    SendMail(Box<SendMailArguments>),
    /// Look for an earlier send in the mailbox
    #[command(visible_alias = "status")]
    CheckOutcome(CheckOutcomeArguments),
    /// Find the causes of any error response of Microsoft. Works offline
    Explain(Box<ExplainArguments>),
    /// Write the administrators' steps and scripts. Works offline
    #[command(visible_alias = "setup")]
    SetupGuide(Box<SetupGuideArguments>),
    /// Print the connector's descriptor: fields, rules, limits, hosts. Works offline
    Describe(DescribeArguments),
    /// Set, list and remove secrets, encrypted on this machine
    #[command(subcommand)]
    Secret(SecretCommand),
    /// Make, import, show and remove keys of certificates, encrypted on this machine
    #[command(subcommand)]
    Key(KeyCommand),
    /// Serve an emulator of Microsoft Entra and Graph on this machine
    #[cfg(feature = "emulator")]
    Emulator(crate::commands::emulator::EmulatorArguments),
    /// Serve the connector over HTTP, for programs that load no components
    #[cfg(feature = "serve")]
    Serve(crate::commands::serve::ServeArguments),
    /// Open a page in the browser to make, test and use connections
    #[cfg(feature = "serve")]
    Ui(crate::commands::ui::UiArguments),
    /// Print a completion script for a shell
    #[command(after_help = "\
bash:        source <(outlook-host completions bash)
zsh:         source <(outlook-host completions zsh)
fish:        outlook-host completions fish | source
powershell:  outlook-host completions powershell | Out-String | Invoke-Expression")]
    Completions {
        /// Shell to print for
        #[arg(value_parser = ["bash", "elvish", "fish", "powershell", "zsh"])]
        shell: String,
    },
    /// Write manual pages, one for each command
    Man {
        /// Folder to write them into, such as ~/.local/share/man/man1
        folder: std::path::PathBuf,
    },
}
