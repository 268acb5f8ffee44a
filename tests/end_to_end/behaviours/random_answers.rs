//! The whole component under random answers: every operation, random statuses, headers and bodies, cuts, resets and delays at random
//! requests. Every call ends in a result or a typed error, never in a trap, and what it says of the mail is true.
//!
//! `OUTLOOK_ANSWERS_SEED` and `OUTLOOK_ANSWERS_RUNS` change it. `tests/fuzz` does the same to the core alone, and faster.

use std::{sync::Arc, time::Duration};

use outlook_emulator::{Effect, Fault, Operation};
use outlook_end_to_end::{Lab, attachment, connection, message};
use outlook_host::{
    Error, ErrorKind,
    stores::MemoryAttachments,
    types::{Content, Mail, ServiceResponse},
};
use tokio::{sync::Semaphore, task::JoinSet};

use crate::random::Random;

/// Calls. Most are over in some milliseconds; one that looks for its mail takes its whole budget.
const RUNS: u64 = 160;

/// Least time budget of a call.
const BUDGET: Duration = Duration::from_secs(1);

/// Laboratories at once.
const AT_ONCE: usize = 16;

/// Two chunks.
const LARGE: usize = 4_000_000;

impl Random {
    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most)).map(|_| self.next() as u8).collect()
    }

    fn status(&mut self) -> u16 {
        self.of(&[
            200, 201, 202, 204, 206, 302, 304, 400, 401, 403, 404, 408, 409, 410, 412, 413, 416, 429, 500, 502, 503,
            504, 599,
        ])
    }

    fn header(&mut self) -> (String, String) {
        let name = self.of(&[
            "retry-after",
            "date",
            "request-id",
            "x-ms-ags-diagnostic",
            "www-authenticate",
            "content-type",
            "x-other",
        ]);
        let value = match self.below(6) {
            0 => self.next().to_string(),
            1 => "Thu, 26 Nov 2026 00:00:00 GMT".to_owned(),
            2 => "a".repeat(self.below(20_000)),
            3 => "Bearer error=\"insufficient_claims\", claims=\"e30=\"".to_owned(),
            4 => "{\"ServerInfo\":{}}".to_owned(),
            _ => (0..self.below(40))
                .map(|_| char::from(0x20 + (self.next() % 0x5f) as u8))
                .collect(),
        };
        (name.to_owned(), value)
    }

    fn body(&mut self) -> String {
        let text = match self.below(10) {
            0 => String::new(),
            1 => String::from_utf8_lossy(&self.bytes(3_000)).into_owned(),
            2 => "[".repeat(self.below(20_000)),
            3 => "{\"value\":[".to_owned() + &"{\"id\":\"a\",\"isDraft\":true},".repeat(self.below(3_000)) + "{}]}",
            4 => "{\"access_token\":\"".to_owned() + &"t".repeat(self.below(200_000)) + "\",\"expires_in\":3599}",
            5 => "{\"error\":{\"code\":\"ErrorAccessDenied\",\"message\":\"\u{1b}[2J\u{202e}m\"}}".to_owned(),
            6 => "{\"id\":\"a\u{1b}\",\"isDraft\":false,\"parentFolderId\":\"x\",\"@odata.etag\":\"W/\\\"1\\\"\"}"
                .to_owned(),
            7 => "{\"uploadUrl\":\"https://outlook.office.com/x?y\",\"nextExpectedRanges\":[\"0-\"]}".to_owned(),
            8 => format!("{{\"nextExpectedRanges\":[\"{}-\"]}}", self.next() % 5_000_000),
            _ => "\"".to_owned() + &"\\u0000é".repeat(self.below(5_000)),
        };
        let end = text.floor_char_boundary(self.below(text.len() * 2 + 1).min(text.len()));
        text[..end].to_owned()
    }

    fn effect(&mut self) -> Effect {
        let (status, millis) = (self.status(), self.next() % 1_500);
        match self.below(16) {
            0 => Effect::CloseBeforeReading,
            1 => Effect::CloseAfterBodyBytes {
                bytes: self.next() % 5_000,
            },
            2 => Effect::CloseAfterProcessing,
            3 => Effect::CutResponse,
            4 => Effect::RawBytes {
                bytes: self.bytes(2_000),
            },
            5 => Effect::HugeJson {
                status,
                bytes: self.below(3_000_000),
            },
            6 => Effect::InvalidUtf8 { status },
            7 => Effect::Html { status },
            8 => Effect::Delay { millis },
            9 => Effect::DelayResponse { millis },
            10 => Effect::SlowBody {
                status,
                body: self.body(),
                chunk_bytes: 1 + self.below(200),
                interval_millis: self.next() % 20,
            },
            _ => Effect::Response {
                status,
                headers: (0..self.below(4)).map(|_| self.header()).collect(),
                body: self.body(),
            },
        }
    }

    fn fault(&mut self) -> Fault {
        let on = self.of(&Operation::ALL);
        let fault = match self.below(3) {
            0 => Fault::always(on, self.effect()),
            _ => Fault::next(on, self.effect()).times(1 + self.below(3) as u32),
        };
        fault.after(self.below(2) as u32)
    }
}

/// Checks that a failure is one of the contract's, or one of the host's that are no defect.
fn check(error: &Error, what: &str) {
    let is_defect = matches!(
        error.kind(),
        ErrorKind::Trap
            | ErrorKind::OutOfMemory
            | ErrorKind::ProcessorTime
            | ErrorKind::NotStarted
            | ErrorKind::NoResponse
    );
    assert!(!is_defect, "{what}: {error:?}");
}

async fn call(seed: u64) {
    let mut random = Random(seed);
    let lab = Lab::new().await;
    let faults: Vec<Fault> = (0..=random.below(3)).map(|_| random.fault()).collect();
    for fault in &faults {
        lab.emulator.inject(fault.clone());
    }
    let operation = random.below(8);
    let what = format!("seed {seed}, operation {operation}, {}", shown(&faults));
    let host = lab.host_with_files(MemoryAttachments::with([("large", vec![7; LARGE])]));
    match operation {
        0 => check_end(host.connect(&connection()).await.map(drop), &what),
        1 => check_end(
            host.test_connection(&connection())
                .send_test_mail(random.below(2) == 0)
                .time_budget(BUDGET)
                .await
                .map(drop),
            &what,
        ),
        2 => check_end(host.check_outcome(&connection(), "k").await.map(drop), &what),
        3 => {
            let response = ServiceResponse {
                body: random.body(),
                http_status: Some(random.status()),
                findings: Some(random.body()),
                ..ServiceResponse::default()
            };
            check_end(host.explain(&response).await.map(drop), &what);
        }
        _ => {
            let mut mail = message();
            if operation == 4 {
                mail.html = Some("<p>Hello</p>".to_owned());
            }
            if operation == 5 {
                mail.attachments = vec![attachment("large.bin", Content::Stored("large".to_owned()))];
            }
            let (mail, connection) = (Mail::Message(mail), connection());
            let mut send = host.send_mail(&connection, &mail).time_budget(BUDGET);
            if operation > 5 {
                send = send.idempotency_key("k");
            }
            let result = send.await;
            let (sent, unknown) = (
                lab.emulator.delivered().len(),
                result.as_ref().is_err_and(Error::may_have_been_sent),
            );
            // A fault may say 202 of a mail that was not sent, or refuse one that was: a server that lies is believed.
            let is_honest = faults.iter().all(|fault| {
                !matches!(
                    fault.effect,
                    Effect::Response { .. }
                        | Effect::Html { .. }
                        | Effect::HugeJson { .. }
                        | Effect::InvalidUtf8 { .. }
                        | Effect::SlowBody { .. }
                )
            });
            if is_honest {
                assert!(sent <= 1, "{what}: {sent} mails");
                match &result {
                    Ok(_) => assert_eq!(sent, 1, "{what}"),
                    Err(error) => assert!(sent == 0 || unknown, "{what}: {error:?}"),
                }
            }
            check_end(result.map(drop), &what);
        }
    }
}

fn check_end(result: Result<(), Error>, what: &str) {
    if let Err(error) = result {
        check(&error, what);
    }
}

/// The faults without their bodies.
fn shown(faults: &[Fault]) -> String {
    let all = format!("{faults:?}");
    all.chars().take(600).collect()
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().expect("a number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_makes_the_component_trap() {
    let seed = number("OUTLOOK_ANSWERS_SEED", 0x5eed_2026);
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut calls = JoinSet::new();
    for nth in 0..number("OUTLOOK_ANSWERS_RUNS", RUNS) {
        let place = Arc::clone(&places).acquire_owned().await.expect("it stays open");
        calls.spawn(async move {
            call(seed.wrapping_add(nth)).await;
            drop(place);
        });
    }
    while let Some(ended) = calls.join_next().await {
        ended.expect("a call kept its promises");
    }
}
