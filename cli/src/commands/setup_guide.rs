//! `setup-guide`: how to set up the app and its mailboxes, with the values filled in that are known, and a script that does it.
//!
//! Works offline. It writes a script down and runs none.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, builder::ArgPredicate};
use outlook_host::types::{Connection, Credential, FederatedCredential, Setup};

use super::new_file::NewFile;
use crate::{
    context::Context,
    failure::{Failure, exit},
    output::{Output, json},
};

#[derive(Args)]
#[command(after_help = "\
Examples:
  outlook-host setup-guide
  outlook-host setup-guide --group 'Outlook senders' \\
      --mailbox sender@contoso.com --handover for-the-administrator.md
  outlook-host setup-guide --connection contoso --group 'Outlook senders' \\
      --object-id 11111111-1111-1111-1111-111111111111 --drafts \\
      --script outlook-app.ps1

Every option may be left out. The steps then show a placeholder, and the script \
asks for the value before it does anything. \
The object ID is that of the Enterprise application (Entra ID > Enterprise \
applications > your app > Overview), not that of the app registration.")]
pub struct SetupGuideArguments {
    /// Saved connection that gives the tenant, client ID, cloud, mailbox and out-of-scope mailbox if no flag gives them
    #[arg(long, value_name = "NAME")]
    connection: Option<String>,
    /// Directory (tenant) ID: a GUID, or a verified domain
    #[arg(long, value_name = "ID")]
    tenant: Option<String>,
    /// Application (client) ID: a GUID
    #[arg(long, value_name = "GUID")]
    client_id: Option<String>,
    /// Object ID of the Enterprise application: a GUID
    #[arg(long, value_name = "GUID")]
    object_id: Option<String>,
    /// Name of the mail-enabled security group of the mailboxes that the app may send from
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Address of a mailbox that the app may send from (repeatable)
    #[arg(long = "mailbox", value_name = "ADDR")]
    mailboxes: Vec<String>,
    /// Address of a mailbox that the app must not reach, for the negative test
    #[arg(long, value_name = "ADDR")]
    out_of_scope_mailbox: Option<String>,
    /// Name of the app, as Exchange shows it [default: the group's name]
    #[arg(long, value_name = "NAME")]
    app_name: Option<String>,
    /// How the app signs in [default: as the saved connection does, else client-secret]
    #[arg(long, value_name = "HOW", value_parser = ["client-secret", "certificate", "federated-assertion"])]
    sign_in: Option<String>,
    /// Issuer (iss) of the platform's tokens, for a federated credential
    #[arg(long, value_name = "URL", requires = "federated_subject")]
    federated_issuer: Option<String>,
    /// Subject (sub) of the platform's tokens
    #[arg(long, value_name = "SUBJECT", requires = "federated_issuer")]
    federated_subject: Option<String>,
    /// Audience (aud) of the platform's tokens
    #[arg(
        long,
        value_name = "AUDIENCE",
        requires = "federated_issuer",
        default_value_if("federated_issuer", ArgPredicate::IsPresent, "api://AzureADTokenExchange")
    )]
    federated_audience: Option<String>,
    /// Drafts are wanted: needed for idempotency keys and for attachments from 3 MB up
    #[arg(long)]
    drafts: bool,
    /// Whether the tenant has already consented to mail permissions in Entra, which cover every mailbox. Without it the guide
    /// says how to look
    #[arg(long, value_enum, value_name = "ANSWER")]
    tenant_wide_consent: Option<YesNo>,
    /// Microsoft cloud: global (also GCC), us-gov-l4 (GCC High), us-gov-l5 (DoD), china
    #[arg(long)]
    cloud: Option<String>,
    /// Writes the PowerShell script for the Exchange administrator, or prints it for -
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// Writes one Markdown file to send to the administrators: their steps, and the script. Prints it for -
    #[arg(long, value_name = "FILE")]
    handover: Option<PathBuf>,
    /// Overwrites files that are there
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum YesNo {
    Yes,
    No,
}

pub async fn run(arguments: SetupGuideArguments, context: &Context, output: &Output) -> Result<i32, Failure> {
    let printed = printed(&arguments, output)?;
    let file = |path: &Option<PathBuf>| match path {
        Some(path) => NewFile::new(path, arguments.force),
        None => Ok(None),
    };
    // Before anything is written, so that nothing is written when one of the two cannot be.
    let (script, handover) = (file(&arguments.script)?, file(&arguments.handover)?);
    if let (Some(one), Some(other)) = (&script, &handover)
        && one.is_same(other)
    {
        return Err(Failure::usage("--script and --handover name the same file".to_owned()));
    }
    let saved = match &arguments.connection {
        Some(name) => Some(context.connections().load(name)?),
        None => None,
    };
    let setup = setup(arguments, saved);
    let instructions = context.offline_connector()?.setup_guide(&setup).await?;
    if let Some(file) = &script {
        file.write_script(&instructions.script)?;
    }
    if let Some(file) = &handover {
        file.write(&instructions.handover)?;
    }
    match printed {
        Some(Printed::Script) => output.text(&instructions.script),
        Some(Printed::Handover) => output.text(&instructions.handover),
        None => output.result(exit::OK, json::instructions(instructions.clone()), |out| {
            out.instructions(&instructions);
            let whats = [
                "script for the Exchange administrator",
                "document for the administrators",
            ];
            for (file, what) in [script, handover].iter().zip(whats) {
                if let Some(file) = file {
                    out.line(&format!("The {what} is in {}.", file.path().display()));
                }
            }
        }),
    }
    Ok(exit::OK)
}

/// What takes the place of the steps on standard output.
enum Printed {
    Script,
    Handover,
}

fn printed(arguments: &SetupGuideArguments, output: &Output) -> Result<Option<Printed>, Failure> {
    let is_stdout = |path: &Option<PathBuf>| path.as_deref() == Some(Path::new("-"));
    let printed = match (is_stdout(&arguments.script), is_stdout(&arguments.handover)) {
        (false, false) => return Ok(None),
        (true, true) => {
            return Err(Failure::usage(
                "only one text can go to standard output; name a file for the other".to_owned(),
            ));
        }
        (true, false) => Printed::Script,
        (false, true) => Printed::Handover,
    };
    if output.is_json() {
        return Err(Failure::usage(
            "the JSON document on standard output holds both texts; leave - out, or name a file".to_owned(),
        ));
    }
    Ok(Some(printed))
}

fn sign_in(credential: &Credential) -> &'static str {
    match credential {
        Credential::ClientSecret(_) => "client-secret",
        Credential::Certificate(_) => "certificate",
        Credential::FederatedAssertion(_) => "federated-assertion",
    }
}

/// Flags first, then what a saved connection has.
fn setup(arguments: SetupGuideArguments, saved: Option<Connection>) -> Setup {
    let saved = saved.as_ref();
    let mut mailboxes = arguments.mailboxes;
    if mailboxes.is_empty() {
        mailboxes.extend(saved.map(|saved| saved.mailbox.clone()));
    }
    let federated_credential = arguments.federated_issuer.map(|issuer| FederatedCredential {
        issuer,
        subject: arguments.federated_subject.unwrap_or_default(),
        audience: arguments.federated_audience.unwrap_or_default(),
    });
    let sign_in_flag = arguments
        .sign_in
        .or_else(|| federated_credential.is_some().then(|| "federated-assertion".to_owned()));
    Setup {
        cloud: arguments.cloud.or_else(|| saved?.cloud.clone()),
        tenant_id: arguments.tenant.or_else(|| Some(saved?.tenant_id.clone())),
        client_id: arguments.client_id.or_else(|| Some(saved?.client_id.clone())),
        enterprise_object_id: arguments.object_id,
        app_name: arguments.app_name,
        group_name: arguments.group,
        mailboxes,
        out_of_scope_mailbox: arguments
            .out_of_scope_mailbox
            .or_else(|| saved?.out_of_scope_mailbox.clone()),
        sign_in: sign_in_flag.or_else(|| Some(sign_in(&saved?.credential).to_owned())),
        needs_drafts: arguments.drafts,
        tenant_wide_consent: arguments.tenant_wide_consent.map(|answer| answer == YesNo::Yes),
        federated_credential,
    }
}
