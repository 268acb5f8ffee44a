use crate::requests::{Connection, Message, ServiceResponse};

use super::*;

fn refused(text: &str) -> InputError {
    from_str::<Message>(text).map(drop).unwrap_err()
}

#[test]
fn unknown_fields_are_refused_by_path() {
    for (document, field, named) in [
        (r#"{"recipients": []}"#, "recipients", "unknown field `recipients`"),
        (
            r#"{"attachments": [{"nam": "x"}]}"#,
            "attachments[0].nam",
            "unknown field `nam`",
        ),
        (
            r#"{"to": ["a@b.c", {"address": "marker"}, {"adress": "marker"}]}"#,
            "to[2].adress",
            "unknown field `adress`",
        ),
        (r#"{"attachments": [{}]}"#, "attachments[0]", "missing field `name`"),
    ] {
        let error = refused(document);
        assert_eq!(error.field, field, "{error}");
        assert!(
            error.problem.contains(named) && !error.problem.contains("marker"),
            "{error}"
        );
        assert!(error.to_string().starts_with(&format!("`{field}`: ")));
    }
}

#[test]
fn values_never_show() {
    for (document, field, expected) in [
        (r#"{"to": "marker@contoso.com"}"#, "to", "a sequence"),
        (r#"{"to": [{"address": ["marker"]}]}"#, "to[0].address", "a string"),
        (r#"{"to": [7]}"#, "to[0]", "a recipient: "),
        (r#"{"subject": ["marker"]}"#, "subject", "a string"),
        (
            r#"{"read_receipt": "marker, expected marker"}"#,
            "read_receipt",
            "a boolean",
        ),
        (r#"{"importance": "marker"}"#, "importance", "`low`"),
        (
            r#"{"headers": [{"name": "x-a", "value": "b"}, {"name": 7, "value": "marker"}]}"#,
            "headers[1].name",
            "a string",
        ),
        (
            r#"{"attachments": [{"name": "a", "base64": ["marker"]}]}"#,
            "attachments[0].base64",
            "a string",
        ),
    ] {
        let error = refused(document);
        assert_eq!(error.field, field, "{error}");
        assert!(
            error.problem.contains("line 1 column")
                && error.problem.contains(expected)
                && !error.problem.contains("marker"),
            "{error}"
        );
    }
}

#[test]
fn what_is_no_document_is_refused_as_a_whole() {
    for (text, said) in [
        (r#"["marker"]"#, "line 1 column"),
        (r#"{"subject": "x"} {"marker": 1}"#, "trailing characters"),
        (r#"{"subject": "marker", "subject": ""}"#, "duplicate field `subject`"),
        ("{", "EOF"),
        ("", "EOF"),
    ] {
        let error = refused(text);
        assert!(
            error.to_string().contains(said) && !error.to_string().contains("marker"),
            "{error}"
        );
    }
}

#[test]
fn a_credential_is_one_of_three() {
    let connection = |credential: &str| {
        from_str::<Connection>(&format!(
            r#"{{"tenant_id": "t", "client_id": "c", "mailbox": "a@b.c", "credential": {credential}}}"#
        ))
    };
    assert!(connection(r#"{"client-secret": "app"}"#).is_ok());
    for other in [
        r#"{"secret": "marker"}"#,
        r#"{"client-secret": "marker", "certificate": "marker"}"#,
        "{}",
        "null",
        r#""marker""#,
    ] {
        let error = connection(other).map(drop).unwrap_err();
        assert!(
            error.field.starts_with("credential") && !error.problem.contains("marker"),
            "{other}: {error}"
        );
    }
}

#[test]
fn a_field_that_is_null_is_absent() {
    let response = from_str::<ServiceResponse>(r#"{"http_status": null, "connection": null}"#).map(drop);
    assert_eq!(response, Ok(()));
}
