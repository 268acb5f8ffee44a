//! The example for the shell (`examples/http/send.sh`), which the book shows.

use std::{
    path::Path,
    process::{Command, Output},
};

use outlook_emulator::{Effect, Fault, Operation};
use serde_json::Value;

use crate::lab::{Lab, TOKEN, connection};

/// The test's name has `curl::`, so that `cargo xtask test` leaves it out where bash or curl is missing.
mod curl {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn the_example_sends_repeats_and_tells_failures_apart() {
        let lab = Lab::new().await;
        let saved = lab
            .call(
                "PUT",
                "/v1/connections/demo",
                TOKEN,
                &[],
                connection().to_string().as_bytes(),
            )
            .await;
        assert!(saved.status < 300, "{saved:?}");

        let sent = run(&lab, "order-4711").await;
        assert_eq!(sent.status.code(), Some(0), "{sent:?}");
        assert_eq!(receipt(&sent)["already_sent"], false);
        assert_eq!(receipt(&run(&lab, "order-4711").await)["already_sent"], true);
        assert_eq!(lab.emulator.delivered().len(), 1);

        // Longer than the call's time budget: the service waits for less by itself.
        let busy = Effect::retry_later(429, 200);
        lab.emulator.inject(Fault::next(Operation::CreateDraft, busy));
        let throttled = run(&lab, "order-4712").await;
        assert_eq!(throttled.status.code(), Some(75), "{throttled:?}");
        let told = String::from_utf8_lossy(&throttled.stderr);
        assert!(told.contains("not sent"), "{told}");

        let refused = run(&lab, "a key with spaces").await;
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        assert_eq!(lab.emulator.delivered().len(), 1);
    }
}

async fn run(lab: &Lab, key: &str) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/http/send.sh");
    let script = script.canonicalize().unwrap();
    let folder = lab.dir().to_owned();
    std::fs::write(folder.join("token"), TOKEN).unwrap();
    std::fs::write(folder.join("report.txt"), "It works.").unwrap();
    let mut command = Command::new("bash");
    command.arg(script).args([key, "report.txt"]).current_dir(folder);
    command.env("SERVICE", format!("http://{}", lab.address));
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    output.expect("this test needs bash and curl")
}

fn receipt(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}
