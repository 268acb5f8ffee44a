//! What the tests share: the mails, the faults, and a host on top of the emulator.

mod colleague;
mod faults;
mod host;
mod mails;
mod steps;

pub use colleague::{Colleague, ForeignMark, own_mark, sent_by_connector};
pub use faults::Fault;
pub use host::{MailboxHost, Persistence, Plan, Stop, StoppedHost};
pub use mails::{MailKind, StoredFiles, mail, other_mail, stored_files};
pub use steps::Step;

use outlook_connector::contract::{Connection, Credential, Error, ErrorDetail, Leftover, Mail, Receipt, SendOptions};
use outlook_emulator::{Emulator, World, demo};

/// An emulator of the demo's tenant.
pub fn emulator() -> Emulator {
    Emulator::in_process(World::demo())
}

/// Lets the demo's mailbox know header fields, as if it had sent them before as JSON.
pub fn knowing_headers(emulator: &Emulator, names: &[&str]) {
    emulator.update(|world| {
        let mailbox = world.tenants[0].mailbox_mut(demo::MAILBOX).expect("the demo's mailbox");
        mailbox.known_headers = names.iter().map(|name| (*name).to_owned()).collect();
    });
}

/// The demo's connection: an app whose scoped roles cover one mailbox.
pub fn connection() -> Connection {
    connection_of(demo::MAILBOX)
}

/// The demo's connection, with another name of a mailbox.
pub fn connection_of(mailbox: &str) -> Connection {
    Connection {
        tenant_id: demo::TENANT_ID.to_string(),
        client_id: demo::CLIENT_ID.to_string(),
        credential: Credential::ClientSecret("outlook".to_owned()),
        mailbox: mailbox.to_owned(),
        ..Connection::default()
    }
}

/// Sends a mail of a kind, with a key or without.
///
/// # Errors
/// As `send-mail`.
pub fn send(host: &MailboxHost<'_>, kind: MailKind, key: Option<&str>) -> Result<Receipt, Error> {
    send_from(host, &connection(), mail(kind), key)
}

/// Sends a mail by a connection, with a key or without.
///
/// # Errors
/// As `send-mail`.
pub fn send_from(
    host: &MailboxHost<'_>,
    connection: &Connection,
    mail: Mail,
    key: Option<&str>,
) -> Result<Receipt, Error> {
    let options = SendOptions {
        idempotency_key: key.map(str::to_owned),
        ..SendOptions::default()
    };
    outlook_connector::send_mail(host, connection, mail, &options)
}

/// Case of the contract's error, as WIT names it.
pub fn error_case(error: &Error) -> &'static str {
    match error {
        Error::ExecutionFailed => "execution-failed",
        Error::PermanentInvalidInput(_) => "permanent-invalid-input",
        Error::PermanentUnauthorized(_) => "permanent-unauthorized",
        Error::PermanentRejected(_) => "permanent-rejected",
        Error::PermanentOutcomeUnknown(_) => "permanent-outcome-unknown",
        Error::Throttled(_) => "throttled",
        Error::Transient(_) => "transient",
    }
}

/// What every error holds.
pub fn detail(error: Error) -> ErrorDetail {
    match error {
        Error::ExecutionFailed => panic!("no detail"),
        Error::PermanentInvalidInput(detail)
        | Error::PermanentUnauthorized(detail)
        | Error::PermanentRejected(detail)
        | Error::PermanentOutcomeUnknown(detail)
        | Error::Throttled(detail)
        | Error::Transient(detail) => detail,
    }
}

/// What the error left behind and said so.
pub fn leftovers(error: &Error) -> &[Leftover] {
    match error {
        Error::ExecutionFailed => &[],
        Error::PermanentInvalidInput(detail)
        | Error::PermanentUnauthorized(detail)
        | Error::PermanentRejected(detail)
        | Error::PermanentOutcomeUnknown(detail)
        | Error::Throttled(detail)
        | Error::Transient(detail) => &detail.leftovers,
    }
}
