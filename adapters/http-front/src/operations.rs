//! The operations: the documents that they are given, and their results.

use outlook_contract_json::{
    contract::{self, mail},
    idempotency_key,
    problem::{self, Problem},
    requests::{Connection, Message, MimeContent, SendOptions, ServiceResponse, Setup, TestOptions},
    responses::{ConnectResult, ConnectionReport, Explanation, Receipt, SendOutcome, SetupInstructions},
};
use serde::Deserialize;

use crate::response::Response;

/// The request of `connect`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectRequest {
    connection: Connection,
}

/// The request of `test-connection`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestConnectionRequest {
    connection: Connection,
    #[serde(default)]
    options: TestOptions,
}

/// The request of `send-mail`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendMailRequest {
    connection: Connection,
    message: Option<Message>,
    mime: Option<MimeContent>,
    #[serde(default)]
    options: SendOptions,
}

/// The request of `check-outcome`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckOutcomeRequest {
    connection: Connection,
    reference: String,
}

pub fn describe() -> Result<String, Problem> {
    mail::describe().map_err(|()| no_result())
}

pub fn connect(request: ConnectRequest) -> Result<Response, Problem> {
    let connected = mail::connect(&request.connection.into())?;
    Ok(Response::json(&ConnectResult::from(connected)))
}

pub fn test_connection(request: TestConnectionRequest) -> Result<Response, Problem> {
    // It may send a test mail.
    let report = mail::test_connection(&request.connection.into(), request.options.into())
        .map_err(|()| contract::Error::ExecutionFailed)?;
    Ok(Response::json(&ConnectionReport::from(report)))
}

/// Sends a mail. `key` is the header `Idempotency-Key`. The response has the reference of the mail, whatever became of it.
pub fn send_mail(key: Option<&[u8]>, request: SendMailRequest) -> Result<Response, Problem> {
    let key = key.map(idempotency_key::of_header).transpose()?;
    let mut options = request.options.into();
    idempotency_key::set(&mut options, key)?;
    let mail = problem::mail(request.message, request.mime)?;
    let reference = options.idempotency_key.clone().or_else(|| options.reference.clone());
    match mail::send_mail(&request.connection.into(), &mail, &options) {
        Ok(receipt) => {
            let reference = receipt.reference.clone();
            Ok(Response::json(&Receipt::from(receipt)).with_reference(Some(reference)))
        }
        Err(error) => {
            let problem = Problem::from(error).with_reference(reference.as_deref());
            Ok(Response::problem(&problem).with_reference(problem.reference))
        }
    }
}

pub fn check_outcome(request: CheckOutcomeRequest) -> Result<Response, Problem> {
    let outcome = mail::check_outcome(&request.connection.into(), &request.reference).map_err(|()| no_result())?;
    Ok(Response::json(&SendOutcome::from(outcome)))
}

pub fn explain(response: ServiceResponse) -> Result<Response, Problem> {
    let explained = mail::explain(&response.into()).map_err(|()| no_result())?;
    Ok(Response::json(&Explanation::from(explained)))
}

pub fn setup_guide(setup: Setup) -> Result<Response, Problem> {
    let instructions = mail::setup_guide(&setup.into())?;
    Ok(Response::json(&SetupInstructions::from(instructions)))
}

/// The contract lets these operations fail without a reason, and the connector never does.
fn no_result() -> Problem {
    Problem::service("no-result", "the connector gave no result; nothing was sent")
}
