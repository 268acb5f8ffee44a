//! `serve`, as a program: what it tells, whom it lets in, and how it ends.

#[cfg(unix)]
use std::process::Command;

use serde_json::Value;

use crate::{
    serving::Serving,
    tool::{CLIENT, TENANT, Tool, code, stderr},
};

#[cfg(unix)]
#[test]
fn the_tools_own_connections_with_a_token_that_is_shown_once() {
    let tool = Tool::new();
    tool.add([TENANT, CLIENT, "a@b.c"], &[]);
    let serving = Serving::start(&tool, &[]);
    let token = serving.token.as_str().unwrap().to_owned();
    assert_eq!(token.len(), 64);
    assert_eq!(serving.names(&token), ["demo"]);
    assert_eq!(serving.get("/v1/connections", "other").0, 401);
    assert_eq!(serving.get("/readyz", "").0, 200);
    assert_eq!(
        serving.get("/metrics", "").0,
        404,
        "metrics are served if they are wanted"
    );
    assert_eq!(serving.get("/v1/describe", &token).0, 200);
    let (code, log) = serving.end();
    assert_eq!(code, 0, "{log}");
    // A document a line, and no token.
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["message"] == "drained"), "{log}");
    assert!(!log.contains(&token));
}

#[test]
fn tenants_of_a_file_have_folders_of_their_own() {
    let tool = Tool::new();
    let (one, two) = ("1".repeat(32), "2".repeat(32));
    tool.write("one.token", &one);
    tool.write("two.token", &two);
    let table = |name: &str, directory: &str| {
        format!("[[tenant]]\nname = \"{name}\"\ntoken_file = \"{name}.token\"\ndirectory = \"{directory}\"\n")
    };
    let limits = "[limits]\ncalls_per_mailbox = 1\n";
    tool.write("serve.toml", table("one", "config") + &table("two", "two") + limits);
    // The folder of a tenant is a folder of this tool.
    tool.add([TENANT, CLIENT, "a@b.c"], &[]);
    let serving = Serving::start(&tool, &["--config", "serve.toml", "--metrics"]);
    assert_eq!(serving.token, Value::Null);
    assert_eq!(serving.names(&one), ["demo"]);
    assert!(serving.names(&two).is_empty());
    assert_eq!(serving.get("/v1/connections/demo", &two).0, 404);
    assert_eq!(serving.get("/metrics", "").0, 200);
}

#[cfg(unix)]
#[test]
fn a_hangup_reloads_the_tenants() {
    let tool = Tool::new();
    let tokens = ["1".repeat(32), "2".repeat(32)];
    let config = |token: &str| {
        tool.write("token", token);
        tool.write(
            "serve.toml",
            "[[tenant]]\nname = \"one\"\ntoken_file = \"token\"\ndirectory = \"one\"\n",
        );
    };
    config(&tokens[0]);
    let mut serving = Serving::start(&tool, &["--config", "serve.toml"]);
    let hang_up = |serving: &Serving| {
        let sent = Command::new("kill")
            .args(["-HUP", &serving.child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    };
    let statuses = |serving: &Serving| tokens.each_ref().map(|token| serving.get("/v1/secrets", token).0);
    assert_eq!(statuses(&serving), [200, 401]);
    config(&tokens[1]);
    hang_up(&serving);
    serving.wait_for("\"message\":\"reloaded\"");
    assert_eq!(statuses(&serving), [401, 200]);
    // A file that cannot be used leaves everything as it was.
    tool.write("serve.toml", "[[tenant]]");
    hang_up(&serving);
    serving.wait_for("nothing was reloaded");
    assert_eq!(statuses(&serving), [401, 200]);
    assert_eq!(serving.end().0, 0);
}

#[test]
fn what_cannot_be_served_is_refused_before_anything_listens() {
    let tool = Tool::new();
    tool.write("short", "short-token");
    tool.write("serve.toml", "[[tenant]]\nname = \"a\"\n");
    for (arguments, said) in [
        (&["serve", "--listen", "0.0.0.0:0"][..], "plain HTTP"),
        (&["serve", "--listen", "[::]:0"], "--behind-tls"),
        (&["serve", "--listen", "localhost"], "--listen"),
        (&["serve", "--token-file", "gone"], "gone"),
        (&["serve", "--token-file", "short"], "32 characters"),
        (&["serve", "--config", "gone.toml"], "gone.toml"),
        (&["serve", "--tls-cert", "gone.pem"], "--tls-key"),
        (
            &["serve", "--tls-cert", "gone.pem", "--tls-key", "gone.key"],
            "gone.key",
        ),
        (&["serve", "--client-ca", "gone.pem"], "--tls-cert"),
        (&["serve", "--config", "serve.toml"], "missing field `directory`"),
        (
            &["serve", "--config", "serve.toml", "--token-file", "short"],
            "cannot be used with",
        ),
    ] {
        let refused = tool.run(arguments);
        assert_eq!(code(&refused), 2, "{arguments:?}: {}", stderr(&refused));
        assert!(stderr(&refused).contains(said), "{arguments:?}: {}", stderr(&refused));
        assert!(!stderr(&refused).contains("short-token"));
    }
}

/// As the health check of a container does.
#[test]
fn health_is_asked_by_the_same_program() {
    let tool = Tool::new();
    let serving = Serving::start(&tool, &[]);
    let ask = |address: &str| tool.run(&["serve", "--health", "--listen", address]);
    let well = ask(&serving.address);
    assert_eq!((code(&well), well.stdout.len()), (0, 0), "{}", stderr(&well));
    let everywhere = serving.address.replace("127.0.0.1", "0.0.0.0");
    assert_eq!(code(&ask(&everywhere)), 0, "{everywhere}");
    // Nobody listens on port 1.
    let gone = ask("127.0.0.1:1");
    assert_eq!(code(&gone), 1);
    assert!(stderr(&gone).contains("127.0.0.1:1"), "{}", stderr(&gone));
}

#[test]
fn the_openapi_document_is_printed_without_a_component() {
    let printed = Tool::new().run(&["serve", "--openapi"]);
    assert_eq!(code(&printed), 0);
    let document: Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert!(document["paths"]["/v1/send-mail"]["post"].is_object());
}
