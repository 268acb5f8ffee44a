//! Guidance through the sandbox: `explain`, `setup-guide`, the negative test and the test mail.

use std::time::Duration;

use outlook_emulator::{Operation, demo};
use outlook_end_to_end::{Lab, connection};
use outlook_host::{
    ErrorKind,
    types::{Connection, Header, ServiceResponse, Setup, StepStatus},
};

fn answer(body: &str) -> ServiceResponse {
    ServiceResponse {
        http_status: Some(403),
        headers: vec![Header {
            name: "request-id".to_owned(),
            value: "7f3a8a3e-0000-4000-8000-00000000002a".to_owned(),
        }],
        body: body.to_owned(),
        step: Some("send-mail".to_owned()),
        roles: Some(Vec::new()),
        connection: Some(connection()),
        ..ServiceResponse::default()
    }
}

#[tokio::test]
async fn an_answer_is_explained_without_any_request() {
    let lab = Lab::new().await;
    let denied =
        r#"{"error":{"code":"ErrorAccessDenied","message":"Access is denied. Check credentials and try again."}}"#;
    let explanation = lab.host.explain(&answer(denied)).await.unwrap();
    assert_eq!(
        (explanation.service.as_str(), explanation.verdict.as_str()),
        ("graph", "permanent-unauthorized")
    );
    let detail = explanation.detail;
    assert_eq!(detail.causes[0].id, "mailbox-outside-scope");
    assert!(detail.causes[0].check.contains(demo::MAILBOX), "{:?}", detail.causes[0]);
    assert_eq!(
        detail.requests[0].request_id.as_deref(),
        Some("7f3a8a3e-0000-4000-8000-00000000002a")
    );
    assert!(lab.emulator.requests().is_empty());
}

#[tokio::test]
async fn what_a_check_printed_settles_what_the_answer_left_open() {
    let lab = Lab::new().await;
    let mut asked = answer(r#"{"error":{"code":"ErrorAccessDenied","message":"Access is denied."}}"#);
    for (findings, cause) in [
        ("InScope : True", "grant-not-propagated"),
        (
            "RecipientFilter : MemberOfGroup -eq 'senders@contoso.com'",
            "scope-filter-by-address",
        ),
        ("EwsApplicationAccessPolicy : EnforceAllowList", "ews-or-rest-blocked"),
    ] {
        asked.findings = Some(findings.to_owned());
        let explanation = lab.host.explain(&asked).await.unwrap();
        assert_eq!(explanation.detail.causes[0].id, cause, "{findings}");
    }
}

#[tokio::test]
async fn bytes_of_any_kind_are_explained() {
    let lab = Lab::new().await;
    for body in ["", "{", "<html>\u{0}</html>", "\u{1f600}", &"[".repeat(100_000)] {
        let explanation = lab.host.explain(&answer(body)).await.unwrap();
        assert!(!explanation.detail.causes.is_empty());
    }
}

#[tokio::test]
async fn a_test_mail_is_sent_only_on_demand() {
    let lab = Lab::new().await;
    let report = lab.host.test_connection(&connection()).await.unwrap();
    assert_eq!(report.status, StepStatus::Ok);
    assert!(report.markdown.starts_with("# Test of the Outlook connection: ok"));
    assert!(lab.emulator.delivered().is_empty() && lab.count(Operation::SendMail) == 0);
    let report = lab
        .host
        .test_connection(&connection())
        .send_test_mail(true)
        .time_budget(Duration::from_secs(30))
        .await
        .unwrap();
    assert_eq!(report.status, StepStatus::Ok, "{report:?}");
    let delivered = lab.emulator.delivered();
    assert_eq!(delivered.len(), 1);
    assert_eq!(delivered[0].envelope_to, [demo::MAILBOX]);
}

#[tokio::test]
async fn a_mailbox_that_must_be_refused_is_tested_as_well() {
    let lab = Lab::new().await;
    let scoped = Connection {
        out_of_scope_mailbox: Some(demo::OTHER_MAILBOX.to_owned()),
        ..connection()
    };
    let report = lab.host.test_connection(&scoped).await.unwrap();
    assert_eq!(report.status, StepStatus::Ok, "{report:?}");
    assert!(report.steps[3].message.contains("was refused, as it must be"));
    lab.emulator.update(|world| {
        let app = world.application_mut(demo::CLIENT_ID).unwrap();
        app.entra_permissions = vec!["Mail.Send".to_owned()];
    });
    let report = lab.host.test_connection(&scoped).await.unwrap();
    let notices: Vec<&str> = report
        .steps
        .iter()
        .flat_map(|step| &step.notices)
        .map(|notice| notice.code.as_str())
        .collect();
    assert_eq!(notices, ["tenant-wide-grant", "mailbox-not-refused"]);
}

#[tokio::test]
async fn the_set_up_is_written_down_and_bad_input_named() {
    let lab = Lab::new().await;
    let mut setup = Setup {
        tenant_id: Some(demo::TENANT_ID.to_string()),
        client_id: Some(demo::CLIENT_ID.to_string()),
        enterprise_object_id: Some(demo::SERVICE_PRINCIPAL_ID.to_string()),
        group_name: Some("Mail 'senders' $(of) all".to_owned()),
        mailboxes: vec![demo::MAILBOX.to_owned()],
        out_of_scope_mailbox: Some(demo::OTHER_MAILBOX.to_owned()),
        needs_drafts: true,
        ..Setup::default()
    };
    let instructions = lab.host.setup_guide(&setup).await.unwrap();
    assert_eq!(instructions.steps.len(), 8);
    assert!(instructions.script.contains("'Mail ''senders'' $(of) all'"));
    assert!(instructions.script.contains("Application Mail.ReadWrite"));
    assert!(instructions.handover.contains(instructions.script.trim_end()));
    setup.client_id = Some("no guid".to_owned());
    setup.mailboxes.push("nobody".to_owned());
    let error = lab.host.setup_guide(&setup).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let problems = &error.detail().unwrap().fields;
    let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["setup.client-id", "setup.mailboxes[1]"]);
    assert!(lab.emulator.requests().is_empty());
}
