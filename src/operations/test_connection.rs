//! `test-connection`: tells step by step what works, and what that does not prove. Sends nothing, unless a test mail is asked for.

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
    contract::{Connection, ConnectionReport, StepStatus, TestOptions, TestStep},
    guidance::signals::Signal,
    limits::TIME_BUDGET_MS,
    validate,
    violation::{All, InvalidInput},
};
use step::Found;

/// The steps: id and title, in order.
pub const STEPS: [(&str, &str); 5] = [
    ("configuration", "Fields are complete and well formed"),
    ("token", "Microsoft accepted the app's sign-in"),
    ("permissions", "What the token says the app may do"),
    ("mailbox", "The mailbox exists and is in scope"),
    ("sending", "The app may send from the mailbox"),
];

/// Tests a connection. Drops the cached token first, since a cached one holds the permissions of its time.
/// A step that fails is part of the report.
pub fn test_connection(host: &dyn Host, connection: &Connection, options: &TestOptions) -> ConnectionReport {
    let checked = (
        validate::options::check_budget(options.time_budget_ms),
        validate::connection::check(connection),
    )
        .all();
    // Invalid input ends the test at its first step, before anything takes time.
    let budget = checked.as_ref().map_or(TIME_BUDGET_MS, |(budget, _)| *budget);
    let mut call = Call::begin(host, budget);
    let mut steps = Vec::new();
    let checked = checked.map(|(_, connection)| connection);
    run(&mut call, checked, options.send_test_mail, &mut steps);
    for (id, title) in STEPS.iter().skip(steps.len()) {
        steps.push(Found::new(StepStatus::Skip, "Not tried, since an earlier step failed.").into_step(id, title));
    }
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

/// Runs the steps until one fails that the next ones need.
fn run(
    call: &mut Call<'_>,
    connection: Result<CheckedConnection, InvalidInput>,
    send: bool,
    steps: &mut Vec<TestStep>,
) {
    let mut add = |found: Found| {
        if let Some((id, title)) = STEPS.get(steps.len()) {
            steps.push(found.into_step(id, title));
        }
    };
    let connection = match connection {
        Ok(connection) => connection,
        Err(invalid) => return add(Found::failed(invalid.into())),
    };
    let now = call.host().unix_seconds();
    add(Found::new(StepStatus::Ok, "All fields are well formed.").noting(notices::credential_expiry(&connection, now)));
    let token = match auth::acquire_token(call, &connection) {
        Ok(token) => token,
        Err(failure) => return add(Found::failed(failure)),
    };
    add(
        Found::new(StepStatus::Ok, "Tenant ID, client ID and client secret are right.")
            .not_proving("That the app may do anything: Entra issues tokens to apps without any permission.")
            .noting(call.take_notices()),
    );
    add(permissions(claims::read(&token.access_token).as_ref(), &connection));
    reach(call, &connection, token, send, &mut add);
}

fn reach(call: &mut Call<'_>, connection: &CheckedConnection, token: Token, send: bool, add: &mut dyn FnMut(Found)) {
    let reached = mailbox::reach(call, connection, token);
    add(reached.mailbox);
    match reached.sending {
        Some(_) if send => add(test_mail::send(call, connection)),
        Some(found) => add(found),
        None => {}
    }
}

fn permissions(claims: Option<&Claims>, connection: &CheckedConnection) -> Found {
    const NOT_PROVEN: &str = "Grants of Exchange RBAC for Applications: they never show in a token.";
    let Some(claims) = claims else {
        return Found::new(StepStatus::Skip, "The token cannot be read on this engine.").not_proving(NOT_PROVEN);
    };
    let shown = claims.signals(connection);
    let odd = [
        (
            Signal::WrongAudience,
            "The token was issued for another service than this cloud's Graph.",
        ),
        (
            Signal::OtherTenant,
            "The token was issued by another tenant than the connection names.",
        ),
        (
            Signal::OtherApp,
            "The token was issued to another app than the connection names.",
        ),
        (
            Signal::DelegatedToken,
            "The token stands for a user, and not for the app alone.",
        ),
    ];
    if let Some((_, message)) = odd.into_iter().find(|(signal, _)| shown.contains(*signal)) {
        return Found::new(StepStatus::Warn, message).not_proving(NOT_PROVEN);
    }
    let message = match claims.roles.as_slice() {
        [] => "The token holds no tenant-wide permission: rights can come from Exchange RBAC only, which is the safer way.".to_owned(),
        roles => format!("The token holds these permissions for the whole tenant: {}.", roles.join(", ")),
    };
    Found::new(StepStatus::Ok, message)
        .not_proving(NOT_PROVEN)
        .noting(notices::tenant_wide_grant(claims))
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
