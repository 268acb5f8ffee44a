//! The report of a connection test: how each step ends, and what it does not prove.

use StepStatus::{Fail, Ok, Skip, Warn};
use outlook_connector::{
    contract::{Connection, ConnectionReport, StepStatus, TestStep},
    http::{Method, TransportError, TransportFault},
    test_connection,
};

use crate::{
    GRAPH, NO_TEST_MAIL, cache_name, connection, expect_token,
    script::{Answer, Script, answer, jwt, token_of},
    token_answer,
};

const DRAFTS: &str = "/v1.0/users/references%40contoso.com/mailFolders/drafts?$select=id";
const GRAPH_APP: &str = "00000003-0000-0000-c000-000000000000";

fn expect_drafts(host: &Script, scripted: Answer) {
    host.expect(Method::Get, GRAPH, DRAFTS, scripted);
}

fn found() -> Answer {
    answer(200, r#"{"id":"AAA"}"#)
}

fn refused(status: u16, code: &str) -> Answer {
    answer(status, format!(r#"{{"error":{{"code":"{code}","message":"m"}}}}"#))
}

/// Token of an app with these tenant-wide permissions.
fn token_with(roles: &str) -> Answer {
    token_of(&jwt(&format!(
        r#"{{"aud":"https://graph.microsoft.com","roles":[{roles}]}}"#
    )))
}

/// Runs a test whose token and mailbox are answered so.
fn tested(token: Answer, mailbox: Answer) -> ConnectionReport {
    let host = Script::new();
    expect_token(&host, token);
    expect_drafts(&host, mailbox);
    test_connection(&host, &connection(), &NO_TEST_MAIL)
}

/// Statuses of the four steps, after a look at what holds for every report.
fn statuses(report: &ConnectionReport) -> Vec<StepStatus> {
    let ids: Vec<_> = report.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["configuration", "token", "permissions", "mailbox"]);
    let statuses: Vec<_> = report.steps.iter().map(|step| step.status).collect();
    let worst = [Fail, Warn]
        .into_iter()
        .find(|status| statuses.contains(status))
        .unwrap_or(Ok);
    assert_eq!(report.status, worst);
    assert!(!report.summary.is_empty() && !report.summary.contains('\n'));
    for step in &report.steps {
        assert!(!step.title.is_empty() && !step.message.is_empty(), "{step:?}");
        assert!(
            step.status != Fail || step.detail.is_some(),
            "a failure has its reason: {step:?}"
        );
        // Exchanges stand in the report, once.
        assert!(step.detail.iter().all(|detail| detail.exchanges.is_empty()));
    }
    statuses
}

fn unproven(step: &TestStep) -> &str {
    step.does_not_prove.as_deref().unwrap_or_default()
}

#[test]
fn what_works_says_what_it_does_not_prove() {
    let report = tested(token_with(""), found());
    assert_eq!(statuses(&report), [Ok, Ok, Ok, Ok]);
    let [configuration, token, permissions, mailbox] = &report.steps[..] else {
        unreachable!("four steps")
    };
    assert_eq!(configuration.does_not_prove, None);
    assert!(unproven(token).contains("without any permission"));
    assert!(unproven(permissions).contains("Exchange RBAC"));
    assert!(unproven(mailbox).contains("Mail.Send"));
    assert_eq!(
        report.summary,
        "Signs in, and the mailbox answers. Sending itself was not tried."
    );
    let steps: Vec<_> = report
        .exchanges
        .iter()
        .map(|e| (e.step.as_str(), e.http_status))
        .collect();
    assert_eq!(steps, [("token", Some(200)), ("drafts-folder", Some(200))]);
}

#[test]
fn a_cached_token_is_dropped_first() {
    let host = Script::new();
    host.secrets
        .borrow_mut()
        .insert(cache_name(), ("old.token".to_owned(), Some(u64::MAX)));
    expect_token(&host, token_answer(3599));
    expect_drafts(&host, found());
    test_connection(&host, &connection(), &NO_TEST_MAIL);
    assert_eq!(host.finish()[1].bearer.as_deref(), Some(crate::TOKEN));
}

#[test]
fn fields_at_fault_end_the_test_before_any_request() {
    let host = Script::new();
    let typed = Connection {
        tenant_id: "common".to_owned(),
        client_id: "x".to_owned(),
        ..connection()
    };
    let report = test_connection(&host, &typed, &NO_TEST_MAIL);
    assert_eq!(statuses(&report), [Fail, Skip, Skip, Skip]);
    assert_eq!(report.steps[0].detail.as_ref().unwrap().fields.len(), 2);
    assert!(
        report.summary.starts_with("Failed at \"configuration\": "),
        "{}",
        report.summary
    );
    assert!(report.exchanges.is_empty() && host.finish().is_empty());
}

#[test]
fn a_refused_sign_in_ends_the_test() {
    let body = r#"{"error":"invalid_client","error_description":"AADSTS7000222: expired","error_codes":[7000222]}"#;
    let host = Script::new();
    expect_token(&host, answer(401, body));
    let report = test_connection(&host, &connection(), &NO_TEST_MAIL);
    assert_eq!(statuses(&report), [Ok, Fail, Skip, Skip]);
    assert_eq!(report.steps[1].detail.as_ref().unwrap().code, "client-secret-expired");
    assert_eq!(report.steps[2].message, "Not tried, since an earlier step failed.");
    assert!(
        report.summary.starts_with("Failed at \"token\": "),
        "{}",
        report.summary
    );
    assert_eq!(report.exchanges.len(), 1);
}

#[test]
fn an_opaque_token_skips_the_permissions_and_nothing_else() {
    let report = tested(token_of("engine-placeholder"), found());
    assert_eq!(statuses(&report), [Ok, Ok, Skip, Ok]);
    assert!(unproven(&report.steps[2]).contains("Exchange RBAC"));
}

#[test]
fn tenant_wide_permissions_warn() {
    for (roles, status) in [
        ("\"User.Read.All\"", Ok),
        ("\"Mail.Send\"", Warn),
        ("\"Mail.ReadWrite\"", Warn),
    ] {
        let report = tested(token_with(roles), found());
        assert_eq!(statuses(&report), [Ok, Ok, status, Ok], "{roles}");
        let step = &report.steps[2];
        assert!(step.message.contains(roles.trim_matches('"')), "{}", step.message);
        assert_eq!(step.notices.len(), usize::from(status == Warn));
        if let Some(notice) = step.notices.first() {
            assert_eq!(report.summary, format!("Signs in, with a warning: {}", notice.message));
        }
    }
}

#[test]
fn a_token_for_another_service_warns() {
    for (audience, status) in [
        ("https://graph.microsoft.com", Ok),
        ("https://graph.microsoft.com/", Ok),
        (GRAPH_APP, Ok),
        ("https://graph.microsoft.us", Warn),
        ("https://outlook.office365.com", Warn),
    ] {
        let token = token_of(&jwt(&format!(r#"{{"aud":"{audience}"}}"#)));
        assert_eq!(statuses(&tested(token, found())), [Ok, Ok, status, Ok], "{audience}");
    }
}

#[test]
fn what_needs_attention_soon_warns() {
    let host = Script::new();
    expect_token(&host, token_with(""));
    expect_drafts(&host, found());
    let typed = Connection {
        credential_expires: Some("2026-11-25".to_owned()),
        ..connection()
    };
    host.faults.borrow_mut().put = Some(outlook_connector::host::SecretStoreError::Denied("no".to_owned()));
    let report = test_connection(&host, &typed, &NO_TEST_MAIL);
    assert_eq!(statuses(&report), [Warn, Warn, Ok, Ok]);
    let codes: Vec<_> = report
        .steps
        .iter()
        .flat_map(|s| &s.notices)
        .map(|n| n.code.as_str())
        .collect();
    assert_eq!(codes, ["credential-expires-this-week", "token-not-cached"]);
    assert!(
        report.summary.ends_with("expires in 2 days, on 2026-11-25."),
        "{}",
        report.summary
    );
}

#[test]
fn a_403_warns_since_an_app_that_may_only_send_is_refused_as_well() {
    for (token, by_its_token, first_cause) in [
        (token_with("\"Mail.Send\""), true, "access-policy"),
        (token_with(""), false, "mailbox-outside-scope"),
        (token_of("engine-placeholder"), false, "no-grant-for-mailbox"),
    ] {
        let report = tested(token, refused(403, "ErrorAccessDenied"));
        statuses(&report);
        let step = &report.steps[3];
        assert_eq!((step.status, report.status), (Warn, Warn));
        assert_eq!(
            step.message.contains("by its token it may send"),
            by_its_token,
            "{}",
            step.message
        );
        assert!(unproven(step).contains("may send"));
        let detail = step.detail.as_ref().unwrap();
        assert_eq!(
            (detail.code.as_str(), detail.causes[0].id.as_str()),
            ("access-denied", first_cause)
        );
    }
}

#[test]
fn after_a_renewal_the_new_token_tells_what_the_app_may() {
    let host = Script::new();
    expect_token(&host, token_with(""));
    expect_drafts(&host, answer(401, ""));
    expect_token(&host, token_with("\"Mail.Send\""));
    expect_drafts(&host, refused(403, "ErrorAccessDenied"));
    let report = test_connection(&host, &connection(), &NO_TEST_MAIL);
    let step = &report.steps[3];
    assert!(step.message.contains("by its token it may send"), "{}", step.message);
    assert_eq!(report.exchanges.len(), 4);
}

#[test]
fn a_mailbox_that_does_not_answer_fails() {
    for (status, service_code, code) in [
        (404, "ErrorInvalidUser", "mailbox-not-found"),
        (404, "Request_ResourceNotFound", "mailbox-not-found"),
        (404, "ResourceNotFound", "mailbox-not-found"),
        (404, "ErrorItemNotFound", "mailbox-not-found"),
        (404, "MailboxNotEnabledForRESTAPI", "mailbox-not-usable"),
        (400, "Nonsense", "request-refused"),
        (429, "TooManyRequests", "throttled"),
        // Nothing is sent here, so that the outcome of a fault is never unknown.
        (503, "MailboxInfoStale", "graph-unavailable"),
        (204, "", "graph-unavailable"),
    ] {
        let report = tested(token_with(""), refused(status, service_code));
        assert_eq!(statuses(&report), [Ok, Ok, Ok, Fail], "{status} {service_code}");
        let detail = report.steps[3].detail.as_ref().unwrap();
        assert_eq!((detail.http_status, detail.code.as_str()), (Some(status), code));
        assert_eq!(report.summary, format!("Failed at \"mailbox\": {}", detail.message));
    }
}

#[test]
fn a_lost_answer_fails_the_mailbox() {
    let lost = Err(TransportError::after_sending(TransportFault::Broken));
    let report = tested(token_with(""), lost);
    assert_eq!(statuses(&report), [Ok, Ok, Ok, Fail]);
    assert_eq!(report.steps[3].detail.as_ref().unwrap().code, "connection-broken");
    assert_eq!(report.exchanges[1].http_status, None);
}
