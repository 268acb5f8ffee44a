//! `check-outcome`: looks for an earlier send in the mailbox.

use clap::Args;
use clap_complete::ArgValueCandidates;
use outlook_host::{stores::FileAttachments, types::SendOutcome};

use crate::{
    completion,
    context::{Context, cancelled_by_ctrl_c},
    failure::{Failure, exit},
    output::{Output, Waiting, json},
};

#[derive(Args)]
#[command(after_help = "\
The reference is the idempotency key of the send, or the one in its receipt or error.

Exit codes:
  0 it was sent
  4 it was not sent, or not yet; the summary says whether to send again
  5 unknown: the mailbox cannot be read, or it is unclear whose message was found")]
pub struct CheckOutcomeArguments {
    /// Name of the connection
    #[arg(add = ArgValueCandidates::new(completion::connections))]
    name: String,
    /// Idempotency key or reference of the send
    reference: String,
}

pub async fn run(arguments: &CheckOutcomeArguments, context: &Context, output: &Output) -> Result<i32, Failure> {
    let connection = context.connections().load(&arguments.name)?;
    if arguments.reference.trim().is_empty() {
        return Err(Failure::input(
            "reference",
            "the reference is empty; give the idempotency key of the send, or the reference that its receipt or its error named",
        ));
    }
    let connector = context.connector(FileAttachments::new())?;
    let waiting = Waiting::start("Looking into the mailbox", output);
    let outcome = connector
        .check_outcome(&connection, &arguments.reference)
        .cancelled_by(cancelled_by_ctrl_c())
        .await?;
    drop(waiting);
    let exit_code = exit_code(&outcome);
    output.result(exit_code, json::outcome(outcome.clone()), |out| out.outcome(&outcome));
    Ok(exit_code)
}

fn exit_code(outcome: &SendOutcome) -> i32 {
    match outcome.state.as_str() {
        "sent" => exit::OK,
        "draft" | "not-found" => exit::REPEAT_LATER,
        // Also a state that a later component may add.
        _ => exit::UNKNOWN,
    }
}
