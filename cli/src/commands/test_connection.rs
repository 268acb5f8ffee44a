//! `test-connection`: tests a connection step by step. Sends nothing unless a test mail is asked for.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use clap_complete::ArgValueCandidates;
use outlook_host::{stores::FileAttachments, types::StepStatus};

use super::{new_file::NewFile, time_budget};
use crate::{
    completion,
    context::{Context, cancelled_by_ctrl_c},
    failure::{Failure, exit},
    output::{Output, Waiting, json},
    suggest,
};

#[derive(Args)]
pub struct TestConnectionArguments {
    /// Name of the connection
    #[arg(add = ArgValueCandidates::new(completion::connections))]
    name: String,
    /// Send one mail from the mailbox to itself: the only full proof
    #[arg(long)]
    send_test_mail: bool,
    /// Also fail on warnings, such as a mailbox that the app must not reach and does (exit code 3)
    #[arg(long)]
    strict: bool,
    /// Time limit of the whole test, such as 30s or 2m [default: 100s]
    #[arg(long, value_name = "TIME", value_parser = time_budget::parse)]
    time_budget: Option<Duration>,
    /// Write the whole report as Markdown for the administrator. Without FILE, print it instead of the steps
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    report: Option<PathBuf>,
    /// Overwrite the file of --report
    #[arg(long, requires = "report")]
    force: bool,
}

pub async fn run(arguments: TestConnectionArguments, context: &Context, output: &Output) -> Result<i32, Failure> {
    let name = &arguments.name;
    let connection = context.connections().load(name)?;
    // Before the test, so that no mail goes out for a report that cannot be written.
    let file = match &arguments.report {
        Some(path) => NewFile::new(path, arguments.force)?,
        None => None,
    };
    let connector = context.connector(FileAttachments::new())?;
    let mut call = connector
        .test_connection(&connection)
        .send_test_mail(arguments.send_test_mail)
        .cancelled_by(cancelled_by_ctrl_c());
    if let Some(budget) = arguments.time_budget {
        call = call.time_budget(budget);
    }
    let waiting = Waiting::start("Testing", output);
    let report = call.await?;
    drop(waiting);
    if let Some(file) = &file {
        file.write(&report.markdown)?;
    }
    let next = if arguments.report.is_none() {
        suggest::after_test(&report, context.global(), name)
    } else {
        Vec::new()
    };
    let exit_code = match report.status {
        StepStatus::Fail => exit::REFUSED,
        StepStatus::Warn if arguments.strict => exit::REFUSED,
        _ => exit::OK,
    };
    if arguments.report.is_some() && file.is_none() && !output.is_json() {
        output.text(&report.markdown);
    } else {
        output.result(exit_code, json::report(report.clone(), &next), |out| {
            out.report(&report);
            out.next(&next);
            if let Some(file) = &file {
                out.line(&format!("The report is in {}.", file.path().display()));
            }
        });
    }
    Ok(exit_code)
}
