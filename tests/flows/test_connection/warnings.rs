//! What works and is reported all the same.

use super::*;

#[test]
fn tenant_wide_permissions_warn() {
    for (roles, status) in [
        ("\"User.Read.All\"", Ok),
        ("\"Mail.Send\"", Warn),
        ("\"Mail.ReadWrite\"", Warn),
    ] {
        let report = tested(token_with(roles), found());
        assert_eq!(statuses(&report), [Ok, Ok, status, Ok, Ok], "{roles}");
        let step = &report.steps[2];
        assert!(step.message.contains(roles.trim_matches('"')), "{}", step.message);
        assert_eq!(step.notices.len(), usize::from(status == Warn));
        if let Some(notice) = step.notices.first() {
            assert_eq!(report.summary, format!("Signs in, with a warning: {}", notice.message));
        }
    }
}

#[test]
fn a_token_of_another_service_tenant_app_or_user_warns() {
    for (claims, status) in [
        (r#"{"aud":"https://graph.microsoft.com"}"#.to_owned(), Ok),
        (r#"{"aud":"https://graph.microsoft.com/"}"#.to_owned(), Ok),
        (format!(r#"{{"aud":"{GRAPH_APP}"}}"#), Ok),
        (format!(r#"{{"tid":"{TENANT}","appid":"{CLIENT}","idtyp":"app"}}"#), Ok),
        (r#"{"aud":"https://graph.microsoft.us"}"#.to_owned(), Warn),
        (r#"{"aud":"https://outlook.office365.com"}"#.to_owned(), Warn),
        (format!(r#"{{"tid":"{CLIENT}"}}"#), Warn),
        (format!(r#"{{"appid":"{TENANT}"}}"#), Warn),
        (r#"{"scp":"Mail.Send"}"#.to_owned(), Warn),
        (r#"{"idtyp":"user"}"#.to_owned(), Warn),
    ] {
        let report = tested(token_of(&jwt(&claims)), found());
        assert_eq!(statuses(&report), [Ok, Ok, status, Ok, Ok], "{claims}");
    }
}

#[test]
fn what_needs_attention_soon_warns() {
    let host = Script::new();
    expect_token(&host, token_with(""));
    expect_drafts(&host, found());
    expect_probe(&host, no_such_message());
    let typed = Connection {
        credential_expires: Some("2026-11-25".to_owned()),
        ..connection()
    };
    host.secrets
        .fail_to_put(outlook_connector::host::SecretStoreError::Denied("no".to_owned()));
    let report = test_connection(&host, &typed, &TestOptions::default());
    assert_eq!(statuses(&report), [Warn, Warn, Ok, Ok, Ok]);
    assert_eq!(notices(&report), ["credential-expires-this-week", "token-not-cached"]);
    assert!(
        report.summary.ends_with("expires in 2 days, on 2026-11-25."),
        "{}",
        report.summary
    );
}
