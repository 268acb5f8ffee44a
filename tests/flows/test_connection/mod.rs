//! The report of a connection test: how each step ends, and what it does not prove.

mod warnings;

use StepStatus::{Fail, Ok, Skip, Warn};
use outlook_connector::{
    contract::{Connection, ConnectionReport, StepStatus, TestOptions, TestStep},
    http::{Method, TransportError, TransportFault},
    test_connection,
};

use crate::{
    CLIENT, GRAPH, PROBE_RESOURCE, TENANT, cache_name, connection, expect_token,
    script::{Answer, Script, answer, jwt, token_of},
    token_answer,
};

const DRAFTS: &str = "/v1.0/users/references%40contoso.com/mailFolders/drafts?$select=id";
const GRAPH_APP: &str = "00000003-0000-0000-c000-000000000000";

fn expect_drafts(host: &Script, scripted: Answer) {
    host.expect(Method::Get, GRAPH, DRAFTS, scripted);
}

/// Path of the question whether the app may send.
fn probe() -> String {
    format!("/v1.0/users/references%40contoso.com{PROBE_RESOURCE}")
}

fn expect_probe(host: &Script, scripted: Answer) {
    host.expect(Method::Post, GRAPH, &probe(), scripted);
}

/// The probe's answer for an app that may send.
fn no_such_message() -> Answer {
    refused(404, "ErrorItemNotFound")
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

/// Runs a test whose token and mailbox are answered so; the app may send.
fn tested(token: Answer, mailbox: Answer) -> ConnectionReport {
    tested_to_the_end(token, mailbox, Some(no_such_message()))
}

/// Runs a test whose every request is answered so.
fn tested_to_the_end(token: Answer, mailbox: Answer, probe: Option<Answer>) -> ConnectionReport {
    let host = Script::new();
    expect_token(&host, token);
    expect_drafts(&host, mailbox);
    if let Some(probe) = probe {
        expect_probe(&host, probe);
    }
    let report = test_connection(&host, &connection(), &TestOptions::default());
    host.finish();
    report
}

/// Statuses of the five steps, after a look at what holds for every report.
fn statuses(report: &ConnectionReport) -> Vec<StepStatus> {
    report.steps.iter().for_each(crate::texts::check_step);
    let ids: Vec<_> = report.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["configuration", "token", "permissions", "mailbox", "sending"]);
    let statuses: Vec<_> = report.steps.iter().map(|step| step.status).collect();
    let worst = [Fail, Warn]
        .into_iter()
        .find(|status| statuses.contains(status))
        .unwrap_or(Ok);
    assert_eq!(report.status, worst);
    assert!(!report.summary.is_empty() && !report.summary.contains('\n'));
    for step in &report.steps {
        assert!(report.markdown.contains(&step.message), "{}", report.markdown);
    }
    for step in &report.steps {
        assert!(!step.title.is_empty() && !step.message.is_empty(), "{step:?}");
        assert!(
            step.status != Fail || step.detail.is_some(),
            "a failure has its reason: {step:?}"
        );
        // Exchanges stand in the report, once.
        assert!(step.detail.iter().all(|detail| detail.requests.is_empty()));
    }
    statuses
}

fn unproven(step: &TestStep) -> &str {
    step.does_not_prove.as_deref().unwrap_or_default()
}

#[test]
fn what_works_says_what_it_does_not_prove() {
    let report = tested(token_with(""), found());
    assert_eq!(statuses(&report), [Ok, Ok, Ok, Ok, Ok]);
    let [configuration, token, permissions, mailbox, sending] = &report.steps[..] else {
        unreachable!("five steps")
    };
    assert_eq!(configuration.does_not_prove, None);
    assert!(unproven(token).contains("without any permission"));
    assert!(unproven(permissions).contains("Exchange RBAC"));
    assert!(unproven(mailbox).contains("Mail.Send"));
    assert!(unproven(sending).contains("not tried on a live tenant"));
    assert_eq!(
        report.summary,
        "Signs in, the mailbox answers, and the app may send. No mail was sent."
    );
    let steps: Vec<_> = report
        .requests
        .iter()
        .map(|e| (e.step.as_str(), e.http_status))
        .collect();
    assert_eq!(
        steps,
        [
            ("token", Some(200)),
            ("drafts-folder", Some(200)),
            ("send-probe", Some(404))
        ]
    );
}

#[test]
fn a_cached_token_is_dropped_first() {
    let host = Script::new();
    host.secrets.set_until(&cache_name(), "old.token", Some(u64::MAX));
    expect_token(&host, token_answer(3599));
    expect_drafts(&host, found());
    expect_probe(&host, no_such_message());
    test_connection(&host, &connection(), &TestOptions::default());
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
    let hurried = TestOptions {
        time_budget_ms: Some(1),
        ..TestOptions::default()
    };
    let report = test_connection(&host, &typed, &hurried);
    assert_eq!(statuses(&report), [Fail, Skip, Skip, Skip, Skip]);
    assert_eq!(report.steps[0].detail.as_ref().unwrap().fields.len(), 3);
    assert!(
        report.summary.starts_with("Failed at \"Fields of the connection\": "),
        "{}",
        report.summary
    );
    assert!(report.requests.is_empty() && host.finish().is_empty());
}

#[test]
fn a_refused_sign_in_ends_the_test() {
    let body = r#"{"error":"invalid_client","error_description":"AADSTS7000222: expired","error_codes":[7000222]}"#;
    let host = Script::new();
    expect_token(&host, answer(401, body));
    let report = test_connection(&host, &connection(), &TestOptions::default());
    assert_eq!(statuses(&report), [Ok, Fail, Skip, Skip, Skip]);
    assert_eq!(report.steps[1].detail.as_ref().unwrap().code, "client-secret-expired");
    assert_eq!(report.steps[2].message, "Not tried, because an earlier step failed.");
    assert!(
        report.summary.starts_with("Failed at \"Sign-in at Microsoft Entra\": "),
        "{}",
        report.summary
    );
    assert_eq!(report.requests.len(), 1);
}

#[test]
fn an_opaque_token_skips_the_permissions_and_nothing_else() {
    let report = tested(token_of("engine-placeholder"), found());
    assert_eq!(statuses(&report), [Ok, Ok, Skip, Ok, Ok]);
    assert!(unproven(&report.steps[2]).contains("Exchange RBAC"));
}

fn notices(report: &ConnectionReport) -> Vec<&str> {
    let notices = report.steps.iter().flat_map(|step| &step.notices);
    notices.map(|notice| notice.code.as_str()).collect()
}

#[test]
fn an_app_that_may_send_and_no_more_is_told_what_it_misses() {
    let report = tested(token_with(""), refused(403, "ErrorAccessDenied"));
    assert_eq!(statuses(&report), [Ok, Ok, Ok, Warn, Ok]);
    assert_eq!(notices(&report), ["mail-read-write-missing"]);
    assert!(report.summary.contains("idempotency"), "{}", report.summary);
}

#[test]
fn an_app_that_may_do_nothing_fails_at_the_mailbox() {
    let denied = || refused(403, "ErrorAccessDenied");
    let report = tested_to_the_end(token_with(""), denied(), Some(denied()));
    assert_eq!(statuses(&report), [Ok, Ok, Ok, Fail, Skip]);
    let detail = report.steps[3].detail.as_ref().unwrap();
    assert_eq!(detail.code, "access-denied");
    assert!(detail.causes.len() > 3, "{detail:?}");
    for cause in &detail.causes {
        for text in [&cause.title, &cause.check, &cause.fix] {
            assert!(report.markdown.contains(text), "{text}");
        }
    }
}

#[test]
fn an_app_that_may_not_send_fails_at_sending() {
    let report = tested_to_the_end(token_with(""), found(), Some(refused(403, "ErrorAccessDenied")));
    assert_eq!(statuses(&report), [Ok, Ok, Ok, Ok, Fail]);
    assert!(
        report
            .summary
            .starts_with("Failed at \"Right to send from the mailbox\": "),
        "{}",
        report.summary
    );
}

#[test]
fn a_probe_without_a_clear_answer_warns() {
    for answered in [
        refused(429, "TooManyRequests"),
        refused(500, ""),
        Err(TransportError::after_sending(TransportFault::Broken)),
    ] {
        let report = tested_to_the_end(token_with(""), found(), Some(answered));
        assert_eq!(statuses(&report), [Ok, Ok, Ok, Ok, Warn]);
    }
}

/// Runs a test with a mailbox that must be refused, whose two questions are answered so.
fn tested_negatively(token: Answer, drafts: Answer, probe: Option<Answer>) -> ConnectionReport {
    let host = Script::new();
    expect_token(&host, token);
    expect_drafts(&host, found());
    expect_probe(&host, no_such_message());
    let of_other = |path: &str| path.replace("references", "ceo");
    host.expect(Method::Get, GRAPH, &of_other(DRAFTS), drafts);
    if let Some(probe) = probe {
        host.expect(Method::Post, GRAPH, &of_other(&crate::test_connection::probe()), probe);
    }
    let typed = Connection {
        out_of_scope_mailbox: Some("ceo@contoso.com".to_owned()),
        ..connection()
    };
    let report = test_connection(&host, &typed, &TestOptions::default());
    host.finish();
    report
}

#[test]
fn a_mailbox_that_must_be_refused_is_asked_too() {
    let denied = || refused(403, "ErrorAccessDenied");
    let report = tested_negatively(token_with(""), denied(), Some(denied()));
    assert_eq!(statuses(&report), [Ok, Ok, Ok, Ok, Ok]);
    assert!(
        report.steps[3]
            .message
            .ends_with("ceo@contoso.com was refused, as it must be.")
    );
    for (drafts, probe) in [
        (found(), no_such_message()),
        (found(), denied()),
        (denied(), no_such_message()),
    ] {
        let report = tested_negatively(token_with(""), drafts, Some(probe));
        assert_eq!(statuses(&report), [Ok, Ok, Ok, Warn, Ok]);
        assert_eq!(notices(&report), ["mailbox-not-refused"]);
        assert!(report.steps[3].notices[0].fix.contains("Get-ManagementRoleAssignment"));
    }
    let report = tested_negatively(token_with("\"Mail.Send\""), found(), Some(no_such_message()));
    assert_eq!(notices(&report), ["tenant-wide-grant", "mailbox-not-refused"]);
    assert!(
        report.steps[3].notices[0]
            .fix
            .contains("remove Mail.Send and Mail.ReadWrite")
    );
    let report = tested_negatively(token_with(""), refused(404, "ErrorInvalidUser"), None);
    assert_eq!(notices(&report), ["negative-test-open"]);
}

#[test]
fn a_test_mail_goes_from_the_mailbox_to_itself_and_only_on_demand() {
    let host = Script::new();
    expect_token(&host, token_with(""));
    expect_drafts(&host, found());
    expect_probe(&host, no_such_message());
    host.expect(Method::Post, GRAPH, crate::SEND_PATH, answer(202, ""));
    let options = TestOptions {
        send_test_mail: true,
        ..TestOptions::default()
    };
    let report = test_connection(&host, &connection(), &options);
    assert_eq!(statuses(&report), [Ok, Ok, Ok, Ok, Ok]);
    assert_eq!(report.summary, "Signs in, and Microsoft accepted a test mail.");
    let sent: serde_json::Value = serde_json::from_slice(&host.finish()[3].body).unwrap();
    assert_eq!(
        sent["message"]["toRecipients"],
        serde_json::json!([{ "emailAddress": { "address": crate::MAILBOX } }])
    );
    assert_eq!(report.requests.len(), 4);
}

#[test]
fn after_a_renewal_the_new_token_is_used() {
    let host = Script::new();
    expect_token(&host, token_with(""));
    expect_drafts(&host, answer(401, ""));
    expect_token(&host, token_with("\"Mail.Send\""));
    expect_drafts(&host, refused(403, "ErrorAccessDenied"));
    expect_probe(&host, no_such_message());
    let report = test_connection(&host, &connection(), &TestOptions::default());
    assert_eq!(statuses(&report), [Ok, Ok, Ok, Warn, Ok]);
    assert_eq!(report.requests.len(), 5);
}

#[test]
fn a_mailbox_that_does_not_answer_fails() {
    for (status, service_code, code) in [
        (404, "ErrorInvalidUser", "mailbox-not-found"),
        (404, "Request_ResourceNotFound", "mailbox-not-found"),
        (404, "ResourceNotFound", "mailbox-not-found"),
        (404, "MailboxNotEnabledForRESTAPI", "mailbox-not-usable"),
        (429, "TooManyRequests", "throttled"),
        // Nothing is sent here, so that the outcome of a fault is never unknown.
        (503, "MailboxInfoStale", "graph-unavailable"),
    ] {
        let report = tested_to_the_end(token_with(""), refused(status, service_code), None);
        assert_eq!(statuses(&report), [Ok, Ok, Ok, Fail, Skip], "{status} {service_code}");
        let detail = report.steps[3].detail.as_ref().unwrap();
        assert_eq!((detail.http_status, detail.code.as_str()), (Some(status), code));
        assert_eq!(
            report.summary,
            format!("Failed at \"Access to the mailbox\": {}", detail.message)
        );
    }
}

#[test]
fn a_mailbox_that_only_the_probe_tells_of_fails_with_that() {
    let report = tested_to_the_end(
        token_with(""),
        refused(403, "ErrorAccessDenied"),
        Some(refused(404, "ErrorInvalidUser")),
    );
    assert_eq!(statuses(&report), [Ok, Ok, Ok, Fail, Skip]);
    assert_eq!(report.steps[3].detail.as_ref().unwrap().code, "mailbox-not-found");
}

#[test]
fn a_lost_answer_fails_the_mailbox() {
    let lost = Err(TransportError::after_sending(TransportFault::Broken));
    let report = tested_to_the_end(token_with(""), lost, None);
    assert_eq!(statuses(&report), [Ok, Ok, Ok, Fail, Skip]);
    assert_eq!(report.steps[3].detail.as_ref().unwrap().code, "connection-broken");
    assert_eq!(report.requests[1].http_status, None);
}
