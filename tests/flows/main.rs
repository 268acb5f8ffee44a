//! Behaviours of the connector's core, one file each, on a host whose every answer is scripted. What crosses the sandbox's
//! boundary is shown in `tests/end_to_end`.

mod attachments_store;
mod connect;
mod content;
mod contract;
mod credentials;
mod draft;
mod endless_upload;
mod error_bodies;
mod guidance;
mod layers;
mod limits;
mod outcome;
mod script;
mod secrecy;
mod send_mail;
mod served;
mod sign_in;
mod sizes;
mod test_connection;
#[path = "../test_host/mod.rs"]
mod test_host;
mod texts;
mod throttling;

use outlook_connector::{
    contract::{Connection, Credential, Error, ErrorDetail, Mail, Message, Receipt, Recipient, SendOptions},
    http::Method,
};
use script::{Answer, Script, answer};

const TENANT: &str = "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10";
const CLIENT: &str = "b1c5a2de-0000-4000-8000-00000000c11e";
/// Has what form encoding must change.
const SECRET: &str = "s3cret~+&= %marker";
const TOKEN: &str = "h.marker-token.s";
const MAILBOX: &str = "references@contoso.com";
const LOGIN: &str = "login.microsoftonline.com";
const GRAPH: &str = "graph.microsoft.com";
const SEND_PATH: &str = "/v1.0/users/references%40contoso.com/sendMail";

/// Below a user: the send of a message that cannot exist, which asks whether the app may send.
const PROBE_RESOURCE: &str =
    "/messages/AAMkADAAMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwAEYAAAAAAAAAAAAAAAAAAAAAAAA%3D/send";

fn token_path() -> String {
    format!("/{TENANT}/oauth2/v2.0/token")
}

fn cache_name() -> String {
    format!("cache:token/global/{TENANT}/{CLIENT}/client-secret/outlook")
}

fn connection() -> Connection {
    Connection {
        tenant_id: TENANT.to_owned(),
        client_id: CLIENT.to_owned(),
        credential: Credential::ClientSecret("outlook".to_owned()),
        mailbox: MAILBOX.to_owned(),
        ..Connection::default()
    }
}

/// The least that can be sent.
fn message() -> Message {
    Message {
        text: Some("Text".to_owned()),
        to: vec![Recipient::new("megan@contoso.com")],
        subject: "Hello".to_owned(),
        ..Message::default()
    }
}

/// So little time that nothing is waited for: what an answer means shows at once.
fn no_patience() -> SendOptions {
    SendOptions {
        time_budget_ms: Some(1_000),
        ..SendOptions::default()
    }
}

fn send(host: &Script, message: Message) -> Result<Receipt, Error> {
    outlook_connector::send_mail(host, &connection(), Mail::Message(message), &no_patience())
}

fn token_answer(expires_in: u64) -> Answer {
    answer(
        200,
        format!(r#"{{"token_type":"Bearer","expires_in":{expires_in},"access_token":"{TOKEN}"}}"#),
    )
}

fn expect_token(host: &Script, scripted: Answer) {
    host.expect(Method::Post, LOGIN, &token_path(), scripted);
}

fn expect_send(host: &Script, scripted: Answer) {
    host.expect(Method::Post, GRAPH, SEND_PATH, scripted);
}

/// Case of the contract's error, as WIT names it, and the detail. All its texts must be made of the templates of `describe`.
fn parts(error: Error) -> (&'static str, ErrorDetail) {
    let (case, detail) = case_and_detail(error);
    texts::check_failure(&detail);
    (case, detail)
}

fn case_and_detail(error: Error) -> (&'static str, ErrorDetail) {
    match error {
        Error::ExecutionFailed => panic!("the connector never returns execution-failed"),
        Error::PermanentInvalidInput(detail) => ("permanent-invalid-input", detail),
        Error::PermanentUnauthorized(detail) => ("permanent-unauthorized", detail),
        Error::PermanentRejected(detail) => ("permanent-rejected", detail),
        Error::PermanentOutcomeUnknown(detail) => ("permanent-outcome-unknown", detail),
        Error::Throttled(detail) => ("throttled", detail),
        Error::Transient(detail) => ("transient", detail),
    }
}
