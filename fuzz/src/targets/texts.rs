//! Pasted texts and outputs of checks.

use arbitrary::Unstructured;
use outlook_connector::contract::{Explanation, Header, ServiceResponse};

use super::{promises::check_detail, service::NOW};

const VERDICTS: [&str; 7] = [
    "none",
    "permanent-invalid-input",
    "permanent-unauthorized",
    "permanent-rejected",
    "permanent-outcome-unknown",
    "throttled",
    "transient",
];

fn check(given: &ServiceResponse) -> Explanation {
    let explanation = outlook_connector::explain(given, NOW);
    assert!(
        VERDICTS.contains(&explanation.verdict.as_str()),
        "{}",
        explanation.verdict
    );
    // Nothing was entrusted.
    check_detail(&explanation.detail, &[]);
    assert!(!explanation.detail.causes.is_empty(), "every text gets an explanation");
    explanation
}

/// A text, with or without its status and its step. White space around it and a second look change nothing.
pub fn explain(data: &[u8]) {
    let mut bytes = Unstructured::new(data);
    let steps = [
        None,
        Some("token"),
        Some("send-mail"),
        Some("create-draft"),
        Some("find-message"),
        Some("no-step"),
    ];
    let step = *bytes.choose(&steps).unwrap_or(&None);
    let services = [None, Some("token"), Some("graph"), Some("other")];
    let service = *bytes.choose(&services).unwrap_or(&None);
    let http_status: Option<u16> = bytes.arbitrary().unwrap_or_default();
    let retry_after: Option<u16> = bytes.arbitrary().unwrap_or_default();
    let given = ServiceResponse {
        service: service.map(str::to_owned),
        http_status: http_status.filter(|status| (100..600).contains(status)),
        headers: retry_after
            .map(|seconds| Header {
                name: "Retry-After".to_owned(),
                value: seconds.to_string(),
            })
            .into_iter()
            .collect(),
        body: String::from_utf8_lossy(bytes.take_rest()).into_owned(),
        step: step.map(str::to_owned),
        ..ServiceResponse::default()
    };
    let first = check(&given);
    assert!(check(&given) == first, "a second look says something else");
    let padded = ServiceResponse {
        body: format!("\n{}\n", given.body),
        ..given.clone()
    };
    assert_eq!(
        check(&padded).verdict,
        first.verdict,
        "white space around the text changes the verdict"
    );
}

/// Output of the checks. Whatever it says, it does not change what an engine should do.
pub fn findings(data: &[u8]) {
    let body =
        r#"{"error":{"code":"ErrorAccessDenied","message":"Access is denied. Check credentials and try again."}}"#;
    let given = ServiceResponse {
        http_status: Some(403),
        body: body.to_owned(),
        step: Some("send-mail".to_owned()),
        connection: Some(super::operations::connection()),
        findings: Some(String::from_utf8_lossy(data).into_owned()),
        ..ServiceResponse::default()
    };
    assert_eq!(check(&given).verdict, "permanent-unauthorized");
}
