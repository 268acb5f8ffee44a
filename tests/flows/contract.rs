//! What the contract promises of its fields: a field that this version cannot honour is refused, an error of `setup-guide` is the
//! error of every other function, and the enterprise application's ID comes with the sign-in.

use outlook_connector::{
    connect,
    contract::{Content, Error, ErrorDetail, FederatedCredential, Mail, Message, SendOptions, Setup},
    setup_guide,
};

use crate::{
    CLIENT, MAILBOX, TENANT, connection, expect_token, message, parts,
    script::{Script, jwt, token_of},
};

const OBJECT_ID: &str = "0b0b0b0b-0000-4000-8000-00000000000b";

/// Path and code of each field at fault.
fn fields(detail: &ErrorDetail) -> Vec<(&str, &str)> {
    let fields = detail.fields.iter();
    fields
        .map(|field| (field.field.as_str(), field.code.as_str()))
        .collect()
}

const GUID: &str = "7d3b1b52-0000-4000-8000-00000000a001";

/// Sends a mail that must be refused, with a reference.
fn refused_reference(mail: Mail, reference: &str, key: Option<&str>) -> Vec<(String, String)> {
    let host = Script::new();
    let options = SendOptions {
        idempotency_key: key.map(str::to_owned),
        reference: Some(reference.to_owned()),
        ..SendOptions::default()
    };
    let error = outlook_connector::send_mail(&host, &connection(), mail, &options).unwrap_err();
    assert!(host.finish().is_empty(), "no request is made");
    let (case, detail) = parts(error);
    assert_eq!(case, "permanent-invalid-input");
    fields(&detail)
        .into_iter()
        .map(|(field, code)| (field.to_owned(), code.to_owned()))
        .collect()
}

#[test]
fn a_reference_that_cannot_be_kept_is_refused() {
    let at_reference = |code: &str| vec![("options.reference".to_owned(), code.to_owned())];
    for malformed in ["", "two words", "a@b", "<a@b>", "order-4711", &"x".repeat(65)] {
        let refused = refused_reference(Mail::Message(message()), malformed, None);
        assert_eq!(refused, at_reference("reference"), "{malformed}");
    }
    let beside_key = refused_reference(Mail::Message(message()), GUID, Some("order-4711"));
    assert_eq!(beside_key, at_reference("reference-beside-key"));

    let mime = b"To: megan@contoso.com\r\nMessage-ID: <own@contoso.com>\r\nSubject: Raw\r\n\r\nText\r\n";
    let beside_id = refused_reference(Mail::Mime(Content::Bytes(mime.to_vec())), GUID, None);
    assert_eq!(beside_id, at_reference("reference-beside-message-id"));

    let without_copy = Message {
        save_to_sent_items: Some(false),
        ..message()
    };
    let without_copy = refused_reference(Mail::Message(without_copy), GUID, None);
    assert_eq!(without_copy, at_reference("reference-without-copy"));
}

fn setup() -> Setup {
    Setup {
        tenant_id: Some(TENANT.to_owned()),
        client_id: Some(CLIENT.to_owned()),
        enterprise_object_id: Some(OBJECT_ID.to_owned()),
        group_name: Some("Email senders".to_owned()),
        mailboxes: vec![MAILBOX.to_owned()],
        ..Setup::default()
    }
}

#[test]
fn setup_guide_fails_with_the_error_of_every_other_function() {
    assert!(setup_guide(&setup()).is_ok());
    let wrong = Setup {
        client_id: Some("no guid".to_owned()),
        mailboxes: vec!["nobody".to_owned()],
        federated_credential: Some(FederatedCredential::default()),
        ..setup()
    };
    let error = setup_guide(&wrong).unwrap_err();
    let Error::PermanentInvalidInput(detail) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(detail.code, "invalid-input");
    assert!(detail.message.contains("setup.client-id"), "{}", detail.message);
    let expected = [
        ("setup.client-id", "guid"),
        ("setup.mailboxes[0]", "address"),
        ("setup.sign-in", "not-for-sign-in"),
    ];
    assert_eq!(fields(detail), expected);
    assert!(detail.requests.is_empty());
}

#[test]
fn connect_returns_the_object_id_of_the_enterprise_application() {
    let claims = [
        (format!(r#"{{"oid":"{OBJECT_ID}"}}"#), Some(OBJECT_ID)),
        (r#"{"oid":"<script>"}"#.to_owned(), None),
        ("{}".to_owned(), None),
    ];
    for (claims, expected) in claims {
        let host = Script::new();
        expect_token(&host, token_of(&jwt(&claims)));
        let result = connect(&host, &connection()).unwrap();
        assert_eq!(result.enterprise_object_id.as_deref(), expected, "{claims}");
        host.finish();
    }
}
