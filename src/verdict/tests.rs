//! What the rules decide, case by case.

use super::*;
use FailureKind::{OutcomeUnknown, Rejected, Throttled, Transient, Unauthorized};

const EFFECTS: [Effect; 3] = [Effect::SendsMail, Effect::Creates, Effect::Idempotent];

#[test]
fn responses_of_graph_are_judged_by_status_code_and_effect() {
    for (status, code, sending, otherwise) in [
        (401, "", Unauthorized, Unauthorized),
        (403, "ErrorAccessDenied", Unauthorized, Unauthorized),
        (403, "errorquotaexceeded", Rejected, Rejected),
        (429, "", Throttled, Throttled),
        (509, "", Throttled, Throttled),
        (408, "", OutcomeUnknown, Transient),
        (460, "", OutcomeUnknown, Transient),
        (499, "", OutcomeUnknown, Transient),
        (501, "", Rejected, Rejected),
        (505, "", Rejected, Rejected),
        (507, "", Rejected, Rejected),
        (500, "", OutcomeUnknown, Transient),
        (502, "", OutcomeUnknown, Transient),
        (503, "ErrorServerBusy", OutcomeUnknown, Transient),
        (504, "", OutcomeUnknown, Transient),
        (599, "", OutcomeUnknown, Transient),
        (600, "", OutcomeUnknown, Transient),
        (999, "", OutcomeUnknown, Transient),
        (200, "", OutcomeUnknown, Transient),
        (204, "", OutcomeUnknown, Transient),
        (302, "", Rejected, Rejected),
        (400, "ErrorInvalidRecipients", Rejected, Rejected),
        (400, "ErrorQuotaExceeded", Rejected, Rejected),
        (404, "ErrorInvalidUser", Rejected, Rejected),
        (413, "", Rejected, Rejected),
        (409, "", Transient, Transient),
        (412, "ErrorIrresolvableConflict", Transient, Transient),
    ] {
        let action = |effect| of_graph(status, None, code, effect);
        assert_eq!(action(Effect::SendsMail).kind(), sending, "{status} {code}");
        assert_eq!(action(Effect::Idempotent).kind(), otherwise, "{status} {code}");
        assert_eq!(action(Effect::Creates).kind(), otherwise, "{status} {code}");
        for effect in EFFECTS {
            assert_eq!(
                action(effect).may_have_taken_effect(),
                sending == OutcomeUnknown && effect != Effect::Idempotent,
                "{status} {code} {effect:?}"
            );
        }
    }
}

#[test]
fn a_code_says_more_than_a_status_and_removes_no_doubt() {
    for (status, judged_as, sending, otherwise) in [
        (0, 403, Unauthorized, Unauthorized),
        (0, 404, Rejected, Rejected),
        (0, 429, Throttled, Throttled),
        (0, 503, OutcomeUnknown, Transient),
        (400, 403, Unauthorized, Unauthorized),
        (403, 404, Rejected, Rejected),
        (400, 503, OutcomeUnknown, Transient),
        (503, 403, OutcomeUnknown, Unauthorized),
        (202, 403, OutcomeUnknown, Unauthorized),
        (401, 404, Rejected, Rejected),
        (429, 404, Throttled, Throttled),
        (407, 403, Rejected, Rejected),
    ] {
        let kind = |effect| of_graph(status, Some(judged_as), "X", effect).kind();
        assert_eq!(kind(Effect::SendsMail), sending, "{status} {judged_as}");
        assert_eq!(kind(Effect::Idempotent), otherwise, "{status} {judged_as}");
    }
    for (effect, expected) in [(Effect::SendsMail, OutcomeUnknown), (Effect::Idempotent, Rejected)] {
        assert_eq!(of_graph(0, None, "", effect).kind(), expected);
    }
}

#[test]
fn a_send_that_may_have_gone_out_is_never_judged_otherwise() {
    use TransportFault::{
        Broken, ConnectTimeout, Denied, Dns, NotHttp, Other, Source, Timeout, Tls, Unreachable, Unsupported,
    };
    for (fault, expected) in [
        (Dns, Transient),
        (Unreachable, Transient),
        (ConnectTimeout, Transient),
        (Tls, Transient),
        (Denied, Rejected),
        (Unsupported, Rejected),
        (Timeout, Transient),
        (Broken, Transient),
        (NotHttp, Transient),
        (Source, Transient),
        (Other, Transient),
    ] {
        for effect in EFFECTS {
            let before = without_response(TransportError::before_sending(fault), effect);
            assert_eq!(before.kind(), expected, "{fault:?} {effect:?}");
            assert!(!before.may_have_taken_effect(), "{fault:?} {effect:?}");
            let after = without_response(TransportError::after_sending(fault), effect);
            let expected = if effect == Effect::SendsMail {
                OutcomeUnknown
            } else {
                expected
            };
            assert_eq!(after.kind(), expected, "{fault:?} {effect:?}");
            let may_exist = match effect {
                Effect::SendsMail => true,
                Effect::Creates => expected == Transient,
                Effect::Idempotent => false,
            };
            assert_eq!(after.may_have_taken_effect(), may_exist, "{fault:?} {effect:?}");
        }
    }
}

#[test]
fn responses_of_entra_are_judged_by_status_and_error() {
    for (status, error, expected) in [
        (401, "invalid_client", Unauthorized),
        (400, "unauthorized_client", Unauthorized),
        (400, "invalid_request", Rejected),
        (400, "", Rejected),
        (403, "", Unauthorized),
        (302, "", Rejected),
        (400, "temporarily_unavailable", Transient),
        (401, "server_error", Transient),
        (408, "", Transient),
        (499, "", Transient),
        (503, "", Transient),
        (503, "invalid_client", Transient),
        (429, "invalid_client", Throttled),
    ] {
        assert_eq!(of_token_response(status, error).kind(), expected, "{status} {error}");
    }
}

/// The last rule of each table fits every response, so that the tables decide every case.
#[test]
fn every_table_ends_with_a_rule_for_the_rest() {
    let last = GRAPH_RULES.last().unwrap();
    assert!(last.statuses.is_empty() && last.codes.is_empty());
    let last = TOKEN_RULES.last().unwrap();
    assert!(last.statuses.is_empty() && last.errors.is_empty());
    for may_have_been_sent in [false, true] {
        for refused_by_host in [false, true] {
            let rules = NO_RESPONSE_RULES.iter();
            let fit = rules.filter(|rule| {
                (rule.may_have_been_sent, rule.refused_by_host) == (may_have_been_sent, refused_by_host)
            });
            assert_eq!(fit.count(), 1);
        }
    }
}

#[test]
fn a_wait_is_passed_on_where_a_repeat_can_help() {
    let response = |header: Option<&str>| Response {
        status: 429,
        headers: header
            .map(|value| ("retry-after".to_owned(), value.to_owned()))
            .into_iter()
            .collect(),
        body: Vec::new(),
        complete: true,
    };
    for (header, action, expected) in [
        (Some("7"), Action::RepeatAfterWait, Some(7_000)),
        (None, Action::RepeatAfterWait, Some(10_000)),
        (Some("7"), Action::Repeat, Some(7_000)),
        (None, Action::Repeat, None),
        (Some("7"), Action::Rejected, None),
        (Some("7"), Action::OutcomeUnknown, None),
    ] {
        assert_eq!(
            retry_after_ms(&response(header), action, 10, 0),
            expected,
            "{header:?} {action:?}"
        );
    }
}
