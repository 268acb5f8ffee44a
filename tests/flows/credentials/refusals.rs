//! What Entra's refusal of an assertion is told as.

use super::*;
use crate::{expect_token, parts};
use outlook_connector::connect;

/// The text is Entra's own: the token is never parsed.
#[test]
fn a_mismatch_names_what_entra_names() {
    for (code, text, cause, fix) in [
        (
            700_213,
            "No matching federated identity record found for presented assertion subject 'repo:contoso/mailer:ref:refs/heads/main'.",
            "federated-subject-mismatch",
            "to repo:contoso/mailer:ref:refs/heads/main,",
        ),
        (
            700_211,
            "No matching federated identity record found for presented assertion issuer 'https://contoso.example/'.",
            "federated-issuer-mismatch",
            "to https://contoso.example/,",
        ),
        (
            700_212,
            "No matching federated identity record found for presented assertion audience 'api://other'.",
            "federated-audience-mismatch",
            "to api://other,",
        ),
        (
            70_021,
            "No matching federated identity record found for presented assertion. Assertion Issuer: 'https://a//'. Assertion Subject: 's'.",
            "federated-issuer-mismatch",
            "to https://a//,",
        ),
        (
            700_213,
            "No matching federated identity record found for presented assertion subject '***'.",
            "federated-subject-mismatch",
            "to the claim sub of the token,",
        ),
        (
            700_024,
            "Client assertion is not within its valid time range.",
            "federated-token-expired",
            "for every token request",
        ),
    ] {
        let host = Script::new();
        host.secrets.set("workload", "h.c.s");
        let body = json!({
            "error": "invalid_client",
            "error_description": format!("AADSTS{code}: {text} Trace ID: 0"),
            "error_codes": [code],
        });
        expect_token(&host, answer(401, body.to_string()));
        let (case, detail) = parts(connect(&host, &federated()).unwrap_err());
        assert_eq!(
            (case, detail.causes[0].id.as_str()),
            ("permanent-unauthorized", cause),
            "{text}"
        );
        assert!(detail.causes[0].fix.contains(fix), "{}", detail.causes[0].fix);
        assert_eq!(detail.fields[0].field, "connection.credential.federated-assertion");
    }
}

#[test]
fn an_assertion_outside_its_time_is_the_engines_clock_if_the_connector_signed_it() {
    let host = host_with_key(&["PS256"]);
    expect_token(&host, refused(700_024));
    let (_, detail) = parts(connect(&host, &certificate()).unwrap_err());
    assert_eq!(detail.causes[0].id, "clock-skew");
}
