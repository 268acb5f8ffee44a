//! Plays a case: sends, tests the connection, and does what the error says, as an administrator would.

use std::{collections::BTreeMap, sync::Arc};

use crate::live_as_pasted::{Live, differences};
use crate::support::{MailKind, MailboxHost, Step, connection, detail, error_case, mail};
use outlook_connector::contract::{
    Cause, Connection, ErrorDetail, Header, Mail, SendOptions, ServiceResponse, TestOptions,
};
use outlook_connector::host::Clock;
use outlook_connector::http::Response;
use outlook_emulator::{Application, Emulator, Tenant, World, demo};

/// Checks that are run before the right cause must come first.
const CHECKS: usize = 3;

/// Ways to meet a misconfiguration.
const WAYS: [&str; 2] = ["send-mail", "test-connection"];

/// A tenant as somebody set it up, and a connection to it.
pub struct Scenario {
    pub world: World,
    pub connection: Connection,
    pub mail: Mail,
    pub secret: String,
    /// Done between signing in and asking, such as withdrawing a token.
    pub meanwhile: fn(&Emulator),
}

impl Scenario {
    /// The demo, changed.
    pub fn new(change: impl FnOnce(&mut Tenant)) -> Self {
        let mut world = World::demo();
        change(&mut world.tenants[0]);
        Self {
            world,
            connection: connection(),
            mail: mail(MailKind::Plain),
            secret: demo::SECRET_VALUE.to_owned(),
            meanwhile: |_| {},
        }
    }

    /// The demo with its scoped app changed.
    pub fn app(change: impl FnOnce(&mut Application)) -> Self {
        Self::new(|tenant| change(&mut tenant.applications[0]))
    }

    /// With a mailbox in the connection.
    pub fn of_mailbox(mut self, user_id: &str) -> Self {
        self.connection.mailbox = user_id.to_owned();
        self
    }

    /// With the app that has tenant-wide permissions.
    pub fn of_wide_app(mut self) -> Self {
        self.connection.client_id = demo::WIDE_CLIENT_ID.to_string();
        self
    }

    /// In a world that answers differently.
    pub fn in_world(mut self, change: impl FnOnce(&mut World)) -> Self {
        change(&mut self.world);
        self
    }

    /// The right cause must come first at once, in sending and in testing.
    pub fn first_cause_is(&self, cause: &str) {
        for (way, causes, _) in self.run(&WAYS) {
            assert_eq!(
                causes.first().map(|one| one.id.as_str()),
                Some(cause),
                "{way}: {}",
                named(&causes)
            );
        }
    }

    /// As [`Scenario::first_cause_is`], of sending alone.
    pub fn sends_only(&self, cause: &str) {
        let (_, causes, _) = self.run(&["send-mail"]).remove(0);
        assert_eq!(
            causes.first().map(|one| one.id.as_str()),
            Some(cause),
            "{}",
            named(&causes)
        );
    }

    /// The first causes must be these, in any order.
    pub fn top_causes_are(&self, wanted: &[&str]) {
        for (way, causes, _) in self.run(&WAYS) {
            let first: Vec<&str> = causes.iter().take(wanted.len()).map(|one| one.id.as_str()).collect();
            assert!(
                wanted.iter().all(|cause| first.contains(cause)),
                "{way}: {}",
                named(&causes)
            );
        }
    }

    /// The right cause must be named, and come first once the checks were run that the error prints.
    pub fn first_cause_after_checks_is(&self, cause: &str) {
        for (way, causes, seen) in self.run(&WAYS) {
            assert!(
                causes.iter().any(|one| one.id == cause || is_family(&one.id, cause)),
                "{way} does not name {cause}: {}",
                named(&causes)
            );
            let (causes, log) = seen.settle(causes);
            assert_eq!(
                causes.first().map(|one| one.id.as_str()),
                Some(cause),
                "{way}: after the checks: {}\n{log}",
                named(&causes)
            );
        }
    }

    /// Sends and tests the connection, each against a world of its own: the causes that are told, and what was seen.
    fn run(&self, ways: &[&'static str]) -> Vec<(&'static str, Vec<Cause>, Seen<'_>)> {
        ways.iter()
            .map(|way| {
                let way = *way;
                let emulator = Emulator::in_process(self.world.clone());
                let host = MailboxHost::new(&emulator, &Arc::new(BTreeMap::new()), 1).with_secret(&self.secret);
                (self.meanwhile)(&emulator);
                let (verdict, detail) = match way {
                    "send-mail" => self.send(&host),
                    _ => ("", self.test(&host)),
                };
                let (step, answer) = host
                    .last_error()
                    .unwrap_or_else(|| panic!("{way}: no answer was an error: {detail:?}"));
                // The test of a connection looks for a message that cannot exist.
                let request = match (way, step) {
                    ("test-connection", Step::SendDraft) => "send-probe",
                    _ => step.name(),
                };
                if way == "send-mail" {
                    self.is_explained_as_live(&host, verdict, &detail, step, &answer);
                }
                let headers = answer.headers.iter().map(|(name, value)| Header {
                    name: name.clone(),
                    value: value.clone(),
                });
                let answer = ServiceResponse {
                    http_status: Some(answer.status),
                    headers: headers.collect(),
                    body: String::from_utf8_lossy(&answer.body).into_owned(),
                    step: Some(request.to_owned()),
                    roles: Some(self.roles()),
                    connection: Some(self.connection.clone()),
                    ..ServiceResponse::default()
                };
                let now = host.unix_seconds();
                drop(host);
                (
                    way,
                    detail.causes,
                    Seen {
                        emulator,
                        answer,
                        now,
                        case: self,
                    },
                )
            })
            .collect()
    }

    /// What is said live is said of the paste, too.
    fn is_explained_as_live(
        &self,
        host: &MailboxHost<'_>,
        verdict: &str,
        detail: &ErrorDetail,
        step: Step,
        answer: &Response,
    ) {
        let live = Live {
            verdict: verdict.to_owned(),
            detail: detail.clone(),
            step: step.name(),
            result: Ok(answer.clone()),
        };
        let base = ServiceResponse {
            roles: Some(self.roles()),
            connection: Some(self.connection.clone()),
            ..ServiceResponse::default()
        };
        let wrong = differences(&live, &base, host.unix_seconds());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn send(&self, host: &MailboxHost<'_>) -> (&'static str, ErrorDetail) {
        let options = SendOptions {
            ..SendOptions::default()
        };
        match outlook_connector::send_mail(host, &self.connection, self.mail.clone(), &options) {
            Ok(receipt) => panic!("sent: {receipt:?}"),
            Err(error) => (error_case(&error), detail(error)),
        }
    }

    fn test(&self, host: &MailboxHost<'_>) -> ErrorDetail {
        let options = TestOptions {
            ..TestOptions::default()
        };
        let report = outlook_connector::test_connection(host, &self.connection, &options);
        let mut details = report.steps.into_iter().filter_map(|step| step.detail);
        details
            .next_back()
            .unwrap_or_else(|| panic!("nothing was found: {}", report.summary))
    }

    fn application(&self) -> &Application {
        let mut applications = self.world.tenants[0].applications.iter();
        let app = applications.find(|app| app.client_id.to_string() == self.connection.client_id);
        app.expect("the connection's app")
    }

    /// What stands in the token's `roles`.
    fn roles(&self) -> Vec<String> {
        self.application().entra_permissions.clone()
    }

    /// The object ID of the enterprise application, as the portal shows it.
    fn object_id(&self) -> String {
        let principal = self.application().service_principal.as_ref();
        principal.expect("an enterprise application").object_id.to_string()
    }
}

/// What an administrator has at hand: the answer as it was logged, and a console.
struct Seen<'c> {
    emulator: Emulator,
    answer: ServiceResponse,
    now: u64,
    case: &'c Scenario,
}

impl Seen<'_> {
    /// Runs the check of the first cause that has one to run, hands back what it prints, and so on. More findings must not
    /// spoil what fewer have shown, so that all checks are run.
    fn settle(&self, mut causes: Vec<Cause>) -> (Vec<Cause>, String) {
        let mut run: Vec<String> = Vec::new();
        let mut findings = String::new();
        let mut log = String::new();
        for _ in 0..CHECKS {
            let is_new = |command: &String| !run.contains(&question(command));
            let next = causes.iter().map(commands);
            let Some(next) = next.into_iter().find(|commands| commands.iter().any(is_new)) else {
                break;
            };
            for command in next {
                if run.contains(&question(&command)) {
                    continue;
                }
                let printed = self.console(&command);
                log.push_str(&format!("PS> {command}\n{printed}\n"));
                findings.push_str(&printed);
                findings.push('\n');
                run.push(question(&command));
            }
            let mut answer = self.answer.clone();
            answer.findings = Some(findings.clone());
            causes = outlook_connector::explain(&answer, self.now).detail.causes;
            log.push_str(&format!("-> {}\n", named(&causes)));
        }
        (causes, log)
    }

    fn console(&self, command: &str) -> String {
        let command = filled_in(command, self.case);
        self.emulator
            .run_cmdlet(&command)
            .unwrap_or_else(|error| panic!("{command}: {error}"))
    }
}

/// Puts in what only the administrator knows: names of the group and of the scope, and what stands in the portal.
fn filled_in(command: &str, case: &Scenario) -> String {
    let tenant = &case.world.tenants[0];
    let mut command = command.to_owned();
    while let Some((before, after)) = command.clone().split_once('<') {
        let (what, after) = after
            .split_once('>')
            .unwrap_or_else(|| panic!("no end of a place to fill in: {command}"));
        let value = match what {
            what if what.contains("object ID") => case.object_id(),
            what if what.contains("scope") => tenant.management_scopes[0].name.clone(),
            what if what.contains("group") => tenant.groups[0].address.clone(),
            other => panic!("nobody knows what to put in for <{other}>"),
        };
        command = format!("{before}{value}{after}");
    }
    command
}

/// What a command asks for: nobody runs it again for fewer columns.
fn question(command: &str) -> String {
    command.split('|').next().unwrap_or(command).trim().to_owned()
}

/// Whether a cause stands for a family that the right one is of: a 403 need not list every kind of recipient.
fn is_family(named: &str, right: &str) -> bool {
    match right {
        "exchange-service-principal-missing" => named == "no-grant-for-mailbox",
        "mailbox-outside-scope" => false,
        _ if right.starts_with("user-id-") || right.starts_with("mailbox-") => {
            ["no-such-mailbox", "mailbox-not-in-exchange-online"].contains(&named)
        }
        _ => false,
    }
}

/// The commands of a check that the console here knows: those that list properties.
fn commands(cause: &Cause) -> Vec<String> {
    let commands = cause.check_commands.iter().map(|command| command.text.clone());
    commands.filter(|text| text.contains("| Format-List")).collect()
}

fn named(causes: &[Cause]) -> String {
    let one = |cause: &Cause| format!("{} ({})", cause.id, cause.confidence);
    causes.iter().map(one).collect::<Vec<_>>().join(", ")
}
