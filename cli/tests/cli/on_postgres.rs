//! `serve` as several processes that share the queue before each mailbox, by way of a real PostgreSQL server.

use std::thread;

use outlook_emulator::{Effect, Fault, Operation, demo};
use serde_json::{Value, json};

use crate::{
    postgres::{PASSWORD, Server},
    serving::Serving,
    tool::{Tool, code, laboratory, stderr},
};

const TOKEN: &str = "token-of-the-only-tenant-0123456789ab";

/// Sends at once of each of the two services.
const SENDS: usize = 10;

fn mail() -> Value {
    json!({ "connection": "demo", "message": { "to": ["adele@fabrikam.example"], "subject": "Hello", "text": "Hello." } })
}

fn write_config(tool: &Tool, calls_per_mailbox: usize, more: &str) {
    tool.write("token", TOKEN);
    let tenant = "[[tenant]]\nname = \"one\"\ntoken_file = \"token\"\ndirectory = \"config\"\n";
    let limits = format!("[limits]\ncalls_per_mailbox = {calls_per_mailbox}\n");
    tool.write("serve.toml", format!("{tenant}{limits}{more}"));
}

fn two_services(tool: &Tool, emulator: &str) -> [Serving; 2] {
    [(); 2].map(|()| Serving::start(tool, &["--config", "serve.toml", "--emulator", emulator]))
}

fn send_at_once(services: &[Serving; 2]) {
    let posts = services
        .iter()
        .flat_map(|service| (0..SENDS).map(|_| service.poster("/v1/send-mail", TOKEN, &mail())));
    let threads: Vec<_> = posts.map(thread::spawn).collect();
    for sent in threads {
        let (status, body) = sent.join().unwrap();
        assert_eq!(status, 200, "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_services_keep_to_the_limit_of_a_mailbox_together() {
    let server = Server::start();
    let (emulator, tool, address) = laboratory(demo::MAILBOX).await;
    // Long enough for as many to meet as may.
    emulator.inject(Fault::always(Operation::SendMail, Effect::Delay { millis: 200 }));
    tool.write("gate.url", server.url());
    write_config(&tool, 2, "[gate]\nurl_file = \"gate.url\"\n");
    let services = two_services(&tool, &address);
    send_at_once(&services);
    assert_eq!(emulator.most_requests_at_once(demo::MAILBOX), 2);
    assert_eq!(emulator.delivered().len(), 2 * SENDS);
    for service in services {
        let (code, log) = service.end();
        assert_eq!(code, 0, "{log}");
        assert!(!log.contains(PASSWORD));
    }
    // Without it they do not: the measure can tell.
    write_config(&tool, 2, "");
    let services = two_services(&tool, &address);
    send_at_once(&services);
    assert!(emulator.most_requests_at_once(demo::MAILBOX) > 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_place_of_a_service_that_is_killed_is_free() {
    let server = Server::start();
    let (emulator, tool, address) = laboratory(demo::MAILBOX).await;
    tool.write("gate.url", server.url());
    write_config(&tool, 1, "[gate]\nurl_file = \"gate.url\"\n");
    let [mut killed, other] = two_services(&tool, &address);
    emulator.inject(Fault::next(Operation::SendMail, Effect::Delay { millis: 600_000 }));
    let hanging = thread::spawn(killed.poster("/v1/send-mail", TOKEN, &mail()));
    while !emulator
        .requests()
        .iter()
        .any(|request| request.operation == Operation::SendMail)
    {
        thread::sleep(std::time::Duration::from_millis(10));
    }
    let waiting = thread::spawn(other.poster("/v1/send-mail", TOKEN, &mail()));
    server.wait_for(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'",
        "1",
    );
    assert!(emulator.delivered().is_empty());
    // SIGKILL: nothing of it tells the other one.
    killed.child.kill().unwrap();
    assert_eq!(waiting.join().unwrap().0, 200);
    assert!(hanging.join().is_err(), "no response");
    assert_eq!(emulator.delivered().len(), 1);
}

#[test]
fn a_database_that_cannot_be_used_ends_the_start_without_its_password() {
    let tool = Tool::new();
    write_config(&tool, 1, "[gate]\nurl_file = \"gate.url\"\n");
    // Nobody listens on port 1.
    for (address, exit, said) in [
        (
            format!("postgres://user:{PASSWORD}@127.0.0.1:1/outlook"),
            1,
            "cannot be used",
        ),
        (format!("{PASSWORD}@127.0.0.1"), 2, "postgres://USER:PASSWORD@HOST"),
    ] {
        tool.write("gate.url", &address);
        for arguments in [
            &["serve", "--config", "serve.toml"][..],
            &["serve", "--gate-file", "gate.url"],
            &["serve", "--gate", &address],
        ] {
            let refused = tool.run(arguments);
            assert!(stderr(&refused).contains(said), "{arguments:?}: {}", stderr(&refused));
            assert!(!stderr(&refused).contains(PASSWORD), "{}", stderr(&refused));
            assert_eq!(code(&refused), exit, "{}", stderr(&refused));
        }
    }
    // What clap prints of the variable, too.
    let help = tool.run(&["serve", "--help"]);
    assert!(String::from_utf8_lossy(&help.stdout).contains("OUTLOOK_HOST_GATE"));
}
