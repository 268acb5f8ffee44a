//! `cargo xtask simulate`: 10,000 mailboxes send for a day of virtual time under the limits of the emulator, and the arithmetic of the page
//! *Scale* is held against it. A number as argument is that of the mailboxes.

mod mailbox;
mod page;
#[path = "../../../tests/random/mod.rs"]
#[allow(dead_code, reason = "other programs use the rest")]
mod random;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mailboxes = std::env::args().nth(1).and_then(|number| number.parse().ok());
    if page::check(mailboxes.unwrap_or(10_000)) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
