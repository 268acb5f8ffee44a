//! The tool from outside: exit codes, JSON, and bad input that needs no component.

use crate::tool::{Tool, code, json, stderr, stdout};

#[test]
fn help_teaches_and_names_every_exit_code() {
    let help = Tool::new().run(&["--help"]);
    assert_eq!(code(&help), 0);
    let text = stdout(&help);
    for code in [
        "0 done",
        "1 the tool cannot run",
        "2 bad input",
        "3 refused",
        "4 not sent",
        "5 the mail may have been sent",
        "130 interrupted",
    ] {
        assert!(text.contains(code), "{code}");
    }
    assert!(text.lines().count() <= 45, "it fits a screen: {text}");
    assert!(text.contains("outlook-host emulator") && text.contains("outlook-host secret set"));
    let send = stdout(&Tool::new().run(&["send-mail", "--help"]));
    for said in [
        "time_budget_ms",
        "--idempotency-key",
        "List-Unsubscribe",
        "--mime",
        "--sensitivity",
        "100 KB",
    ] {
        assert!(send.contains(said), "{said}");
    }
    for (command, said) in [
        ("explain", "--findings"),
        ("setup-guide", "--handover"),
        ("test-connection", "--send-test-mail"),
    ] {
        assert!(
            stdout(&Tool::new().run(&[command, "--help"])).contains(said),
            "{command}"
        );
        assert!(text.contains(command), "{command}");
    }
    let look = stdout(&Tool::new().run(&["check-outcome", "--help"]));
    assert!(
        look.contains("4 it was not sent") && look.contains("idempotency key"),
        "{look}"
    );
}

#[test]
fn usage_errors_are_bad_input() {
    let tool = Tool::new();
    for arguments in [
        &["no-such-command"][..],
        &["send-mail"],
        &["send-mail", "demo", "--time-budget", "soon"],
        &["send-mail", "demo", "--message", "-", "--to", "a@b.c"],
        &["send-mail", "demo", "--mime", "a.eml", "--to", "a@b.c"],
        &["send-mail", "demo", "--mime", "a.eml", "--message", "a.json"],
        &["send-mail", "demo", "--sensitivity", "secret"],
        &["check-outcome", "demo"],
        &["--route", "example.com=http://127.0.0.1:1", "describe"],
        &["--route", "graph.microsoft.com=http://10.0.0.1:1", "describe"],
    ] {
        assert_eq!(code(&tool.run(arguments)), 2, "{arguments:?}");
    }
    let refused = tool.run(&["--json", "no-such-command"]);
    assert_eq!(code(&refused), 2);
    assert_eq!(json(&refused)["ok"], false);
    assert_eq!(json(&refused)["exit_code"], 2);
}

/// A connection file that somebody else wrote, or a name typed with more than its letters.
#[test]
fn no_control_character_of_a_connection_reaches_the_screen() {
    let tool = Tool::new();
    let hidden = "\u{1b}[2J\u{9b}31m\u{202e}\u{2066}\u{2028}";
    tool.add_demo();
    let saved = serde_json::json!({
        "tenant_id": hidden, "client_id": "c", "credential": {"client-secret": hidden}, "mailbox": format!("a{hidden}@b.c"),
        "out_of_scope_mailbox": hidden,
    });
    tool.write("config/connections/demo.json", saved.to_string());
    for arguments in [
        &["connection", "list"][..],
        &["connection", "show", "demo"],
        &["--json", "connection", "list"],
        &["--json", "connection", "show", "demo"],
        &["send-mail", "demo", "--message", &format!("gone{hidden}")],
    ] {
        let output = tool.run(arguments);
        let shown = stdout(&output) + &stderr(&output);
        let is_hidden = |c: char| (c.is_control() && c != '\n') || hidden.contains(c) && !c.is_ascii_graphic();
        assert!(!shown.contains(is_hidden), "{arguments:?}: {shown:?}");
        assert!(shown.contains("u001b"), "{arguments:?}: {shown:?}");
    }
    let listed = json(&tool.run(&["--json", "connection", "list"]));
    assert_eq!(listed["result"][0]["mailbox"], format!("a{hidden}@b.c"));
}

/// A device has no end.
#[cfg(unix)]
#[test]
fn no_more_is_read_than_a_mail_can_have() {
    let tool = Tool::new();
    tool.add_demo();
    for flag in ["--message", "--text-file", "--html-file", "--mime", "--attach"] {
        let refused = tool.run(&["--json", "send-mail", "demo", "--to", "a@b.c", flag, "/dev/zero"]);
        assert_eq!(code(&refused), 2, "{flag}: {}", stdout(&refused));
    }
    assert_eq!(code(&tool.run(&["explain", "/dev/zero"])), 2);
    let set = ["--passphrase-file", "/dev/zero", "secret", "set", "demo"];
    assert_eq!(code(&tool.pipe(&set, "value")), 2);
}

#[test]
fn components_that_cannot_run() {
    let tool = Tool::new();
    let missing = tool.run(&["--json", "--component", "gone.wasm", "describe"]);
    assert_eq!(code(&missing), 1);
    assert_eq!(json(&missing)["error"]["code"], "component-missing");
    tool.write("page.wasm", "<html>");
    let page = tool.run(&["--json", "--component", "page.wasm", "describe"]);
    assert_eq!(code(&page), 1);
    assert_eq!(json(&page)["error"]["code"], "component-unusable");
}

#[test]
fn bad_messages_are_refused_before_anything_runs() {
    let tool = Tool::new();
    tool.add_demo();
    let send = |input: &str| tool.pipe(&["--json", "send-mail", "demo", "--message", "-"], input);
    let unknown = send(r#"{"to": ["a@b.c"], "subjct": "x"}"#);
    assert_eq!(code(&unknown), 2);
    assert!(
        json(&unknown)["error"]["message"]
            .as_str()
            .unwrap()
            .contains("unknown field `subjct`")
    );
    assert_eq!(code(&send("not json")), 2);
    for arguments in [
        &[
            "send-mail",
            "demo",
            "--to",
            "a@b.c",
            "--text",
            "x",
            "--attach",
            "gone.pdf",
        ][..],
        &["send-mail", "demo", "--to", "a@b.c", "--text", "x", "--attach", "."],
        &["send-mail", "demo", "--to", "a@b.c", "--text-file", "gone.txt"],
        &[
            "send-mail",
            "demo",
            "--to",
            "a@b.c",
            "--text",
            "x",
            "--inline",
            "logo.png",
        ],
        &["send-mail", "demo", "--to", "a@b.c", "--text", "x", "--header", "x-a"],
        &["send-mail", "demo", "--message", "gone.json"],
        &["send-mail", "demo", "--mime", "gone.eml"],
        &["send-mail", "demo", "--mime", "."],
        &["send-mail", "demo", "--mime", "-"],
        &[
            "send-mail",
            "demo",
            "--to",
            "a@b.c",
            "--text",
            "x",
            "--idempotency-key",
            " ",
        ],
        &["check-outcome", "demo", ""],
        &["check-outcome", "nobody", "order-1"],
        &["send-mail", "nobody", "--to", "a@b.c", "--text", "x"],
    ] {
        assert_eq!(code(&tool.run(arguments)), 2, "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn files_that_may_not_be_read_are_named() {
    use std::os::unix::fs::PermissionsExt;

    let tool = Tool::new();
    tool.add_demo();
    let path = tool.path().join("locked.eml");
    std::fs::write(&path, "Subject: x\r\n\r\nx").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_ok() {
        return; // Run by root, whom nothing stops.
    }
    for arguments in [
        &["send-mail", "demo", "--mime", "locked.eml"][..],
        &[
            "send-mail",
            "demo",
            "--to",
            "a@b.c",
            "--text",
            "x",
            "--attach",
            "locked.eml",
        ],
    ] {
        let refused = tool.run(arguments);
        assert_eq!(code(&refused), 2);
        assert!(stderr(&refused).contains("locked.eml"), "{}", stderr(&refused));
    }
}
