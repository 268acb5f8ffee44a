//! Answers that are not Microsoft's: every one ends in a typed error, none in a trap.

use outlook_emulator::{Effect, Fault, Operation};
use outlook_end_to_end::{Lab, message, told};

fn rubbish() -> Vec<Effect> {
    vec![
        Effect::Html { status: 200 },
        Effect::Html { status: 403 },
        Effect::Html { status: 503 },
        Effect::InvalidUtf8 { status: 200 },
        Effect::InvalidUtf8 { status: 400 },
        Effect::HugeJson {
            status: 200,
            bytes: 10_000_000,
        },
        Effect::HugeJson {
            status: 400,
            bytes: 10_000_000,
        },
        Effect::RawBytes {
            bytes: b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(),
        },
        Effect::RawBytes { bytes: vec![0; 64] },
        Effect::Response {
            status: 204,
            headers: Vec::new(),
            body: String::new(),
        },
        Effect::Response {
            status: 302,
            headers: vec![("location".into(), "https://example.com/".into())],
            body: String::new(),
        },
        Effect::Response {
            status: 599,
            headers: Vec::new(),
            body: "{".repeat(100_000),
        },
        // As deep as the JSON parser goes: the sandbox's stack must hold it.
        nested(127, 200),
        nested(127, 403),
        nested(5_000, 403),
        Effect::CutResponse,
        Effect::CloseBeforeReading,
    ]
}

/// An error answer with arrays and objects nested in each other.
fn nested(depth: usize, status: u16) -> Effect {
    let body = format!(
        "{{\"error\":{}1{}}}",
        "[{\"a\":".repeat(depth / 2),
        "}]".repeat(depth / 2)
    );
    Effect::Response {
        status,
        headers: vec![("content-type".into(), "application/json".into())],
        body,
    }
}

#[tokio::test]
async fn no_token_means_nothing_was_sent() {
    for effect in rubbish() {
        let lab = Lab::new().await;
        lab.emulator.inject(Fault::always(Operation::Token, effect.clone()));
        let (case, code) = told(lab.send_briefly(message()).await);
        assert!(
            matches!(case, "transient" | "permanent-rejected" | "permanent-unauthorized"),
            "{effect:?}: {case} {code}"
        );
        assert_eq!(lab.count(Operation::SendMail), 0, "{effect:?}");
    }
}

#[tokio::test]
async fn an_unclear_answer_to_a_send_is_called_unknown_and_never_repeated() {
    for effect in rubbish() {
        let lab = Lab::new().await;
        lab.emulator.inject(Fault::always(Operation::SendMail, effect.clone()));
        let answer = lab.send_briefly(message()).await;
        assert_eq!(lab.count(Operation::SendMail), 1, "{effect:?}");
        let sent = lab.emulator.delivered().len();
        match &effect {
            // Processed: accepted if the status was read before the answer broke off, else unknown; never "not sent".
            Effect::CutResponse => {
                assert_eq!(sent, 1);
                assert!(answer.is_ok() || told(answer).0 == "permanent-outcome-unknown");
            }
            // Refusals: these say that nothing was sent, and it was not.
            Effect::Html { status: 403 }
            | Effect::InvalidUtf8 { status: 400 }
            | Effect::HugeJson { status: 400, .. }
            | Effect::Response { status: 302 | 403, .. } => {
                let (case, _) = told(answer);
                assert!(
                    matches!(case, "permanent-rejected" | "permanent-unauthorized"),
                    "{effect:?}: {case}"
                );
                assert_eq!(sent, 0);
            }
            _ => assert_eq!(told(answer).0, "permanent-outcome-unknown", "{effect:?}"),
        }
    }
}
