//! Suggests next steps after a refusal: hand back the output of the checks, write a report for an administrator, compare with
//! the set-up guide. None of them sends anything.

use outlook_host::{
    ErrorKind,
    types::{ConnectionReport, ErrorDetail, Explanation, StepStatus},
};
use serde_json::json;

use super::tool;
use crate::{
    failure::Failure,
    next_step::NextStep,
    options::{Global, quoted},
};

/// Suggested name for the file with the output of the checks.
const FINDINGS: &str = "findings.txt";

/// Suggests what to do after Microsoft refused a call over that connection.
pub fn after_refusal(failure: &Failure, global: &Global, connection: &str) -> Vec<NextStep> {
    let error = failure.call().filter(|error| error.kind() == ErrorKind::Unauthorized);
    let Some(detail) = error.and_then(|error| error.detail()) else {
        return Vec::new();
    };
    let mut steps: Vec<_> = hand_back(detail, global, connection).into_iter().collect();
    steps.push(report(global, connection));
    if detail.http_status == Some(403) {
        steps.push(guide(global, connection));
    }
    steps
}

/// Suggests what to do after a test of that connection.
pub fn after_test(report_of_test: &ConnectionReport, global: &Global, connection: &str) -> Vec<NextStep> {
    let details = || report_of_test.steps.iter().filter_map(|step| step.detail.as_ref());
    let mut steps: Vec<_> = details()
        .find_map(|detail| hand_back(detail, global, connection))
        .into_iter()
        .collect();
    if report_of_test.status == StepStatus::Fail {
        steps.push(report(global, connection));
        if details().any(|detail| detail.http_status == Some(403)) {
            steps.push(guide(global, connection));
        }
    }
    steps
}

/// Suggests what to do after an explanation. `arguments` are those of the command that explained.
pub fn after_explanation(explanation: &Explanation, arguments: &[String]) -> Vec<NextStep> {
    // After `--` a flag would be taken for a file.
    if !is_open(&explanation.detail) || arguments.iter().any(|argument| argument == "--") {
        return Vec::new();
    }
    let mut words = vec!["outlook-host".to_owned()];
    words.extend(arguments.iter().map(|argument| quoted(argument)));
    words.push(format!("--findings {FINDINGS}"));
    vec![NextStep {
        why: format!("Run the checks, save their output as {FINDINGS}, and explain the same response again:"),
        command: Some(words.join(" ")),
    }]
}

/// Whether the response alone leaves several causes open.
fn is_open(detail: &ErrorDetail) -> bool {
    matches!(detail.causes.as_slice(), [first, _, ..] if first.confidence != "certain")
}

/// Suggests how to settle an unclear refusal of Graph: explain the response again with the output of the checks.
fn hand_back(detail: &ErrorDetail, global: &Global, connection: &str) -> Option<NextStep> {
    let code = detail.service_code.as_ref()?;
    if detail.http_status != Some(403) || !is_open(detail) {
        return None;
    }
    let was_refused = |status: Option<u16>| status == detail.http_status;
    let refused = detail.requests.iter().rfind(|request| was_refused(request.http_status));
    let step = refused.map_or(String::new(), |request| format!(" --step {}", quoted(&request.step)));
    let body = json!({ "error": { "code": code, "message": detail.service_message } });
    let explain = tool(
        global,
        &format!(
            "explain --service graph --status 403{step} --connection {} --findings {FINDINGS}",
            quoted(connection)
        ),
    );
    Some(NextStep {
        why: format!("The response does not settle the cause. Run the checks, save their output as {FINDINGS}, then:"),
        command: Some(format!("printf %s {} | {explain}", quoted(&body.to_string()))),
    })
}

fn report(global: &Global, connection: &str) -> NextStep {
    NextStep {
        why: "Test the connection step by step, with a report for the administrator:".to_owned(),
        command: Some(tool(
            global,
            &format!("test-connection {} --report report.md", quoted(connection)),
        )),
    }
}

fn guide(global: &Global, connection: &str) -> NextStep {
    NextStep {
        why: "Compare with the set-up guide (fill in the words in capitals):".to_owned(),
        command: Some(tool(
            global,
            &format!(
                "setup-guide --connection {} --object-id OBJECT-ID --group 'GROUP NAME'",
                quoted(connection)
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use outlook_host::types::{Cause, Error, RequestRecord};

    use super::*;
    use crate::cli::Cli;

    fn cause(confidence: &str) -> Cause {
        Cause {
            confidence: confidence.to_owned(),
            ..Cause::default()
        }
    }

    fn refusal(status: u16, code: &str, confidences: &[&str]) -> ErrorDetail {
        ErrorDetail {
            code: "mailbox-refused".to_owned(),
            causes: confidences.iter().map(|confidence| cause(confidence)).collect(),
            http_status: Some(status),
            service_code: Some(code.to_owned()),
            service_message: Some("It's denied.".to_owned()),
            requests: vec![RequestRecord {
                step: "send-mail".to_owned(),
                http_status: Some(status),
                duration_ms: 0,
                ..RequestRecord::default()
            }],
            ..ErrorDetail::default()
        }
    }

    fn commands(error: Error) -> Vec<String> {
        // The component is given, since an environment variable may name one too.
        let cli = Cli::parse_from(["outlook-host", "--component", "c.wasm", "describe"]);
        let steps = after_refusal(&outlook_host::Error::from(error).into(), &cli.global, "my demo");
        steps.into_iter().filter_map(|step| step.command).collect()
    }

    #[test]
    fn an_unclear_refusal_asks_for_findings_then_offers_report_and_guide() {
        let commands = commands(Error::PermanentUnauthorized(refusal(
            403,
            "ErrorAccessDenied",
            &["likely", "possible"],
        )));
        assert_eq!(
            commands,
            [
                r#"printf %s '{"error":{"code":"ErrorAccessDenied","message":"It'\''s denied."}}' | outlook-host --component c.wasm explain --service graph --status 403 --step send-mail --connection 'my demo' --findings findings.txt"#,
                "outlook-host --component c.wasm test-connection 'my demo' --report report.md",
                "outlook-host --component c.wasm setup-guide --connection 'my demo' --object-id OBJECT-ID --group 'GROUP NAME'",
            ]
        );
    }

    #[test]
    fn a_settled_refusal_asks_for_nothing_more() {
        for confidences in [&["certain", "possible"][..], &["likely"], &[]] {
            let commands = commands(Error::PermanentUnauthorized(refusal(
                403,
                "ErrorAccessDenied",
                confidences,
            )));
            assert!(!commands[0].contains("explain"), "{confidences:?}: {commands:?}");
        }
        let sign_in = commands(Error::PermanentUnauthorized(refusal(
            401,
            "AADSTS7000215",
            &["likely", "possible"],
        )));
        assert!(
            matches!(sign_in.as_slice(), [only] if only.contains("--report")),
            "{sign_in:?}"
        );
        assert!(commands(Error::PermanentRejected(refusal(400, "x", &["likely", "possible"]))).is_empty());
    }

    #[test]
    fn an_explanation_is_repeated_with_findings() {
        let explanation = |confidences| Explanation {
            service: "graph".to_owned(),
            verdict: "permanent-unauthorized".to_owned(),
            detail: refusal(403, "ErrorAccessDenied", confidences),
        };
        let command = |confidences, arguments: &[&str]| {
            let arguments: Vec<_> = arguments.iter().map(|&argument| argument.to_owned()).collect();
            after_explanation(&explanation(confidences), &arguments)
                .pop()
                .and_then(|step| step.command)
        };
        assert_eq!(
            command(&["likely", "possible"], &["explain", "my answer.txt"]).as_deref(),
            Some("outlook-host explain 'my answer.txt' --findings findings.txt")
        );
        assert_eq!(command(&["certain", "possible"], &["explain"]), None);
        assert_eq!(command(&["likely", "possible"], &["explain", "--", "-odd"]), None);
    }
}
