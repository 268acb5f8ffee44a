//! The OpenAPI document, made from the types that the routes use.

use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use outlook_contract_json::responses::ErrorDetail;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document, SecurityRequirement,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{
    check_outcome, connect, connections, describe, explain, health, secrets, send_mail, setup_guide, test_connection,
};
use crate::problem::Problem;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Outlook connector",
        description = "Sends mail through Microsoft Graph from approved mailboxes, with no user signed in."
    ),
    paths(
        describe::describe,
        connect::connect,
        test_connection::test_connection,
        test_connection::test_connection_events,
        send_mail::send_mail,
        send_mail::send_mail_events,
        check_outcome::check_outcome,
        explain::explain,
        setup_guide::setup_guide,
        connections::list,
        connections::show,
        connections::save,
        connections::remove,
        secrets::list,
        secrets::set,
        secrets::remove,
        health::live,
        health::ready,
    ),
    components(schemas(Problem, ErrorDetail)),
    modifiers(&BearerToken)
)]
struct Api;

/// The token that every route below /v1 needs.
struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, document: &mut Document) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("The token of the tenant"))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
        document.security = Some(vec![SecurityRequirement::new("token", Vec::<String>::new())]);
    }
}

/// Returns the OpenAPI document as JSON.
pub(crate) fn document() -> String {
    // Texts and numbers only: it can always be written.
    let mut text = Api::openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// Needs no token: it is the same everywhere.
pub(super) async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], document()).into_response()
}
