//! The same program written by hand. Arguments: the server's address, and its CA in PEM.

use outlook_bench::floor::{Floor, Target};
use outlook_emulator::demo;
use outlook_end_to_end::sample;

#[tokio::main]
async fn main() {
    let floor = Floor::sign_in(&Target::from_arguments()).await;
    floor.send(demo::MAILBOX, &sample::html(), &sample::file()).await;
    println!("accepted");
}
