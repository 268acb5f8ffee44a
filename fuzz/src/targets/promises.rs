//! What holds of every result, whatever a service answered.

use outlook_connector::contract::{Error, ErrorDetail, RequestRecord};

/// The detail of an error.
pub fn detail(error: &Error) -> &ErrorDetail {
    match error {
        Error::ExecutionFailed => panic!("the connector never returns execution-failed"),
        Error::PermanentInvalidInput(detail)
        | Error::PermanentUnauthorized(detail)
        | Error::PermanentRejected(detail)
        | Error::PermanentOutcomeUnknown(detail)
        | Error::Throttled(detail)
        | Error::Transient(detail) => detail,
    }
}

/// No secret that the connector had, and nothing that a terminal obeys.
pub fn check_text(text: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!text.contains(*secret), "a secret in {text:?}");
    }
    let is_hidden = |c: char| {
        c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    assert!(!text.contains(is_hidden), "a hidden character in {text:?}");
}

/// Checks what people see of an error.
pub fn check_detail(detail: &ErrorDetail, secrets: &[&str]) {
    let shown = [&detail.service_code, &detail.service_message];
    for text in shown.into_iter().flatten().chain([&detail.code, &detail.message]) {
        check_text(text, secrets);
    }
    detail
        .leftovers
        .iter()
        .for_each(|left| check_text(&left.message, secrets));
    for cause in &detail.causes {
        check_text(&cause.title, secrets);
        cause
            .evidence
            .iter()
            .chain(&cause.counter_evidence)
            .for_each(|text| check_text(text, secrets));
    }
    assert!(
        detail
            .service_message
            .as_ref()
            .is_none_or(|text| text.chars().count() <= 401)
    );
    assert!(!detail.code.is_empty() && !detail.message.is_empty());
    // A day at most, and a wait of the connector's own.
    assert!(
        detail.retry_after_ms.is_none_or(|wait| wait <= 86_400_000),
        "{detail:?}"
    );
    check_requests(&detail.requests, secrets);
}

/// Checks the request log.
pub fn check_requests(requests: &[RequestRecord], secrets: &[&str]) {
    for request in requests {
        for text in [&request.request_id, &request.date, &request.diagnostic]
            .into_iter()
            .flatten()
        {
            check_text(text, secrets);
        }
        assert!(request.request_id.as_ref().is_none_or(|id| id.len() == 36));
        assert!(
            request
                .date
                .as_ref()
                .is_none_or(|date| date.len() == 20 && date.ends_with('Z'))
        );
    }
}
