//! Calls that die, against the emulator: what kind of end it was, and whether the mail may have been sent.
//!
//! They need the component: `cargo xtask build` puts it into `target/`.

use std::{path::PathBuf, sync::Arc, time::Duration};

use outlook_emulator::{Effect, Emulator, EmulatorOptions, Fault, Operation, World, demo};
use outlook_host::{
    CallError, CallErrorKind, ComponentSource, EngineOptions, Host, HostBuilder, Interrupt, Route, TransportOptions,
    stores::MemorySecrets,
    types::{Attachment, Connection, Content, Credential, Error, Mail, Message, Receipt, Recipient, SendOptions},
};

fn component() -> PathBuf {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/outlook-connector.wasm"));
    assert!(path.is_file(), "no {}: run `cargo xtask build` first", path.display());
    path
}

async fn emulator() -> Emulator {
    Emulator::start(World::demo(), EmulatorOptions::on_free_ports())
        .await
        .unwrap()
}

fn builder(emulator: &Emulator) -> HostBuilder {
    let routes = Route::all_hosts(&format!("http://{}", emulator.http_addr().unwrap())).unwrap();
    Host::builder(ComponentSource::File(component()))
        .transport(TransportOptions {
            routes,
            ..TransportOptions::default()
        })
        .secrets(Arc::new(MemorySecrets::with([
            ("mine", demo::SECRET_VALUE),
            ("theirs", demo::SECRET_VALUE),
        ])))
}

fn connection() -> Connection {
    Connection {
        cloud: None,
        tenant_id: demo::TENANT_ID.to_string(),
        client_id: demo::CLIENT_ID.to_string(),
        credential: Credential::ClientSecret("mine".to_owned()),
        mailbox: demo::MAILBOX.to_owned(),
        credential_expires: None,
        mailbox_to_refuse: None,
    }
}

fn mail(attachments: Vec<Attachment>) -> Mail {
    Mail::Message(Message {
        to: vec![Recipient {
            address: "alex@contoso.com".to_owned(),
            name: None,
        }],
        cc: vec![],
        bcc: vec![],
        reply_to: vec![],
        from: None,
        subject: "Hello".to_owned(),
        text: Some("It works.".to_owned()),
        html: None,
        attachments,
        importance: None,
        sensitivity: None,
        categories: vec![],
        read_receipt: false,
        delivery_receipt: false,
        headers: vec![],
        save_to_sent_items: None,
    })
}

const OPTIONS: SendOptions = SendOptions {
    idempotency_key: None,
    time_budget_ms: None,
};

async fn interrupted(host: &Host) -> CallError {
    let interrupt = Interrupt::new();
    let raised = interrupt.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        raised.raise();
    });
    let (connection, mail) = (connection(), mail(vec![]));
    host.call()
        .interrupted_by(interrupt)
        .send_mail(&connection, &mail, &OPTIONS)
        .await
        .unwrap_err()
}

async fn send(host: &Host, mail: Mail) -> Result<Result<Receipt, Error>, CallError> {
    host.send_mail(&connection(), &mail, &OPTIONS).await
}

#[tokio::test]
async fn interrupted_while_signing_in_nothing_was_sent() {
    let emulator = emulator().await;
    emulator.inject(Fault::always(Operation::Token, Effect::Delay { millis: 60_000 }));
    let died = interrupted(&builder(&emulator).build().unwrap()).await;
    assert_eq!(*died.kind(), CallErrorKind::Interrupted);
    assert!(!died.may_have_been_sent());
}

#[tokio::test]
async fn interrupted_while_sending_nobody_knows() {
    let emulator = emulator().await;
    emulator.inject(Fault::always(
        Operation::SendMail,
        Effect::DelayAnswer { millis: 60_000 },
    ));
    let died = interrupted(&builder(&emulator).build().unwrap()).await;
    assert_eq!(*died.kind(), CallErrorKind::Interrupted);
    assert!(died.may_have_been_sent());
    assert_eq!(emulator.delivered().len(), 1, "it was, here");
}

#[tokio::test]
async fn too_large_for_the_sandbox() {
    let emulator = emulator().await;
    let options = EngineOptions {
        memory_bytes: 3 * 1024 * 1024,
        ..EngineOptions::default()
    };
    let host = builder(&emulator).engine(options).build().unwrap();
    let content = Content::Bytes(vec![0; 2_900_000]);
    let large = Attachment {
        name: "a.bin".to_owned(),
        content_type: None,
        content,
        content_id: None,
    };
    let died = send(&host, mail(vec![large])).await.unwrap_err();
    assert_eq!(*died.kind(), CallErrorKind::OutOfMemory(3 * 1024 * 1024));
    assert!(!died.may_have_been_sent());
    assert!(
        send(&host, mail(vec![])).await.unwrap().is_ok(),
        "the next call has a sandbox of its own"
    );
}

#[tokio::test]
async fn a_pooled_sandbox_holds_one_call_after_the_other() {
    let emulator = emulator().await;
    let allocation = outlook_host::Allocation::Pooling { calls: 1 };
    let host = builder(&emulator)
        .engine(EngineOptions {
            allocation,
            ..EngineOptions::default()
        })
        .build()
        .unwrap();
    let died = {
        emulator.inject(Fault::next(Operation::SendMail, Effect::Delay { millis: 60_000 }));
        interrupted(&host).await
    };
    assert!(died.may_have_been_sent());
    for _ in 0..3 {
        assert!(
            send(&host, mail(vec![])).await.unwrap().is_ok(),
            "a dead call gives its sandbox back"
        );
    }
    assert_eq!(emulator.delivered().len(), 3);
}

/// Ctrl-C, as the tool meets it.
#[cfg(unix)]
mod ctrl_c {
    use std::{
        io::Write,
        process::{Command, Stdio},
    };

    use super::*;

    async fn exit_code(emulator: &Emulator) -> (i32, String) {
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
            .arg(component())
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
        // The tool reaches its wait within milliseconds; a loaded machine gets time to do so.
        tokio::time::sleep(Duration::from_secs(3)).await;
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
            Effect::DelayAnswer { millis: 60_000 },
        ));
        let (code, said) = exit_code(&emulator).await;
        assert_eq!(code, 5, "{said}");
        assert!(said.contains("may have been sent"), "{said}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn while_signing_in_is_an_interrupt() {
        let emulator = emulator().await;
        emulator.inject(Fault::always(Operation::Token, Effect::Delay { millis: 60_000 }));
        let (code, said) = exit_code(&emulator).await;
        assert_eq!(code, 130, "{said}");
        assert!(said.contains("Nothing was sent"), "{said}");
    }
}
