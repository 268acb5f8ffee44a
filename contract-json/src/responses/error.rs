//! Failures.

use super::{Link, Param, RequestRecord};
use crate::record::responses;

/// Returns the name of a failure's kind. A call that was stopped when the mail may have been sent is of unknown outcome, whatever
/// stopped it.
#[cfg(not(target_family = "wasm"))]
#[must_use]
pub fn kind(error: &outlook_host::Error) -> &'static str {
    if error.may_have_been_sent() {
        outlook_host::ErrorKind::OutcomeUnknown.as_str()
    } else {
        error.kind().as_str()
    }
}

responses! {
    /// Details of a failure.
    ErrorDetail {
        /// Stable code, such as `client-secret-expired`.
        code: String,
        /// Describes the failure in one or two sentences.
        message: String,
        /// Values in the message, if it is made from the template that `describe` has for the code.
        params: Vec<Param>,
        /// Fields at fault.
        fields: Vec<FieldProblem>,
        /// Likely causes, the likeliest first.
        causes: Vec<Cause>,
        /// HTTP status of Microsoft's response.
        http_status: Option<u16>,
        /// Microsoft's error code.
        service_code: Option<String>,
        /// Microsoft's message, without addresses and quotations.
        service_message: Option<String>,
        /// How long to wait before a repeat, in milliseconds.
        retry_after_ms: Option<u64>,
        /// Reference for `check-outcome`. Present if the mail may have been sent.
        reference: Option<String>,
        /// What a failed send left in the mailbox.
        leftovers: Vec<Leftover>,
        /// What was read of the response or the input.
        understood: Vec<String>,
        /// For `explain`: the parts of the input that were not understood.
        not_understood: Vec<String>,
        /// Requests of this call, in order.
        requests: Vec<RequestRecord>,
    }

    /// What a failed send left in the mailbox.
    Leftover {
        /// Stable code, such as `draft-left`.
        code: String,
        /// Says what it is, where it is, and what to do.
        message: String,
        /// Values in the message. `message_id` is the ID of the message in Graph.
        params: Vec<Param>,
    }

    /// A field that was refused.
    FieldProblem {
        /// Path of the field in the contract, such as `connection.tenant-id`.
        field: String,
        /// Stable code of the rule that the value breaks.
        code: String,
        /// Describes the problem without the value.
        message: String,
        /// What to type instead.
        fix: String,
        /// Values in the texts.
        params: Vec<Param>,
        /// Web pages that help.
        links: Vec<Link>,
    }

    /// A command to run.
    Command {
        /// Program to run it in: `Exchange Online PowerShell`, `Microsoft Graph PowerShell` or `Azure CLI`.
        shell: String,
        /// The command on one line.
        text: String,
    }

    /// A likely cause of a failure.
    Cause {
        /// Stable ID, such as `mailbox-outside-scope`.
        id: String,
        /// Names the cause in one sentence.
        title: String,
        /// `certain`, `likely`, `possible` or `unlikely`.
        confidence: String,
        /// Who can fix it: `recipe-builder`, `tenant-admin`, `exchange-admin`, `microsoft` or `platform`.
        owner: String,
        /// Facts of this case that point to the cause.
        evidence: Vec<String>,
        /// Facts of this case that point away from the cause.
        counter_evidence: Vec<String>,
        /// The check that confirms or rules out the cause.
        check: String,
        /// The commands of the check, in order. They only read.
        check_commands: Vec<Command>,
        /// The change that removes the cause.
        fix: String,
        /// The commands of the fix, in order. They change the tenant.
        fix_commands: Vec<Command>,
        /// When to repeat the call.
        retry: String,
        /// Number of the step of the set-up guide that fixes it.
        guide_step: Option<String>,
        /// Values in the texts.
        params: Vec<Param>,
        /// Web pages that help.
        links: Vec<Link>,
    }
}
