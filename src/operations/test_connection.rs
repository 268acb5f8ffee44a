//! `test-connection`: tells step by step what works, and what it did not prove. Sends nothing.

use super::{call::Call, notices};
use crate::{
    auth::{
        self, Session,
        claims::{self, Claims},
    },
    contract::{Connection, ConnectionReport, ErrorDetail, Notice, StepStatus, TestOptions, TestStep},
    failure::{Failure, Outcome},
    graph::client::Graph,
    host::Host,
    limits::TIME_BUDGET_MS,
    rules::{self, Problems, connection::CheckedConnection},
};

/// The steps: id and title, in order.
pub const STEPS: [(&str, &str); 4] = [
    ("configuration", "Fields are complete and well formed"),
    ("token", "Microsoft accepted the app's sign-in"),
    ("permissions", "What the token says the app may do"),
    ("mailbox", "The mailbox exists and answers"),
];

/// Tests a connection. Drops the cached token first, since a cached one holds the permissions of its time.
/// A step that fails is part of the report.
pub fn test_connection(host: &dyn Host, connection: &Connection, options: &TestOptions) -> ConnectionReport {
    let mut call = Call::begin(host, options.time_budget_ms.unwrap_or(TIME_BUDGET_MS));
    let mut steps = Vec::new();
    run(&mut call, connection, &mut steps);
    for (id, title) in STEPS.iter().skip(steps.len()) {
        steps.push(Found::new(StepStatus::Skip, "Not tried, since an earlier step failed.").into_step(id, title));
    }
    let status = overall(&steps);
    ConnectionReport {
        status,
        summary: summary(status, &steps),
        report: String::new(),
        steps,
        exchanges: call.take_exchanges(),
    }
}

/// What a step found.
struct Found {
    status: StepStatus,
    message: String,
    does_not_prove: Option<&'static str>,
    detail: Option<ErrorDetail>,
    notices: Vec<Notice>,
}

impl Found {
    fn new(status: StepStatus, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            does_not_prove: None,
            detail: None,
            notices: Vec::new(),
        }
    }

    fn failed(failure: Failure) -> Self {
        let detail = failure.into_detail();
        Self {
            detail: Some(detail.clone()),
            ..Self::new(StepStatus::Fail, detail.message)
        }
    }

    fn not_proving(mut self, what: &'static str) -> Self {
        self.does_not_prove = Some(what);
        self
    }

    /// Adds notices; each turns ok into warn.
    fn noting(mut self, notices: impl IntoIterator<Item = Notice>) -> Self {
        self.notices.extend(notices);
        if !self.notices.is_empty() && self.status == StepStatus::Ok {
            self.status = StepStatus::Warn;
        }
        self
    }

    fn into_step(self, id: &str, title: &str) -> TestStep {
        TestStep {
            id: id.to_owned(),
            title: title.to_owned(),
            status: self.status,
            message: self.message,
            does_not_prove: self.does_not_prove.map(str::to_owned),
            detail: self.detail,
            notices: self.notices,
        }
    }
}

/// Runs the steps until one fails that the next ones need.
fn run(call: &mut Call<'_>, connection: &Connection, steps: &mut Vec<TestStep>) {
    let mut add = |found: Found| {
        if let Some((id, title)) = STEPS.get(steps.len()) {
            steps.push(found.into_step(id, title));
        }
    };
    let connection = match configuration(connection) {
        Ok(connection) => connection,
        Err(failure) => return add(Found::failed(failure)),
    };
    let expiry = notices::credential_expiry(&connection, call.host().unix_seconds());
    add(Found::new(StepStatus::Ok, "All fields are well formed.").noting(expiry));
    let session = match auth::sign_in_anew(call, &connection) {
        Ok(session) => session,
        Err(failure) => return add(Found::failed(failure)),
    };
    add(
        Found::new(StepStatus::Ok, "Tenant ID, client ID and client secret are right.")
            .not_proving("That the app may do anything: Entra issues tokens to apps without any permission.")
            .noting(call.take_notices()),
    );
    let claims = claims::read(&session.token);
    add(permissions(claims.as_ref(), &connection));
    add(mailbox(call, &connection, session));
}

fn configuration(connection: &Connection) -> Outcome<CheckedConnection> {
    let mut problems = Problems::default();
    let checked = rules::connection::check(connection, &mut problems);
    problems.finish(checked)
}

fn permissions(claims: Option<&Claims>, connection: &CheckedConnection) -> Found {
    const NOT_PROVEN: &str = "Grants of Exchange RBAC for Applications: they never show in a token.";
    let Some(claims) = claims else {
        return Found::new(StepStatus::Skip, "The token cannot be read on this engine.").not_proving(NOT_PROVEN);
    };
    let graph = format!("https://{}", connection.cloud.graph_host());
    // Microsoft Graph's app id stands for its URL in some tokens.
    let known =
        |audience: &str| audience.trim_end_matches('/') == graph || audience == "00000003-0000-0000-c000-000000000000";
    if claims.audience.as_deref().is_some_and(|audience| !known(audience)) {
        return Found::new(
            StepStatus::Warn,
            "The token was issued for another service than this cloud's Graph.",
        )
        .not_proving(NOT_PROVEN);
    }
    let message = match claims.roles.as_slice() {
        [] => "The token holds no tenant-wide permission: rights can come from Exchange RBAC only, which is the safer way.".to_owned(),
        roles => format!("The token holds these permissions for the whole tenant: {}.", roles.join(", ")),
    };
    Found::new(StepStatus::Ok, message)
        .not_proving(NOT_PROVEN)
        .noting(notices::tenant_wide_grant(claims))
}

/// Reads the id of the Drafts folder: needs Mail.ReadWrite (or a right to read), and changes nothing.
fn mailbox(call: &mut Call<'_>, connection: &CheckedConnection, session: Session) -> Found {
    let mut graph = Graph::new(call, connection, session);
    let failure = match graph.drafts_folder() {
        Ok(_) => {
            return Found::new(
                StepStatus::Ok,
                "The mailbox answers, and the app may work with its drafts.",
            )
            .not_proving("That the app may send from it: that is another permission (Mail.Send).");
        }
        Err(failure) => failure,
    };
    let token = graph.token().clone();
    if failure.http_status() != Some(403) {
        return Found::failed(failure);
    }
    // An app that may only send is refused here as well, and is set up rightly.
    let detail = failure.into_detail();
    // Of the token in use: a 401 may have brought a new one with other permissions.
    let sends_everywhere = claims::read(&token).is_some_and(|claims| claims.has("Mail.Send"));
    let message = match sends_everywhere {
        true => {
            "The app may not read this mailbox's drafts, so that the mailbox was not proven; by its token it may send from it."
        }
        false => {
            "The app may not read this mailbox's drafts. It may still send, if it has Mail.Send for this mailbox and no more."
        }
    };
    let mut found = Found::new(StepStatus::Warn, message)
        .not_proving("Whether the mailbox exists, and whether the app may send from it.");
    found.detail = Some(detail);
    found
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

fn summary(status: StepStatus, steps: &[TestStep]) -> String {
    let first = steps.iter().find(|step| step.status == status);
    match (status, first) {
        (StepStatus::Fail, Some(step)) => format!("Failed at \"{}\": {}", step.id, step.message),
        (StepStatus::Warn, Some(step)) => {
            let message = step.notices.first().map_or(&step.message, |notice| &notice.message);
            format!("Signs in, with a warning: {message}")
        }
        _ => "Signs in, and the mailbox answers. Sending itself was not tried.".to_owned(),
    }
}
