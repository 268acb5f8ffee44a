//! `explain`: finds the likely causes of any error response of Microsoft, each with the check that settles it and the fix.
//!
//! Works offline. It calls nobody and opens no secret store.

mod input;

use std::path::{Path, PathBuf};

use clap::Args;
use outlook_host::types::{Header, ServiceResponse};

use crate::{
    context::Context,
    failure::{Failure, exit},
    output::{Output, json},
    suggest,
};

#[derive(Args)]
#[command(after_help = "\
The input is what you have, at most 1 MiB: a body, a whole response as `curl -i` prints it, the text of an exception, or a \
line of a log: { \"http_status\": 403, \"headers\": { \"request-id\": \"…\" }, \"body\": { … } or \"…\" }

Examples:
  curl -i … | outlook-host explain
  outlook-host explain response.txt --step send-mail --connection contoso
  outlook-host explain response.txt --connection contoso --findings findings.txt   after the checks were run
  outlook-host explain body.json --service graph --status 403 --json")]
pub struct ExplainArguments {
    /// File with the response, or - for standard input
    #[arg(default_value = "-", value_name = "FILE")]
    file: PathBuf,
    /// Who sent the response: token (Entra's sign-in) or graph [default: guessed from the response]
    #[arg(long, value_name = "SERVICE", value_parser = ["token", "graph"])]
    service: Option<String>,
    /// HTTP status; replaces the input's
    #[arg(long, value_name = "STATUS", value_parser = clap::value_parser!(u16).range(100..=599))]
    status: Option<u16>,
    /// Header; replaces the input's (repeatable)
    #[arg(long = "header", value_name = "'NAME: VALUE'", value_parser = header)]
    headers: Vec<(String, String)>,
    /// Step that was refused, as the request log names it: send-mail, create-draft, drafts-folder, token, …
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// `roles` of the token, such as Mail.Send,Mail.ReadWrite; '' if it has none
    #[arg(long, value_name = "ROLES", value_delimiter = ',')]
    roles: Option<Vec<String>>,
    /// Saved connection; its values are filled into checks and fixes
    #[arg(long, value_name = "NAME")]
    connection: Option<String>,
    /// File with the output of the checks, as the console printed it, or - for standard input
    #[arg(long, value_name = "FILE")]
    findings: Option<PathBuf>,
}

pub async fn run(arguments: ExplainArguments, context: &Context, output: &Output) -> Result<i32, Failure> {
    let stdin = Path::new("-");
    if arguments.file == stdin && arguments.findings.as_deref() == Some(stdin) {
        return Err(Failure::usage(
            "the response and the findings cannot both come from standard input; name a file for one of them"
                .to_owned(),
        ));
    }
    let connection = match &arguments.connection {
        Some(name) => Some(context.connections().load(name)?),
        None => None,
    };
    if arguments.file == stdin {
        output.prompt("Paste the response, then press Ctrl-D (on Windows: Ctrl-Z and Enter).");
    }
    let body = input::read(&arguments.file)?.trim().to_owned();
    if body.is_empty() && arguments.status.is_none() && arguments.headers.is_empty() {
        return Err(Failure::input(
            "response",
            "there is nothing to explain; give the body of the response, the whole response, or at least --status",
        ));
    }
    let findings = arguments.findings.as_deref().map(input::read).transpose()?;
    let has_findings = findings.is_some();
    let response = ServiceResponse {
        service: arguments.service,
        http_status: arguments.status,
        headers: arguments
            .headers
            .into_iter()
            .map(|(name, value)| Header { name, value })
            .collect(),
        body,
        step: arguments.step,
        // `--roles ''` says that there are none, which is not the same as not knowing.
        roles: arguments
            .roles
            .map(|roles| roles.into_iter().filter(|role| !role.is_empty()).collect()),
        connection,
        findings,
    };
    let explanation = context.offline_connector()?.explain(&response).await?;
    let next = if has_findings {
        Vec::new()
    } else {
        suggest::after_explanation(&explanation, &typed())
    };
    output.result(exit::OK, json::explanation(explanation.clone(), &next), |out| {
        out.explanation(&explanation, &next);
    });
    Ok(exit::OK)
}

/// What was typed after the tool's name.
fn typed() -> Vec<String> {
    let arguments = std::env::args_os().skip(1);
    arguments
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect()
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once(':')
        .filter(|(name, _)| !name.trim().is_empty())
        .ok_or("write a header as 'Retry-After: 30'")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}
