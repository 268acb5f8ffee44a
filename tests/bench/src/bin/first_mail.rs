//! A small program over the host library: one mail, then the end. Arguments: the server's address, and its CA in PEM.

use outlook_bench::{connector, floor::Target};
use outlook_emulator::demo;
use outlook_end_to_end::sample;
use outlook_host::EngineOptions;

#[tokio::main]
async fn main() {
    let target = Target::from_arguments();
    let connector = connector::build(&target, EngineOptions::new()).expect("the component can be run");
    let connection = sample::connection_of(demo::MAILBOX);
    let receipt = connector
        .send_mail(&connection, &sample::mail())
        .await
        .expect("accepted");
    println!("accepted: {}", receipt.reference);
}
