//! Suggests the next step after a failure, with the exact command where there is one. Suggests a second run only if it cannot
//! send a second mail. [`refusal`] has the steps after a refusal, and [`missing`] those to store
//! what a connection names.

mod missing;
mod refusal;

use outlook_host::ErrorKind;

use crate::{
    failure::Failure,
    next_step::NextStep,
    options::{Global, quoted},
};
pub use missing::after_missing;
pub use refusal::{after_explanation, after_refusal, after_test};

/// A command of this tool, with the options that hold for every command.
fn tool(global: &Global, rest: &str) -> String {
    let mut words = vec!["outlook-host".to_owned()];
    words.extend(global.as_arguments());
    words.push(rest.to_owned());
    words.join(" ")
}

/// The command that looks for an earlier send.
fn look(global: &Global, connection: &str, reference: &str) -> NextStep {
    // A reference that begins with a dash is not a flag.
    let dashes = if reference.starts_with('-') { "-- " } else { "" };
    let rest = format!("check-outcome {} {dashes}{}", quoted(connection), quoted(reference));
    NextStep::command("Find out what became of the mail:", tool(global, &rest))
}

/// Suggests what to do after `send-mail` failed, for that connection and that idempotency key, or for the reference that was made
/// before the call.
pub fn after_send(
    failure: &Failure,
    global: &Global,
    connection: &str,
    key: Option<&str>,
    reference: Option<&str>,
) -> Vec<NextStep> {
    let mut steps = Vec::new();
    let Some(error) = failure.call() else { return steps };
    // A report of the connector names the reference and what is left in the mailbox.
    if error.detail().is_none() {
        let trace = error.may_have_been_sent() || error.may_have_left_a_draft();
        match key {
            Some(key) if trace => {
                steps.push(look(global, connection, key));
                steps.push(NextStep::advice(
                    "Or run the same command again. With the same key it finishes the send or reports it, and sends no second mail.",
                ));
            }
            None if error.may_have_been_sent() => {
                steps.extend(reference.map(|reference| look(global, connection, reference)));
                steps.push(NextStep::advice(
                    "Look into Sent Items before you send it again. With --idempotency-key a second run would be safe.",
                ));
            }
            None if trace => steps.push(NextStep::advice(
                "A draft may be left in the mailbox's Drafts folder. Delete it there. With --idempotency-key a second run would \
                 remove it.",
            )),
            _ => {}
        }
    }
    steps.extend(after_refusal(failure, global, connection));
    if let Some(reference) = error.detail().and_then(|detail| detail.reference.as_ref()) {
        steps.push(look(global, connection, reference));
    }
    let repeatable = match error.kind() {
        ErrorKind::Throttled | ErrorKind::Transient => true,
        // By the contract, a repeat with the same key is safe after that time.
        ErrorKind::OutcomeUnknown => error.retry_after().is_some(),
        _ => false,
    };
    if repeatable && key.is_some() {
        steps.push(NextStep::advice(
            "Or run the same command again. With the same key it sends no second mail.",
        ));
    }
    steps
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use outlook_host::types::{Error, ErrorDetail};

    use super::*;
    use crate::cli::Cli;

    fn detail(reference: Option<&str>, retry_after_ms: Option<u64>) -> ErrorDetail {
        ErrorDetail {
            retry_after_ms,
            reference: reference.map(str::to_owned),
            ..ErrorDetail::default()
        }
    }

    fn steps(error: Error, key: Option<&str>) -> (Option<String>, bool) {
        // The component is given, since an environment variable may name one too.
        let flags = ["--component", "c.wasm", "--emulator", "127.0.0.1:8080"];
        let cli = Cli::parse_from(["outlook-host"].into_iter().chain(flags).chain(["describe"]));
        let steps = after_send(&outlook_host::Error::from(error).into(), &cli.global, "demo", key, None);
        let command = steps.iter().find_map(|step| step.command.clone());
        (
            command,
            steps.iter().any(|step| step.why.contains("run the same command again")),
        )
    }

    #[test]
    fn the_command_can_be_pasted() {
        let unknown = |reference| Error::PermanentOutcomeUnknown(detail(Some(reference), None));
        let flags = "outlook-host --component c.wasm --emulator 127.0.0.1:8080 check-outcome demo";
        for (reference, end) in [
            ("order-1", "order-1"),
            ("order 1; rm", "'order 1; rm'"),
            ("it's", r"'it'\''s'"),
            ("-x", "-- -x"),
        ] {
            assert_eq!(steps(unknown(reference), None).0, Some(format!("{flags} {end}")));
        }
    }

    #[test]
    fn a_second_run_is_suggested_only_where_it_is_safe() {
        let unknown = |retry| Error::PermanentOutcomeUnknown(detail(Some("r"), retry));
        let transient = || Error::Transient(detail(None, None));
        assert!(!steps(unknown(Some(1)), None).1, "no key");
        assert!(!steps(unknown(None), Some("k")).1, "the component does not say so");
        assert!(steps(unknown(Some(1)), Some("k")).1);
        assert!(steps(transient(), Some("k")).1);
        assert_eq!(
            steps(Error::PermanentRejected(detail(None, None)), Some("k")),
            (None, false)
        );
    }
}
