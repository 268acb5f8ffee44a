//! Calls at the same time: each in a sandbox of its own.

use outlook_emulator::Operation;
use outlook_end_to_end::{Lab, connection, message};
use outlook_host::types::Mail;

#[tokio::test(flavor = "multi_thread")]
async fn two_sends_at_once_are_two_mails() {
    let lab = Lab::new().await;
    let (first, second) = tokio::join!(lab.send(message()), lab.send(message()));
    first.unwrap();
    second.unwrap();
    assert_eq!(lab.emulator.delivered().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn four_at_a_time_all_arrive_once() {
    let lab = std::sync::Arc::new(Lab::new().await);
    lab.host.connect(&connection()).await.unwrap();
    let mut tasks = Vec::new();
    for worker in 0..4 {
        let lab = std::sync::Arc::clone(&lab);
        tasks.push(tokio::spawn(async move {
            for n in 0..25 {
                let mut mail = message();
                mail.subject = format!("mail {worker}/{n}");
                lab.host.send_mail(&connection(), &Mail::Message(mail)).await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let mut subjects: Vec<String> = lab
        .emulator
        .delivered()
        .iter()
        .map(|mail| {
            mail_parser::MessageParser::default()
                .parse(&mail.eml)
                .unwrap()
                .subject()
                .unwrap()
                .to_owned()
        })
        .collect();
    subjects.sort();
    subjects.dedup();
    assert_eq!(subjects.len(), 100);
    assert_eq!(lab.count(Operation::Token), 1);
}
