//! `explain`: likely causes of an error answer from wherever, each with the check that settles it and the fix.
//!
//! Works offline: it asks nobody, and opens no secret store.

mod answer;
mod http_response;
mod input;
mod log_line;

use std::path::{Path, PathBuf};

use clap::Args;
use outlook_host::types::{Header, ServiceResponse};

use crate::{
    context::Context,
    failure::{Failure, exit},
    next_step,
    output::{Output, json},
};
use answer::Answer;

#[derive(Args)]
#[command(after_help = "\
The answer may be a bare body, a whole response as `curl -i` prints it, or one line of a log:
  { \"http_status\": 403, \"headers\": { \"request-id\": \"…\" }, \"body\": { … } or \"…\" }
At most 1 MiB. Nothing is called, and no passphrase is asked for.

Examples:
  curl -i … | outlook-host explain
  outlook-host explain answer.txt --step send-mail --connection contoso
  outlook-host explain answer.txt --connection contoso --findings findings.txt   after the checks were run
  outlook-host explain body.json --service graph --status 403 --json")]
pub struct ExplainArguments {
    /// File with the answer, or - for standard input
    #[arg(default_value = "-", value_name = "FILE")]
    file: PathBuf,
    /// Who answered: token (Entra's sign-in) or graph. Otherwise guessed from the answer
    #[arg(long, value_name = "SERVICE", value_parser = ["token", "graph"])]
    service: Option<String>,
    /// HTTP status of the answer; wins over the input's
    #[arg(long, value_name = "STATUS", value_parser = clap::value_parser!(u16).range(100..=599))]
    status: Option<u16>,
    /// Header of the answer; wins over the input's (repeatable)
    #[arg(long = "header", value_name = "'NAME: VALUE'", value_parser = header)]
    headers: Vec<(String, String)>,
    /// What was asked for, by the step's name in `requests`: send-mail, create-draft, drafts-folder, token, …
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// `roles` of the token that was used, such as Mail.Send,Mail.ReadWrite; '' when it has none
    #[arg(long, value_name = "ROLES", value_delimiter = ',')]
    roles: Option<Vec<String>>,
    /// Saved connection that was used; its values are filled into checks and fixes
    #[arg(long, value_name = "NAME")]
    connection: Option<String>,
    /// File with what the checks printed (output of Format-List, as it is), or - for standard input
    #[arg(long, value_name = "FILE")]
    findings: Option<PathBuf>,
}

pub async fn run(arguments: ExplainArguments, context: &Context, output: &Output) -> Result<i32, Failure> {
    let stdin = Path::new("-");
    if arguments.file == stdin && arguments.findings.as_deref() == Some(stdin) {
        return Err(Failure::usage(
            "answer and findings cannot both come from standard input; name a file for one of them".to_owned(),
        ));
    }
    let connection = match &arguments.connection {
        Some(name) => Some(context.connections().load(name)?.to_contract()),
        None => None,
    };
    if arguments.file == stdin {
        output.prompt("Paste the answer, then press Ctrl-D (on Windows: Ctrl-Z and Enter).");
    }
    let mut answer =
        Answer::parse(&input::read(&arguments.file)?).map_err(|message| Failure::input("answer", message))?;
    answer.status = arguments.status.or(answer.status);
    for (name, value) in &arguments.headers {
        answer.set_header(name, value);
    }
    if answer.is_empty() {
        return Err(Failure::input(
            "answer",
            "there is nothing to explain; give the body of the answer, the whole response, or at least --status",
        ));
    }
    let findings = arguments.findings.as_deref().map(input::read).transpose()?;
    let has_findings = findings.is_some();
    let answer = ServiceResponse {
        service: arguments.service.or(answer.service),
        http_status: answer.status,
        headers: answer
            .headers
            .into_iter()
            .map(|(name, value)| Header { name, value })
            .collect(),
        body: answer.body,
        step: arguments.step.or(answer.step),
        // `--roles ''` says that there are none, which is not the same as not knowing.
        roles: arguments
            .roles
            .map(|roles| roles.into_iter().filter(|role| !role.is_empty()).collect()),
        connection,
        findings,
    };
    let explanation = context.offline_connector()?.explain(&answer).await?;
    let next = match has_findings {
        true => Vec::new(),
        false => next_step::after_explanation(&explanation, &typed()),
    };
    output.document(json::explanation(&explanation, &next), |out| {
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
