//! Error bodies that people met in public, played at the place where they came: what is each one told as?
//!
//! `fixtures/error-bodies.jsonl` holds the bodies with their sources. [`EXPECTED`] is in its order.

use outlook_connector::contract::ErrorDetail;
use serde_json::Value;

use crate::{
    expect_send, expect_token, message, parts,
    script::{Script, answer},
    send, token_answer,
};

const BODIES: &str = include_str!("fixtures/error-bodies.jsonl");

const UNAUTHORIZED: &str = "permanent-unauthorized";
const REJECTED: &str = "permanent-rejected";
const THROTTLED: &str = "throttled";
const UNKNOWN: &str = "permanent-outcome-unknown";

/// Microsoft's code, and what it is told as: case, our code, first cause. A code that the connector does not know gets the
/// guess of its family, and says so.
// A table is read by its lines.
#[rustfmt::skip]
const EXPECTED: [(&str, &str, &str, &str); 53] = [
    ("AADSTS700016", UNAUTHORIZED, "app-not-in-tenant", "app-not-in-tenant"),
    ("AADSTS90002", REJECTED, "tenant-not-found", "tenant-not-found"),
    ("AADSTS90002", REJECTED, "tenant-not-found", "tenant-not-found"),
    ("AADSTS50012", UNAUTHORIZED, "clock-skew", "clock-skew"),
    ("AADSTS70002", UNAUTHORIZED, "credential-missing", "credential-missing"),
    ("NoPermissionsInAccessToken", UNAUTHORIZED, "access-denied", "no-grant-for-mailbox"),
    ("ErrorAccessDenied", UNAUTHORIZED, "access-denied", "no-grant-for-mailbox"),
    ("ErrorAccessDenied", UNAUTHORIZED, "access-denied", "ews-or-rest-blocked"),
    ("ErrorSendAsDenied", UNAUTHORIZED, "send-as-denied", "send-as-missing"),
    ("Authorization_RequestDenied", UNAUTHORIZED, "access-denied", "directory-permission-missing"),
    ("MailboxNotEnabledForRESTAPI", REJECTED, "mailbox-not-usable", "mailbox-not-in-exchange-online"),
    ("ErrorInvalidRequest", REJECTED, "mailbox-not-usable", "mailbox-not-in-exchange-online"),
    ("ErrorInvalidUser", REJECTED, "mailbox-not-found", "no-such-mailbox"),
    ("ErrorInvalidUser", REJECTED, "mailbox-not-found", "no-such-mailbox"),
    ("ErrorInvalidRecipients", REJECTED, "recipients-refused", "recipients-not-resolved"),
    ("ErrorInvalidRecipients", REJECTED, "recipients-refused", "recipients-not-resolved"),
    ("ErrorMessageSizeExceeded", REJECTED, "message-too-large", "message-too-large"),
    ("ApplicationThrottled", THROTTLED, "throttled", "too-many-requests"),
    ("AADSTS7000222", UNAUTHORIZED, "client-secret-expired", "client-secret-expired"),
    ("AADSTS7000222", UNAUTHORIZED, "client-secret-expired", "client-secret-expired"),
    ("AADSTS7002138", UNAUTHORIZED, "federated-credential-mismatch", "federated-subject-mismatch"),
    ("AADSTS7000229", UNAUTHORIZED, "service-principal-missing", "service-principal-missing"),
    ("AADSTS700027", UNAUTHORIZED, "certificate-not-registered", "certificate-not-registered"),
    ("AADSTS700024", UNAUTHORIZED, "clock-skew", "clock-skew"),
    ("AADSTS1002012", REJECTED, "scope-wrong", "scope-wrong"),
    ("AADSTS70011", REJECTED, "scope-wrong", "scope-wrong"),
    ("AADSTS500011", REJECTED, "wrong-cloud", "scope-wrong"),
    ("AADSTS7000218", UNAUTHORIZED, "credential-missing", "credential-missing"),
    ("TooManyRequests", THROTTLED, "throttled", "too-many-requests"),
    ("ResourceNotFound", REJECTED, "mailbox-not-found", "no-such-mailbox"),
    ("BadRequest", REJECTED, "wrong-request", "me-without-user"),
    ("BadRequest", REJECTED, "wrong-request", "me-without-user"),
    ("InvalidAuthenticationToken", UNAUTHORIZED, "token-refused", "token-expired"),
    ("InvalidAuthenticationToken", UNAUTHORIZED, "token-refused", "token-expired"),
    ("InvalidAuthenticationToken", UNAUTHORIZED, "token-refused", "token-missing"),
    ("RequestBodyRead", REJECTED, "body-refused", "body-malformed"),
    ("InvalidInternetMessageHeader", REJECTED, "header-refused", "header-refused"),
    ("ErrorItemNotFound", REJECTED, "item-gone", "item-gone"),
    ("InvalidAudienceForResource", UNAUTHORIZED, "upload-refused", "token-on-upload-url"),
    ("InvalidAudienceForResource", UNAUTHORIZED, "upload-refused", "token-on-upload-url"),
    ("UnableToDeserializePostBody", REJECTED, "body-refused", "body-malformed"),
    ("UnknownError", UNAUTHORIZED, "token-refused", "token-refused"),
    ("AADSTS900023", REJECTED, "tenant-not-found", "tenant-not-found"),
    ("AADSTS900023", REJECTED, "tenant-not-found", "tenant-not-found"),
    ("AADSTS5000224", UNAUTHORIZED, "tenant-blocked", "tenant-blocked"),
    ("AADSTS900144", REJECTED, "token-request-malformed", "token-request-malformed"),
    ("AADSTS900144", REJECTED, "scope-wrong", "scope-wrong"),
    ("InvalidInternetMessageHeaderCollection", REJECTED, "header-refused", "header-refused"),
    ("MailboxInfoStale", UNKNOWN, "send-outcome-unknown", "look-before-sending-again"),
    ("Request_BadRequest", REJECTED, "wrong-request", "wrong-request"),
    ("UnknownTenantId", REJECTED, "tenant-not-found", "tenant-not-found"),
    ("", UNKNOWN, "send-outcome-unknown", "look-before-sending-again"),
    ("Request_ResourceNotFound", REJECTED, "mailbox-not-found", "no-such-mailbox"),
];

/// A body and the place where it came.
struct Met {
    source: String,
    /// From the token endpoint; else from Graph.
    signing_in: bool,
    status: u16,
    body: Vec<u8>,
}

fn bodies() -> Vec<Met> {
    let met = BODIES.lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        let body = &line["body"];
        // Where the report does not tell the status: Graph denies with 403, everything else was a bad request.
        let denied = body["error"]["code"] == "NoPermissionsInAccessToken";
        let status = line["http_status"].as_u64().unwrap_or(if denied { 403 } else { 400 });
        Met {
            source: line["source"].as_str().unwrap().to_owned(),
            signing_in: line["where"] == "token",
            status: u16::try_from(status).unwrap(),
            body: if body.is_null() {
                Vec::new()
            } else {
                body.to_string().into_bytes()
            },
        }
    });
    met.collect()
}

/// Plays a body and returns the case and the detail of what `send-mail` says to it.
fn play(met: &Met, body: &[u8]) -> (&'static str, ErrorDetail) {
    let host = Script::new();
    if met.signing_in {
        expect_token(&host, answer(met.status, body));
    } else {
        expect_token(&host, token_answer(3599));
        expect_send(&host, answer(met.status, body));
        if met.status == 401 {
            expect_token(&host, token_answer(3599));
            expect_send(&host, answer(401, body));
        }
    }
    let told = parts(send(&host, message()).unwrap_err());
    host.finish();
    told
}

/// What holds whatever the body says: the case follows from the place and the status, and a person is told something.
fn assert_sound(met: &Met, case: &str, detail: &ErrorDetail) {
    let (source, status) = (&met.source, met.status);
    assert_eq!(detail.http_status, Some(status), "{source}");
    assert!(
        !detail.code.is_empty() && !detail.message.is_empty() && !detail.causes.is_empty(),
        "{source}: {detail:?}"
    );
    for cause in &detail.causes {
        assert!(
            !cause.check.is_empty() && !cause.fix.is_empty() && !cause.fix.contains('{'),
            "{source}: {cause:?}"
        );
    }
    let unknown = !met.signing_in && status >= 500;
    assert_eq!(case == UNKNOWN, unknown, "{source}: {case}");
    assert_eq!(case == THROTTLED, status == 429, "{source}: {case}");
}

#[test]
fn every_body_has_its_case_code_and_first_cause() {
    let bodies = bodies();
    let told: Vec<_> = bodies
        .iter()
        .map(|met| {
            let (case, detail) = play(met, &met.body);
            assert_sound(met, case, &detail);
            (
                detail.service_code.unwrap_or_default(),
                case,
                detail.code,
                detail.causes[0].id.clone(),
            )
        })
        .collect();
    let wrong: Vec<_> = told
        .iter()
        .zip(EXPECTED)
        .zip(&bodies)
        .filter(|((told, expected), _)| (told.0.as_str(), told.1, told.2.as_str(), told.3.as_str()) != *expected)
        .map(|((told, expected), met)| format!("{}: told {told:?}, expected {expected:?}", met.source))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(told.len(), EXPECTED.len());
}

#[test]
fn bodies_that_break_off_still_give_a_typed_error() {
    for met in bodies() {
        let length = met.body.len();
        for cut in [
            0,
            1,
            2,
            9,
            length / 4,
            length / 2,
            length * 3 / 4,
            length.saturating_sub(1),
        ] {
            let (case, detail) = play(&met, &met.body[..cut.min(length)]);
            assert_sound(&met, case, &detail);
        }
    }
}

#[test]
fn bodies_with_a_flipped_byte_still_give_a_typed_error() {
    // Every seventh byte: each kind of character of each body is met, in a second instead of ten.
    for met in bodies() {
        for at in (0..met.body.len()).step_by(7) {
            for flip in [0x01, 0x20, 0x80] {
                let mut body = met.body.clone();
                body[at] ^= flip;
                let (case, detail) = play(&met, &body);
                assert_sound(&met, case, &detail);
            }
        }
    }
}
