//! `connect` and `test-connection` in the cases that administrators meet.

use outlook_emulator::demo;
use outlook_end_to_end::{Lab, connection, told};
use outlook_host::types::{Connection, ConnectionReport, StepStatus};

fn steps(report: &ConnectionReport) -> Vec<(&str, StepStatus)> {
    report
        .steps
        .iter()
        .map(|step| (step.id.as_str(), step.status))
        .collect()
}

#[tokio::test]
async fn a_scoped_app_connects_without_a_warning() {
    let lab = Lab::new().await;
    let connected = lab.host.connect(&connection()).await.unwrap();
    assert!(
        connected.permissions.is_empty() && connected.notices.is_empty(),
        "{connected:?}"
    );
    assert_eq!(connected.connection.cloud.as_deref(), Some("global"));
    let report = lab.host.test_connection(&connection()).await.unwrap();
    assert_eq!(report.status, StepStatus::Ok, "{report:?}");
    assert_eq!(
        steps(&report),
        [
            ("configuration", StepStatus::Ok),
            ("token", StepStatus::Ok),
            ("permissions", StepStatus::Ok),
            ("mailbox", StepStatus::Ok),
            ("sending", StepStatus::Ok)
        ]
    );
}

#[tokio::test]
async fn a_tenant_wide_consent_is_warned_of() {
    let lab = Lab::new().await;
    let wide = Connection {
        client_id: demo::WIDE_CLIENT_ID.to_string(),
        ..connection()
    };
    let connected = lab.host.connect(&wide).await.unwrap();
    assert_eq!(connected.notices[0].code, "tenant-wide-grant");
    let report = lab.host.test_connection(&wide).await.unwrap();
    assert_eq!(report.status, StepStatus::Warn);
    assert_eq!(report.steps[2].notices[0].code, "tenant-wide-grant");
}

#[tokio::test]
async fn mailboxes_that_cannot_be_used_are_told() {
    let lab = Lab::new().await;
    // The app with tenant-wide rights, so that the mailbox itself is what is wrong.
    for (mailbox, code) in [
        ("nobody@contoso.com", "mailbox-not-found"),
        ("unlicensed@contoso.com", "mailbox-not-usable"),
        ("onprem@contoso.com", "mailbox-not-usable"),
    ] {
        let wide = Connection {
            client_id: demo::WIDE_CLIENT_ID.to_string(),
            mailbox: mailbox.to_owned(),
            ..connection()
        };
        let report = lab.host.test_connection(&wide).await.unwrap();
        assert_eq!(report.status, StepStatus::Fail, "{mailbox}: {report:?}");
        assert_eq!(report.steps[3].detail.as_ref().unwrap().code, code, "{mailbox}");
    }
}

#[tokio::test]
async fn a_mailbox_outside_the_scope_is_refused_with_the_cause() {
    let lab = Lab::new().await;
    let outside = Connection {
        mailbox: demo::OTHER_MAILBOX.to_owned(),
        ..connection()
    };
    let report = lab.host.test_connection(&outside).await.unwrap();
    let mailbox = &report.steps[3];
    assert_eq!(mailbox.status, StepStatus::Fail);
    assert_eq!(mailbox.detail.as_ref().unwrap().causes[0].id, "mailbox-outside-scope");
    let mail = outlook_host::types::Mail::Message(outlook_end_to_end::message());
    let answer = lab.host.send_mail(&outside, &mail).await;
    assert_eq!(told(answer), ("permanent-unauthorized", "access-denied".to_owned()));
    assert!(lab.emulator.delivered().is_empty());
}

#[tokio::test]
async fn wrong_ids_are_told_apart() {
    let lab = Lab::new().await;
    let unknown = "11111111-2222-4333-8444-555555555555";
    for (change, code) in [
        (
            Connection {
                tenant_id: unknown.to_owned(),
                ..connection()
            },
            "tenant-not-found",
        ),
        (
            Connection {
                client_id: unknown.to_owned(),
                ..connection()
            },
            "app-not-in-tenant",
        ),
        (
            Connection {
                client_id: demo::SERVICE_PRINCIPAL_ID.to_string(),
                ..connection()
            },
            "app-not-in-tenant",
        ),
        (
            Connection {
                client_id: demo::TENANT_ID.to_string(),
                tenant_id: demo::CLIENT_ID.to_string(),
                ..connection()
            },
            "tenant-not-found",
        ),
    ] {
        let (case, told) = told(lab.host.connect(&change).await);
        assert!(case.starts_with("permanent-"), "{case}");
        assert_eq!(told, code);
    }
}
