//! `connect`: what is saved, what is told, and what a sign-in leaves behind.

use outlook_connector::{
    connect,
    contract::{Connection, Credential},
};

use crate::{
    CLIENT, MAILBOX, TENANT, TOKEN, cache_name, connection, expect_token, parts,
    script::{Script, answer, jwt, token_of},
    token_answer,
};

fn codes(connected: &outlook_connector::contract::ConnectResult) -> Vec<&str> {
    connected.notices.iter().map(|notice| notice.code.as_str()).collect()
}

#[test]
fn a_connection_comes_back_as_it_should_be_saved() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    let typed = Connection {
        tenant_id: format!(" {}\n", TENANT.to_ascii_uppercase()),
        client_id: format!("\t{} ", CLIENT.to_ascii_uppercase()),
        credential: Credential::ClientSecret(" outlook ".to_owned()),
        mailbox: format!(" {MAILBOX} "),
        credential_expires: Some(" 2027-11-23 ".to_owned()),
        ..Connection::default()
    };
    let connected = connect(&host, &typed).unwrap();
    let saved = Connection {
        cloud: Some("global".to_owned()),
        credential_expires: Some("2027-11-23".to_owned()),
        ..connection()
    };
    assert_eq!(connected.connection, saved);
    assert_eq!(connected.token_expires_at, "2026-11-23T00:59:59Z");
    assert_eq!(codes(&connected), [""; 0]);
    assert_eq!(connected.requests.len(), 1);
    host.finish();

    // What was saved is taken again without a change.
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    assert_eq!(connect(&host, &saved).unwrap().connection, saved);
}

#[test]
fn permissions_are_those_of_the_token_and_tenant_wide_ones_are_told() {
    for (roles, permissions, notices) in [
        (r"[]", &[][..], &[][..]),
        (r#"["User.Read.All"]"#, &["User.Read.All"], &[]),
        (
            r#"["Mail.Send","User.Read.All"]"#,
            &["Mail.Send", "User.Read.All"],
            &["tenant-wide-grant"],
        ),
        (r#"["Mail.ReadWrite"]"#, &["Mail.ReadWrite"], &["tenant-wide-grant"]),
    ] {
        let host = Script::new();
        expect_token(&host, token_of(&jwt(&format!(r#"{{"roles":{roles}}}"#))));
        let connected = connect(&host, &connection()).unwrap();
        assert_eq!(connected.permissions, permissions);
        assert_eq!(codes(&connected), notices, "{roles}");
        assert!(
            connected
                .notices
                .iter()
                .all(|n| !n.message.is_empty() && !n.fix.is_empty())
        );
    }
}

#[test]
fn a_token_that_cannot_be_read_is_no_failure() {
    let host = Script::new();
    expect_token(&host, token_of("engine-placeholder"));
    let connected = connect(&host, &connection()).unwrap();
    assert_eq!(connected.permissions, [""; 0]);
    assert_eq!(codes(&connected), [""; 0]);
}

#[test]
fn a_credential_that_expires_soon_is_told() {
    for (date, code) in [
        ("2026-11-22", Some("credential-expired")),
        ("2026-11-23", Some("credential-expires-today")),
        ("2026-11-30", Some("credential-expires-this-week")),
        ("2026-12-23", Some("credential-expires-soon")),
        ("2026-12-24", None),
    ] {
        let host = Script::new();
        expect_token(&host, token_answer(3599));
        let mut connection = connection();
        connection.credential_expires = Some(date.to_owned());
        let connected = connect(&host, &connection).unwrap();
        assert_eq!(codes(&connected), code.as_slice(), "{date}");
    }
}

#[test]
fn a_cached_token_is_dropped_first_whatever_comes_of_the_sign_in() {
    for (scripted, left) in [(token_answer(3599), Some(TOKEN)), (answer(401, ""), None)] {
        let host = Script::new();
        host.secrets.set_until(&cache_name(), "old.token", Some(u64::MAX));
        expect_token(&host, scripted);
        let failed = connect(&host, &connection()).is_err();
        assert_eq!(failed, left.is_none());
        let cached = host.secrets.stored(&cache_name());
        assert_eq!(cached.as_ref().map(|(token, _)| token.as_str()), left);
        host.finish();
    }
}

#[test]
fn every_field_at_fault_is_told_at_once_and_nothing_is_asked() {
    let host = Script::new();
    let typed = Connection {
        cloud: Some("mars".to_owned()),
        tenant_id: "common".to_owned(),
        client_id: "no guid".to_owned(),
        credential: Credential::ClientSecret("cache:x".to_owned()),
        mailbox: "nobody".to_owned(),
        credential_expires: Some("soon".to_owned()),
        out_of_scope_mailbox: Some("x".to_owned()),
        granted_at: Some("x".to_owned()),
        ..Connection::default()
    };
    let (case, detail) = parts(connect(&host, &typed).unwrap_err());
    assert_eq!(case, "permanent-invalid-input");
    let mut fields: Vec<_> = detail.fields.iter().map(|f| f.field.as_str()).collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "connection.client-id",
            "connection.cloud",
            "connection.credential-expires",
            "connection.credential.client-secret",
            "connection.granted-at",
            "connection.mailbox",
            "connection.out-of-scope-mailbox",
            "connection.tenant-id",
        ]
    );
    assert!(
        detail.fields.iter().all(|f| !f.message.is_empty() && !f.fix.is_empty()),
        "{detail:?}"
    );
    assert!(host.finish().is_empty());
}
