//! Ctrl-C, as the tool meets it: whether the mail may have been sent decides the exit code.
//!
//! They need the component: `cargo xtask build` puts it into `target/`.

use std::{
    io::Write,
    process::{Command, Stdio},
    time::Duration,
};

use outlook_emulator::{Effect, Emulator, EmulatorOptions, Fault, Operation, World, demo};

async fn emulator() -> Emulator {
    Emulator::start(World::demo(), EmulatorOptions::on_free_ports())
        .await
        .unwrap()
}

/// Waits until a request for that has arrived.
async fn arrived(emulator: &Emulator, operation: Operation) {
    while !emulator.requests().iter().any(|request| request.operation == operation) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn exit_code(emulator: &Emulator, during: Operation) -> (i32, String) {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("config");
    let tool = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outlook-host"));
        command.env_clear().arg("--config-dir").arg(&config);
        command
    };
    let mut set = tool()
        .args(["secret", "set", "demo"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    set.stdin
        .take()
        .unwrap()
        .write_all(demo::SECRET_VALUE.as_bytes())
        .unwrap();
    assert!(set.wait().unwrap().success());
    let (tenant, client) = (demo::TENANT_ID.to_string(), demo::CLIENT_ID.to_string());
    let add = [
        "connection",
        "add",
        "demo",
        "--tenant",
        &tenant,
        "--client-id",
        &client,
        "--mailbox",
        demo::MAILBOX,
    ];
    assert!(tool().args(add).stdout(Stdio::null()).status().unwrap().success());

    let child = tool()
        .arg("--component")
        .arg(crate::tool::component())
        .args(["--json", "--emulator", &emulator.http_addr().unwrap().to_string()])
        .args([
            "send-mail",
            "demo",
            "--to",
            "alex@contoso.com",
            "--subject",
            "x",
            "--text",
            "x",
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    arrived(emulator, during).await;
    assert!(
        Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status()
            .unwrap()
            .success()
    );
    let output = tokio::task::spawn_blocking(|| child.wait_with_output().unwrap())
        .await
        .unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_sending_is_unknown() {
    let emulator = emulator().await;
    emulator.inject(Fault::always(
        Operation::SendMail,
        Effect::DelayResponse { millis: 60_000 },
    ));
    let (code, said) = exit_code(&emulator, Operation::SendMail).await;
    assert_eq!(code, 5, "{said}");
    assert!(said.contains("may have been sent"), "{said}");
    // The reference was made before the call. The mailbox knows it.
    let failure: serde_json::Value = serde_json::from_str(&said).unwrap();
    let command = failure["error"]["next"][0]["command"].as_str().unwrap();
    let reference = command.rsplit(' ').next().unwrap();
    assert!(command.contains("check-outcome demo"), "{command}");
    let items = emulator.mailbox_items(demo::MAILBOX);
    let mut properties = items.iter().flat_map(|item| &item.extended_properties);
    assert!(properties.any(|(_, value)| value == reference), "{reference}");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_signing_in_is_an_interrupt() {
    let emulator = emulator().await;
    emulator.inject(Fault::always(Operation::Token, Effect::Delay { millis: 60_000 }));
    let (code, said) = exit_code(&emulator, Operation::Token).await;
    assert_eq!(code, 130, "{said}");
    assert!(said.contains("Nothing was sent"), "{said}");
}
