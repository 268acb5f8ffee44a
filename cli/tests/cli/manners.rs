//! Manners of a program on a command line: completion, manual pages, closed pipes, variables, and what it says while it serves.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Command, Stdio},
};

use outlook_emulator::{Emulator, EmulatorOptions, World, demo};

use crate::tool::{Tool, code, component, json, laboratory, stderr, stdout};

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outlook-host"));
    command.env_clear();
    command
}

/// Asks as the script for fish does.
fn candidates(tool: &Tool, words: &[&str]) -> String {
    let output = program()
        .env("COMPLETE", "fish")
        .env("OUTLOOK_HOST_CONFIG_DIR", tool.path().join("config"))
        .args(["--", "outlook-host"])
        .args(words)
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    stdout(&output)
}

#[test]
fn a_shell_completes_names_that_are_saved() {
    let tool = Tool::new();
    tool.add_demo();
    assert_eq!(code(&tool.pipe(&["secret", "set", "spare"], "Q~value")), 0);
    for command in [
        &["connect", ""][..],
        &["send-mail", "de"],
        &["test", ""],
        &["connection", "remove", ""],
    ] {
        assert!(candidates(&tool, command).contains("demo"), "{command:?}");
    }
    assert!(candidates(&tool, &["secret", "remove", ""]).contains("spare"));
    assert!(!candidates(&tool, &["key", "show", ""]).contains("spare"));
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = tool.run(&["completions", shell]);
        assert_eq!(code(&script), 0, "{shell}");
        assert!(stdout(&script).contains("COMPLETE"), "{shell}");
    }
}

#[test]
fn nobody_reads_the_output() {
    for arguments in [&["completions", "bash"][..], &["--help"], &["connection", "list"]] {
        let mut child = program()
            .env("OUTLOOK_HOST_CONFIG_DIR", "config")
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(
            child.wait().unwrap().code().is_some_and(|code| code < 100),
            "{arguments:?}"
        );
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    }
}

#[test]
fn manual_pages() {
    let tool = Tool::new();
    let made = tool.run(&["man", "man1"]);
    assert_eq!(code(&made), 0, "{}", stderr(&made));
    let page = |name: &str| std::fs::read_to_string(tool.path().join("man1").join(name)).unwrap();
    assert!(page("outlook-host.1").contains("send\\-mail"));
    assert!(page("outlook-host-send-mail.1").contains("idempotency\\-key"));
}

#[test]
fn what_an_operation_takes() {
    let tool = Tool::new();
    let described = tool.run_whole(&["describe", "send-mail"]);
    let text = stdout(&described);
    assert!(text.contains("Send mail") && text.contains("subject"), "{text}");
    let described = tool.run_whole(&["describe", "connection"]);
    let text = stdout(&described);
    assert!(text.contains("* tenant_id") && text.contains("client_secret"), "{text}");
    let unknown = tool.run_whole(&["describe", "send"]);
    assert_eq!(code(&unknown), 2);
    assert!(stderr(&unknown).contains("send-mail"), "{}", stderr(&unknown));
}

#[tokio::test(flavor = "multi_thread")]
async fn options_have_variables() {
    let (_emulator, tool, address) = laboratory(demo::MAILBOX).await;
    let connected = program()
        .env("OUTLOOK_HOST_CONFIG_DIR", tool.path().join("config"))
        .env("OUTLOOK_HOST_COMPONENT", component())
        .env("OUTLOOK_HOST_EMULATOR", address)
        .args(["connect", "demo"])
        .output()
        .unwrap();
    assert_eq!(code(&connected), 0, "{}", stderr(&connected));
    let text = stdout(&connected);
    assert!(text.contains("does not prove"), "{text}");
    assert!(text.contains("Object ID of the enterprise application: "), "{text}");
}

/// A mailbox that the app must not reach, and does.
#[tokio::test(flavor = "multi_thread")]
async fn a_warning_fails_a_strict_test() {
    let mut world = World::demo();
    world.add_mailbox("chief@contoso.com");
    let emulator = Emulator::start(world, EmulatorOptions::on_free_ports()).await.unwrap();
    let address = emulator.http_addr().unwrap().to_string();
    let tool = Tool::new();
    let (tenant, client) = (demo::TENANT_ID.to_string(), demo::CLIENT_ID.to_string());
    let ids = [&tenant, &client, demo::MAILBOX];
    tool.add(ids, &["--out-of-scope-mailbox", "chief@contoso.com"]);
    assert_eq!(code(&tool.pipe(&["secret", "set", "demo"], demo::SECRET_VALUE)), 0);
    let test = ["--json", "--emulator", &address, "test", "demo"];
    let lenient = tool.run_whole(&test);
    assert_eq!(
        (code(&lenient), json(&lenient)["result"]["status"].as_str()),
        (0, Some("warn"))
    );
    let strict = tool.run_whole(&[&test[..], &["--strict"]].concat());
    assert_eq!(code(&strict), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_emulator_tells_requests_and_mails() {
    let tool = Tool::new();
    let mut serving = program()
        .args(["emulator", "--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(serving.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let first = lines.next().unwrap();
    let address = first
        .split_once("http://")
        .unwrap()
        .1
        .split_once(". ")
        .unwrap()
        .0
        .to_owned();
    let (tenant, client) = (demo::TENANT_ID.to_string(), demo::CLIENT_ID.to_string());
    tool.add([&tenant, &client, demo::MAILBOX], &[]);
    assert_eq!(code(&tool.pipe(&["secret", "set", "demo"], demo::SECRET_VALUE)), 0);
    let send = [
        "--emulator",
        &address,
        "send",
        "demo",
        "--to",
        "alex@contoso.com",
        "--subject",
        "Hello",
    ];
    let sent = tool.run_whole(&send);
    assert_eq!(code(&sent), 0, "{}", stderr(&sent));
    let told: Vec<String> = lines
        .by_ref()
        .skip_while(|line| !line.starts_with("200 POST"))
        .take(3)
        .collect();
    serving.kill().unwrap();
    serving.wait().unwrap();
    assert!(told[0].contains("/oauth2/v2.0/token"), "{told:?}");
    assert!(told[1].starts_with("202 POST graph.microsoft.com"), "{told:?}");
    assert!(told[2].contains("to alex@contoso.com: Hello"), "{told:?}");
}
