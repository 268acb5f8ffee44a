//! `test-connection`: tests step by step what works, and says what each step does not prove. Sends no mail unless a test mail is
//! requested.

mod mailbox;
mod report;
mod step;
mod test_mail;

use super::notices;
use crate::{
    auth::{
        self, Token,
        claims::{self, Claims},
    },
    call::{Call, Host},
    connection::CheckedConnection,
    contract::{Connection, ConnectionReport, Credential, StepStatus, TestOptions, TestStep},
    guidance::signals::Signal,
    limits::TIME_BUDGET_MS,
    link::LinkValues,
    validate,
    violation::{All, InvalidInput},
};
use step::{StepResult, TestMessage};

pub use step::test_steps;

/// Contradictions between a token and the connection, each with its message.
const CONTRADICTIONS: [(Signal, &TestMessage); 4] = [
    (Signal::WrongAudience, &test_steps::TOKEN_OF_ANOTHER_SERVICE),
    (Signal::OtherTenant, &test_steps::TOKEN_OF_ANOTHER_TENANT),
    (Signal::OtherApp, &test_steps::TOKEN_OF_ANOTHER_APP),
    (Signal::DelegatedToken, &test_steps::TOKEN_OF_A_USER),
];

/// Tests a connection. Removes the cached token first, because a cached token holds the permissions of the time when it was
/// issued. A step that fails is part of the report.
pub fn test_connection(host: &dyn Host, connection: &Connection, options: &TestOptions) -> ConnectionReport {
    let checked = (
        validate::options::check_budget(options.time_budget_ms),
        validate::connection::check(connection),
    )
        .all();
    // Invalid input ends the test at its first step, before anything takes time.
    let budget = checked.as_ref().map_or(TIME_BUDGET_MS, |(budget, _)| *budget);
    let mut call = Call::begin(host, budget);
    let (results, object_id) = run(
        &mut call,
        checked.map(|(_, connection)| connection),
        options.send_test_mail,
    );
    let pages = LinkValues {
        object_id: object_id.as_deref(),
        ..validate::app::link_values(connection.cloud.as_deref(), Some(&connection.client_id))
    };
    let not_tried = || test_steps::NOT_TRIED.with(StepStatus::Skip, &[]);
    let steps: Vec<TestStep> = results
        .into_iter()
        .chain(std::iter::repeat_with(not_tried))
        .zip(&test_steps::STEPS)
        .map(|(result, step)| result.into_step(step, pages))
        .collect();
    let status = overall(&steps);
    let summary = summary(status, &steps, options.send_test_mail);
    let requests = call.take_requests();
    ConnectionReport {
        status,
        markdown: report::markdown(status, &summary, &steps, &requests, connection),
        summary,
        steps,
        requests,
    }
}

/// Runs the steps in their order, until one fails that the next ones need. Returns the object ID of the enterprise application too, if
/// the token shows it.
fn run(
    call: &mut Call<'_>,
    checked: Result<CheckedConnection, InvalidInput>,
    send_test_mail: bool,
) -> (Vec<StepResult>, Option<String>) {
    let connection = match checked {
        Ok(connection) => connection,
        Err(invalid) => return (vec![StepResult::failed(invalid.into())], None),
    };
    let expiry = notices::credential_expiry(call.host(), &connection);
    let configuration = test_steps::FIELDS_WELL_FORMED
        .with(StepStatus::Ok, &[])
        .with_notices(expiry);
    let token = match auth::prove_credentials(call, &connection) {
        Ok(token) => token,
        Err(failure) => return (vec![configuration, StepResult::failed(failure)], None),
    };
    let signed_in = signed_in(&connection, &token)
        .with(StepStatus::Ok, &[])
        .with_notices(call.take_notices());
    let claims = claims::read(&token.access_token);
    let permissions = permissions(claims.as_ref(), &connection);
    let mut results = vec![configuration, signed_in, permissions];
    results.extend(mailbox_and_sending(call, &connection, token, send_test_mail));
    (results, claims.and_then(|claims| claims.object_id))
}

/// Says which values the token proves.
fn signed_in(connection: &CheckedConnection, token: &Token) -> &'static TestMessage {
    let (credential, is_next) = match &connection.next_credential {
        Some(next) if token.is_of_next => (next, true),
        _ => (&connection.credential, false),
    };
    match (credential, is_next) {
        (Credential::ClientSecret(_), false) => &test_steps::SIGNED_IN_WITH_CLIENT_SECRET,
        (Credential::Certificate(_), false) => &test_steps::SIGNED_IN_WITH_CERTIFICATE,
        (Credential::FederatedAssertion(_), false) => &test_steps::SIGNED_IN_WITH_FEDERATED_CREDENTIAL,
        (Credential::ClientSecret(_), true) => &test_steps::SIGNED_IN_WITH_NEXT_CLIENT_SECRET,
        (Credential::Certificate(_), true) => &test_steps::SIGNED_IN_WITH_NEXT_CERTIFICATE,
        (Credential::FederatedAssertion(_), true) => &test_steps::SIGNED_IN_WITH_NEXT_FEDERATED_CREDENTIAL,
    }
}

fn mailbox_and_sending(
    call: &mut Call<'_>,
    connection: &CheckedConnection,
    token: Token,
    send_test_mail: bool,
) -> Vec<StepResult> {
    let steps = mailbox::test(call, connection, token);
    let sending = match steps.sending {
        Some(_) if send_test_mail => Some(test_mail::send(call, connection)),
        sending => sending,
    };
    [steps.mailbox].into_iter().chain(sending).collect()
}

fn permissions(claims: Option<&Claims>, connection: &CheckedConnection) -> StepResult {
    let Some(claims) = claims else {
        return test_steps::TOKEN_NOT_READABLE.with(StepStatus::Skip, &[]);
    };
    let signals = claims.signals(connection);
    if let Some((_, message)) = CONTRADICTIONS.into_iter().find(|(signal, _)| signals.contains(*signal)) {
        return message.with(StepStatus::Warn, &[]);
    }
    let result = if claims.roles.is_empty() {
        test_steps::NO_TENANT_WIDE_PERMISSION.with(StepStatus::Ok, &[])
    } else {
        test_steps::TENANT_WIDE_PERMISSIONS.with(StepStatus::Ok, &[("permissions", &claims.roles.join(", "))])
    };
    result.with_notices(notices::tenant_wide_grant(claims))
}

fn overall(steps: &[TestStep]) -> StepStatus {
    let any = |status| steps.iter().any(|step| step.status == status);
    if any(StepStatus::Fail) {
        StepStatus::Fail
    } else if any(StepStatus::Warn) {
        StepStatus::Warn
    } else {
        StepStatus::Ok
    }
}

fn summary(status: StepStatus, steps: &[TestStep], sent: bool) -> String {
    let first = steps.iter().find(|step| step.status == status);
    match (status, first) {
        (StepStatus::Fail, Some(step)) => format!("Failed at \"{}\": {}", step.title, step.message),
        (StepStatus::Warn, Some(step)) => {
            let message = step.notices.first().map_or(&step.message, |notice| &notice.message);
            format!("Signs in, with a warning: {message}")
        }
        _ if sent => "Signs in, and Microsoft accepted a test mail.".to_owned(),
        _ => "Signs in, the mailbox answers, and the app may send. No mail was sent.".to_owned(),
    }
}
