//! What a connection signs in with, and secrets that are read anew.

use std::process::Command;

use outlook_emulator::{Emulator, EmulatorOptions, World, credentials::KeyCredential, demo};
use serde_json::Value;

use crate::tool::{CLIENT, TENANT, Tool, code, json, stderr, stdout};

const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtYXJrZXIifQ.c2lnbmF0dXJl";

fn add(tool: &Tool, more: &[&str]) -> std::process::Output {
    let flags = ["--tenant", TENANT, "--client-id", CLIENT, "--mailbox", "a@b.c"];
    tool.run(&[&["--json", "connection", "add", "demo"], &flags[..], more].concat())
}

/// The credential and the next one, each with its case.
fn credentials(document: &Value) -> Vec<(String, String)> {
    let name = |(case, name): (&String, &Value)| (case.clone(), name.as_str().unwrap().to_owned());
    ["credential", "next_credential"]
        .iter()
        .filter_map(|field| document["result"][field].as_object()?.iter().next().map(name))
        .collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn a_connection_has_one_credential_and_at_most_one_next() {
    let tool = Tool::new();
    let set = |more: &[&str]| {
        let set = tool.run(&[&["--json", "connection", "set", "demo"], more].concat());
        assert_eq!(code(&set), 0, "{}", stdout(&set));
        credentials(&json(&set))
    };
    let added = json(&add(&tool, &["--certificate", "cert", "--next-secret", "spare"]));
    assert_eq!(
        credentials(&added),
        pairs(&[("certificate", "cert"), ("client-secret", "spare")])
    );
    assert_eq!(
        set(&["--federated-assertion", "workload"]),
        pairs(&[("federated-assertion", "workload"), ("client-secret", "spare")]),
        "another kind replaces the one before"
    );
    assert_eq!(
        set(&["--next-certificate", "newer"]),
        pairs(&[("federated-assertion", "workload"), ("certificate", "newer")])
    );
    let shown = stdout(&tool.run(&["connection", "show", "demo"]));
    assert!(
        shown.contains("federated assertion workload") && shown.contains("key newer"),
        "{shown}"
    );
    // The end of a rotation.
    assert_eq!(
        set(&["--certificate", "newer", "--next-certificate", ""]),
        pairs(&[("certificate", "newer")])
    );
    for two in [
        ["--secret", "a", "--certificate", "b"],
        ["--next-secret", "a", "--next-certificate", "b"],
    ] {
        assert_eq!(code(&add(&tool, &[&two[..], &["--replace"]].concat())), 2);
    }
    let typed = add(
        &tool,
        &["--replace", "--certificate", "-----BEGIN PRIVATE KEY-----marker"],
    );
    assert_eq!(code(&typed), 2);
    assert!(!stdout(&typed).contains("marker"), "{}", stdout(&typed));
}

#[test]
fn a_file_with_another_number_of_credentials_is_broken() {
    let tool = Tool::new();
    tool.add_demo();
    for (credentials, named) in [
        ("", "missing field `credential`"),
        (r#""credential": {},"#, "credential"),
        (
            r#""credential": {"client-secret": "a", "certificate": "b"},"#,
            "credential",
        ),
        (
            r#""credential": {"client-secret": "a"}, "next_credential": {"client-secret": "b", "certificate": "c"},"#,
            "next_credential",
        ),
    ] {
        let text = format!(r#"{{"tenant_id": "t", "client_id": "c", {credentials} "mailbox": "a@b.c"}}"#);
        tool.write("config/connections/demo.json", text);
        let shown = tool.run(&["connection", "show", "demo"]);
        assert_eq!(code(&shown), 1);
        assert!(stderr(&shown).contains(named), "{}", stderr(&shown));
    }
}

#[test]
fn what_is_next_depends_on_the_credential() {
    let tool = Tool::new();
    let next = |more: &[&str]| {
        let flags = [
            "--tenant",
            TENANT,
            "--client-id",
            CLIENT,
            "--mailbox",
            "a@b.c",
            "--replace",
        ];
        stdout(&tool.run(&[&["connection", "add", "demo"], &flags[..], more].concat()))
    };
    assert!(next(&["--certificate", "app"]).contains("key create app, then"));
    assert!(next(&["--federated-assertion", "app"]).contains("secret read-from app, then"));
    assert_eq!(code(&tool.run(&["key", "create", "app"])), 0);
    assert_eq!(code(&tool.run(&["secret", "read-from", "app", "--variable", "X"])), 0);
    for flag in ["--certificate", "--federated-assertion"] {
        assert!(
            next(&[flag, "app"]).contains("Next: outlook-host connect demo"),
            "{flag}"
        );
    }
    assert!(next(&["--certificate", "other"]).contains("key create other"));
}

#[test]
fn sources_of_secrets_are_listed_without_what_they_hold() {
    let tool = Tool::new();
    tool.write("token", TOKEN);
    let read_from = |more: &[&str]| tool.run(&[&["--json", "secret", "read-from"], more].concat());
    let file = json(&read_from(&["k8s", "--file", "token"]));
    assert_eq!(file["result"]["problem"], Value::Null, "{file}");
    assert!(
        file["result"]["source"]["path"].as_str().unwrap().starts_with('/'),
        "{file}"
    );
    let command = json(&read_from(&["spiffe", "--", "/bin/echo", "marker"]));
    assert_eq!(
        command["result"]["source"],
        serde_json::json!({"kind": "command", "program": "/bin/echo", "argument_count": 1})
    );
    assert!(
        command["result"]["problem"].as_str().unwrap().contains("is no token"),
        "{command}"
    );
    let script = json(&read_from(&["script", "--", "./token.sh"]));
    let program = script["result"]["source"]["program"].as_str().unwrap();
    assert!(program.starts_with('/') && program.ends_with("token.sh"), "{program}");
    assert_eq!(code(&tool.run(&["secret", "remove", "script"])), 0);
    let variable = json(&read_from(&["ci", "--variable", "ID_TOKEN"]));
    assert!(
        variable["result"]["problem"].as_str().unwrap().contains("ID_TOKEN"),
        "{variable}"
    );
    let listed = tool.run(&["secret", "list"]);
    for part in [
        "the file /",
        "the command /bin/echo with 1 argument",
        "the variable ID_TOKEN",
    ] {
        assert!(stdout(&listed).contains(part), "{part}: {}", stdout(&listed));
    }
    assert!(!stdout(&listed).contains("marker"));
    assert!(!file.to_string().contains(TOKEN) && !command.to_string().contains("marker"));

    // A name has a value or a source, never both.
    assert_eq!(code(&tool.pipe(&["secret", "set", "k8s"], "value")), 0);
    let names = |output: &std::process::Output| {
        let all = json(output)["result"].as_array().unwrap().clone();
        all.iter()
            .map(|one| (one["name"].clone(), one["source"].is_null()))
            .collect::<Vec<_>>()
    };
    let all = names(&tool.run(&["--json", "secret", "list"]));
    assert_eq!(
        all,
        [("ci".into(), false), ("k8s".into(), true), ("spiffe".into(), false)]
    );
    assert_eq!(code(&read_from(&["k8s", "--file", "token"])), 0);
    let all = names(&tool.run(&["--json", "secret", "list"]));
    assert_eq!(
        all,
        [("ci".into(), false), ("k8s".into(), false), ("spiffe".into(), false)]
    );
    assert_eq!(code(&tool.run(&["secret", "remove", "k8s"])), 0);
    assert_eq!(code(&tool.run(&["secret", "remove", "k8s"])), 2);
}

#[test]
fn sources_that_make_no_sense() {
    let tool = Tool::new();
    for arguments in [
        &["app"][..],
        &["app", "--file", "token", "--variable", "X"],
        &["app", "--file", "token", "--", "echo"],
        &["app", "--variable", "$X"],
        &["app", "--variable", "X=1"],
        &["cache:app", "--variable", "X"],
    ] {
        let refused = tool.run(&[&["secret", "read-from"], arguments].concat());
        assert_eq!(code(&refused), 2, "{arguments:?}: {}", stderr(&refused));
    }
    assert!(
        !tool.path().join("config/secrets").exists(),
        "nothing was made on the way"
    );
}

/// The emulator's demo app with that certificate, in DER.
async fn emulator_with(certificate: &[u8]) -> (Emulator, String) {
    let mut world = World::demo();
    let app = world.application_mut(demo::CLIENT_ID).unwrap();
    app.certificates.push(KeyCredential::from_der(certificate));
    let emulator = Emulator::start(world, EmulatorOptions::on_free_ports()).await.unwrap();
    let address = emulator.http_addr().unwrap().to_string();
    (emulator, address)
}

fn add_app(tool: &Tool, credential: &[&str]) {
    let (tenant, client) = (demo::TENANT_ID.to_string(), demo::CLIENT_ID.to_string());
    tool.add([&tenant, &client, demo::MAILBOX], credential);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tool_signs_in_with_a_key_that_it_made() {
    let tool = Tool::new();
    assert_eq!(code(&tool.run(&["key", "create", "app"])), 0);
    let convert = ["x509", "-in", "app.cer", "-outform", "DER", "-out", "app.der"];
    assert!(
        Command::new("openssl")
            .args(convert)
            .current_dir(tool.path())
            .status()
            .unwrap()
            .success()
    );
    let (emulator, address) = emulator_with(&std::fs::read(tool.path().join("app.der")).unwrap()).await;

    add_app(&tool, &["--certificate", "app"]);
    let connected = tool.run_whole(&["--json", "--emulator", &address, "connect", "demo"]);
    assert_eq!(code(&connected), 0, "{}", stdout(&connected));
    assert_eq!(
        json(&connected)["result"]["connection"]["credential"],
        serde_json::json!({"certificate": "app"})
    );

    // A key that nobody has is named with the command that makes it; with the next credential the connection works all the same.
    add_app(&tool, &["--certificate", "gone", "--replace"]);
    let missing = tool.run_whole(&["--json", "--emulator", &address, "connect", "demo"]);
    assert_eq!(code(&missing), 2, "{}", stdout(&missing));
    let next = json(&missing)["error"]["next"][0]["command"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(next.ends_with("key create gone"), "{next}");
    add_app(
        &tool,
        &["--certificate", "gone", "--next-certificate", "app", "--replace"],
    );
    let rotated = tool.run_whole(&["--emulator", &address, "connect", "demo"]);
    assert_eq!(code(&rotated), 0, "{}", stderr(&rotated));
    assert!(stdout(&rotated).contains("next credential"), "{}", stdout(&rotated));
    emulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_is_read_when_the_tool_signs_in() {
    let tool = Tool::new();
    let (emulator, address) = emulator_with(&[]).await;
    add_app(&tool, &["--federated-assertion", "workload"]);
    let connect = || tool.run_whole(&["--json", "--emulator", &address, "connect", "demo"]);
    let unknown = json(&connect());
    assert!(
        unknown["error"]["next"][0]["command"]
            .as_str()
            .unwrap()
            .contains("secret read-from workload"),
        "{unknown}"
    );
    assert_eq!(
        code(&tool.run(&["secret", "read-from", "workload", "--file", "token"])),
        0
    );
    let absent = connect();
    assert_eq!(code(&absent), 3, "{}", stdout(&absent));
    assert!(stdout(&absent).contains("token cannot be read"), "{}", stdout(&absent));
    // What is in the file now is what Entra gets, and refuses.
    tool.write("token", "marker.marker.marker");
    let refused = connect();
    assert_eq!(code(&refused), 3, "{}", stdout(&refused));
    let service_code = json(&refused)["error"]["service_code"].clone();
    assert!(
        service_code.as_str().is_some_and(|code| code.starts_with("AADSTS")),
        "{service_code}"
    );
    assert!(!stdout(&refused).contains("marker"));
    emulator.shutdown().await;
}
