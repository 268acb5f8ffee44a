//! Guests that are attackers. What the host promises "whatever the guest does" is tried here by guests that do it.

mod account;
mod egress;
mod guest;
mod memory;
mod repeats;
mod resources;
mod tokens;

use outlook_emulator::Emulator;
use outlook_host::{Connector, ErrorKind};

use crate::support::{connection, mail, secrets, transport_to};
use guest::{DENIED, Guest, GuestRequest};

/// A connector whose component is the guest, with requests that go to the emulator.
fn connector(emulator: &Emulator, guest: &Guest) -> Connector {
    Connector::builder(guest.component())
        .transport(transport_to(emulator))
        .secrets(secrets())
        .build()
        .unwrap()
}

/// Lets the guest's `send-mail` run. Returns the numbers that it reports.
async fn report(connector: &Connector) -> Vec<i32> {
    let error = connector.send_mail(&connection(), &mail(vec![])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transient, "{error:?}");
    let numbers = error.to_string();
    numbers
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect()
}

/// What `send-mail` does: these statements, and then the report.
fn reporting(statements: &[String]) -> String {
    format!("{} (call $report)", statements.join(" "))
}
