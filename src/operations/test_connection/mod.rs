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
    validate,
    violation::{All, InvalidInput},
};
use step::StepResult;

/// Id and title of each step, in order.
pub const TEST_STEPS: [(&str, &str); 5] = [
    ("configuration", "Fields of the connection"),
    ("token", "Sign-in at Microsoft Entra"),
    ("permissions", "Permissions in the access token"),
    ("mailbox", "Access to the mailbox"),
    ("sending", "Right to send from the mailbox"),
];

/// What a token does not show.
const NOT_IN_A_TOKEN: &str = "Grants of Exchange RBAC for Applications: they never show in a token.";

/// Contradictions between a token and the connection, each with its message.
const CONTRADICTIONS: [(Signal, &str); 4] = [
    (
        Signal::WrongAudience,
        "The token was issued for a service other than Graph of this cloud.",
    ),
    (
        Signal::OtherTenant,
        "The token was issued by another tenant than the one in the connection.",
    ),
    (
        Signal::OtherApp,
        "The token was issued to another app than the one in the connection.",
    ),
    (
        Signal::DelegatedToken,
        "The token stands for a user, not for the app alone.",
    ),
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
    let results = run(
        &mut call,
        checked.map(|(_, connection)| connection),
        options.send_test_mail,
    );
    let not_tried = || StepResult::new(StepStatus::Skip, "Not tried, because an earlier step failed.");
    let steps: Vec<TestStep> = results
        .into_iter()
        .chain(std::iter::repeat_with(not_tried))
        .zip(TEST_STEPS)
        .map(|(result, (id, title))| result.into_step(id, title))
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

/// Runs the steps in their order, until one fails that the next ones need.
fn run(call: &mut Call<'_>, checked: Result<CheckedConnection, InvalidInput>, send_test_mail: bool) -> Vec<StepResult> {
    let connection = match checked {
        Ok(connection) => connection,
        Err(invalid) => return vec![StepResult::failed(invalid.into())],
    };
    let expiry = notices::credential_expiry(call.host(), &connection);
    let configuration = StepResult::new(StepStatus::Ok, "All fields are well formed.").with_notices(expiry);
    let token = match auth::prove_credentials(call, &connection) {
        Ok(token) => token,
        Err(failure) => return vec![configuration, StepResult::failed(failure)],
    };
    let signed_in = StepResult::new(StepStatus::Ok, signed_in(&connection, &token))
        .not_proving("That the app may do anything: Entra issues tokens to apps without any permission.")
        .with_notices(call.take_notices());
    let permissions = permissions(claims::read(&token.access_token).as_ref(), &connection);
    let mut results = vec![configuration, signed_in, permissions];
    results.extend(mailbox_and_sending(call, &connection, token, send_test_mail));
    results
}

/// Says which values the token proves.
fn signed_in(connection: &CheckedConnection, token: &Token) -> String {
    let name = |credential: &Credential| match credential {
        Credential::ClientSecret(_) => "client secret",
        Credential::Certificate(_) => "certificate",
        Credential::FederatedAssertion(_) => "federated credential",
    };
    match &connection.next_credential {
        Some(next) if token.is_of_next => format!(
            "Tenant ID, client ID and the next credential, a {}, are correct.",
            name(next)
        ),
        _ => format!("Tenant ID, client ID and {} are correct.", name(&connection.credential)),
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
        return StepResult::new(StepStatus::Skip, "The token cannot be read on this engine.")
            .not_proving(NOT_IN_A_TOKEN);
    };
    let signals = claims.signals(connection);
    if let Some((_, message)) = CONTRADICTIONS.into_iter().find(|(signal, _)| signals.contains(*signal)) {
        return StepResult::new(StepStatus::Warn, message).not_proving(NOT_IN_A_TOKEN);
    }
    let message = if claims.roles.is_empty() {
        "The token holds no tenant-wide permission. Only Exchange RBAC can grant rights, which is the safer way."
            .to_owned()
    } else {
        format!(
            "The token holds these permissions for the whole tenant: {}.",
            claims.roles.join(", ")
        )
    };
    StepResult::new(StepStatus::Ok, message)
        .not_proving(NOT_IN_A_TOKEN)
        .with_notices(notices::tenant_wide_grant(claims))
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
        (StepStatus::Fail, Some(step)) => format!("Failed at \"{}\": {}", step.id, step.message),
        (StepStatus::Warn, Some(step)) => {
            let message = step.notices.first().map_or(&step.message, |notice| &notice.message);
            format!("Signs in, with a warning: {message}")
        }
        _ if sent => "Signs in, and Microsoft accepted a test mail.".to_owned(),
        _ => "Signs in, the mailbox answers, and the app may send. No mail was sent.".to_owned(),
    }
}
