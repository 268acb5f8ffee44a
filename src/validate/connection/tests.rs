//! Every rule of a connection, broken once.

use super::*;
use crate::{cloud::Cloud, contract::Error, failure::Failure};

const TENANT: &str = "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10";
const CLIENT: &str = "b1c5a2de-0000-4000-8000-00000000c11e";

fn good() -> Connection {
    Connection {
        tenant_id: TENANT.to_owned(),
        client_id: CLIENT.to_owned(),
        credential: Credential::ClientSecret("outlook".to_owned()),
        mailbox: "references@contoso.com".to_owned(),
        ..Connection::default()
    }
}

fn check(connection: &Connection) -> Result<CheckedConnection, Failure> {
    super::check(connection).map_err(Failure::from)
}

/// Returns the only problem of a connection, as (field, rule, fix).
fn problem(change: impl FnOnce(&mut Connection)) -> (String, String, String) {
    let mut connection = good();
    change(&mut connection);
    let Error::PermanentInvalidInput(detail) = check(&connection).unwrap_err().into_error(Vec::new()) else {
        panic!("not invalid input")
    };
    assert_eq!(detail.fields.len(), 1, "{:?}", detail.fields);
    let first = detail.fields.into_iter().next().unwrap();
    (first.field, first.code, first.fix)
}

#[test]
fn a_good_connection_is_trimmed_and_put_in_lower_case() {
    let mut connection = good();
    connection.tenant_id = format!("  {}\n", TENANT.to_uppercase());
    connection.cloud = Some("US-Gov-L4".to_owned());
    connection.credential_expires = Some("2027-03-31".to_owned());
    let checked = check(&connection).unwrap();
    assert_eq!(checked.tenant_id, TENANT);
    assert_eq!(checked.cloud, Cloud::UsGovL4);
    let saved = checked.to_contract();
    assert_eq!(saved.cloud.as_deref(), Some("us-gov-l4"));
    assert_eq!(saved.credential_expires.as_deref(), Some("2027-03-31"));
}

#[test]
fn tenants_that_cannot_work_are_refused_with_the_reason() {
    for (tenant, rule) in [
        ("", "required"),
        ("common", "tenant-specific"),
        ("Organizations", "tenant-specific"),
        ("consumers", "tenant-specific"),
        ("00000000-0000-0000-0000-000000000000", "tenant"),
        ("8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b1", "tenant"),
        ("{{tenantid}}", "tenant"),
        ("contoso", "tenant"),
        ("admin@contoso.com", "tenant-not-address"),
        ("https://portal.azure.com/", "tenant-not-url"),
    ] {
        let (field, broken, _) = problem(|c| c.tenant_id = tenant.to_owned());
        assert_eq!(
            (field.as_str(), broken.as_str()),
            ("connection.tenant-id", rule),
            "{tenant}"
        );
    }
}

#[test]
fn a_pasted_url_is_answered_with_the_tenant_that_stands_in_it() {
    for (url, tenant) in [
        (
            "https://portal.azure.com/#@contoso.onmicrosoft.com/resource/x".to_owned(),
            "contoso.onmicrosoft.com",
        ),
        (
            format!("https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"),
            TENANT,
        ),
        (
            "https://login.microsoftonline.us/contoso.us/v2.0".to_owned(),
            "contoso.us",
        ),
    ] {
        let (_, _, fix) = problem(|c| c.tenant_id = url.clone());
        assert!(fix.contains(tenant), "{fix}");
    }
}

#[test]
fn swapped_and_equal_ids_are_told_apart() {
    assert_eq!(problem(|c| c.client_id = "contoso.com".to_owned()).1, "guid");
    assert_eq!(problem(|c| c.client_id = TENANT.to_owned()).1, "same-as-tenant");
    let (_, _, fix) = problem(|c| c.client_id = format!("api://{CLIENT}"));
    assert!(fix.contains(CLIENT), "{fix}");
}

#[test]
fn a_secret_typed_as_its_name_is_caught_and_not_repeated() {
    let (field, rule, fix) = problem(|c| c.credential = Credential::ClientSecret("abc8Q~marker.x_y".to_owned()));
    assert_eq!(
        (field.as_str(), rule.as_str()),
        ("connection.credential.client-secret", "store-name")
    );
    assert!(!fix.contains("marker"));
    assert_eq!(
        problem(|c| c.credential = Credential::ClientSecret("cache:token".to_owned())).1,
        "store-name"
    );
}

#[test]
fn the_name_of_each_credential_is_checked_at_its_field() {
    for (credential, field) in [
        (
            Credential::Certificate(String::new()),
            "connection.credential.certificate",
        ),
        (
            Credential::FederatedAssertion(" ".to_owned()),
            "connection.credential.federated-assertion",
        ),
    ] {
        assert_eq!(problem(|c| c.credential = credential).0, field);
    }
    let next = |name: &str| problem(|c| c.next_credential = Some(Credential::ClientSecret(name.to_owned())));
    let field = "connection.next-credential.client-secret";
    assert_eq!(next("a~b").0, field);
    let (at, rule, _) = next(" outlook ");
    assert_eq!((at.as_str(), rule.as_str()), (field, "same-as-credential"));
}

#[test]
fn a_next_credential_may_be_of_another_kind() {
    let mut connection = good();
    connection.credential = Credential::Certificate(" outlook ".to_owned());
    connection.next_credential = Some(Credential::ClientSecret("outlook".to_owned()));
    let saved = check(&connection).unwrap().to_contract();
    assert_eq!(saved.credential, Credential::Certificate("outlook".to_owned()));
    assert_eq!(saved.next_credential, connection.next_credential);
}

#[test]
fn mailboxes_clouds_and_dates_are_checked() {
    assert_eq!(problem(|c| c.mailbox = "me".to_owned()).1, "mailbox");
    assert_eq!(problem(|c| c.mailbox = "a@b.com;c@d.com".to_owned()).1, "one-address");
    assert_eq!(problem(|c| c.cloud = Some("germany".to_owned())).1, "cloud");
    assert_eq!(
        problem(|c| c.credential_expires = Some("31.3.2027".to_owned())).1,
        "date"
    );
    assert_eq!(problem(|c| c.granted_at = Some("yesterday".to_owned())).1, "moment");
    let precise = format!("2026-11-23T07:30:00.{}Z", "1".repeat(20));
    assert_eq!(problem(|c| c.granted_at = Some(precise)).1, "too-long");
    assert_eq!(
        problem(|c| c.out_of_scope_mailbox = Some(c.mailbox.to_uppercase())).1,
        "other-mailbox"
    );
}

#[test]
fn all_problems_come_at_once() {
    let mut connection = good();
    connection.tenant_id.clear();
    connection.client_id = "x".to_owned();
    connection.mailbox = "y".to_owned();
    let detail = check(&connection).unwrap_err().into_detail();
    assert_eq!(detail.fields.len(), 3);
    assert!(detail.message.starts_with("3 fields"), "{}", detail.message);
}
