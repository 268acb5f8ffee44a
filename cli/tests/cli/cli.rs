//! The tool from outside: exit codes, JSON, and bad input that needs no component.

use serde_json::Value;

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
        "tenant_id": hidden, "client_id": "c", "secret": hidden, "mailbox": format!("a{hidden}@b.c"),
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
fn connections_come_and_go() {
    let tool = Tool::new();
    assert_eq!(
        json(&tool.run(&["--json", "connection", "list"]))["result"],
        Value::Array(vec![])
    );
    tool.add_demo();
    let shown = json(&tool.run(&["--json", "connection", "show", "demo"]));
    assert_eq!(shown["result"]["tenant_id"], "t");
    assert_eq!(
        shown["result"]["secret"], "demo",
        "the secret's name is the connection's unless told otherwise"
    );
    let again = tool.run(&[
        "connection",
        "add",
        "demo",
        "--tenant",
        "t2",
        "--client-id",
        "c",
        "--mailbox",
        "a@b.c",
    ]);
    assert_eq!(code(&again), 2);
    assert!(stderr(&again).contains("--replace"));
    assert_eq!(code(&tool.run(&["connection", "remove", "demo"])), 0);
    let gone = tool.run(&["connection", "show", "demo"]);
    assert_eq!(code(&gone), 2);
    assert!(stderr(&gone).contains("connection add"), "{}", stderr(&gone));
}

#[test]
fn a_new_connection_needs_three_fields_and_says_what_is_next() {
    let tool = Tool::new();
    let add = |more: &[&str]| tool.run(&[&["connection", "add", "demo"], more].concat());
    let all = ["--tenant", "t", "--client-id", "c", "--mailbox", "a@b.c"];
    for left_out in [0, 2, 4] {
        let fields = [&all[..left_out], &all[left_out + 2..]].concat();
        let refused = add(&fields);
        assert_eq!(code(&refused), 2);
        assert!(stderr(&refused).contains(all[left_out]), "{}", stderr(&refused));
    }
    let saved = add(&all);
    assert!(stdout(&saved).contains("secret set demo, then"), "{}", stdout(&saved));
    assert_eq!(
        code(&tool.pipe(&["secret", "set", "demo", "--store-key", "file"], "value")),
        0
    );
    let saved = add(&[&all[..], &["--replace"]].concat());
    assert!(
        stdout(&saved).contains("Next: outlook-host connect demo"),
        "{}",
        stdout(&saved)
    );
    let saved = add(&[&all[..], &["--replace", "--secret", "other"]].concat());
    assert!(stdout(&saved).contains("secret set other, then"), "{}", stdout(&saved));
}

#[test]
fn fields_of_connections_change_one_by_one() {
    let tool = Tool::new();
    tool.add_demo();
    let set = |arguments: &[&str]| tool.run(&[&["--json", "connection", "set", "demo"], arguments].concat());
    let now = set(&[
        "--granted-at",
        "now",
        "--out-of-scope-mailbox",
        "chief@b.c",
        "--cloud",
        "china",
    ]);
    assert_eq!(code(&now), 0, "{}", stdout(&now));
    let granted = json(&now)["result"]["granted_at"].as_str().unwrap().to_owned();
    let form: String = granted
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    assert_eq!(form, "0000-00-00T00:00:00Z");
    let changed = json(&set(&["--mailbox", "new@b.c", "--cloud", ""]));
    let result = &changed["result"];
    assert_eq!(
        (&result["mailbox"], &result["tenant_id"]),
        (&"new@b.c".into(), &"t".into())
    );
    assert_eq!(
        (&result["cloud"], &result["out_of_scope_mailbox"]),
        (&Value::Null, &"chief@b.c".into())
    );
    let shown = stdout(&tool.run(&["connection", "show", "demo"]));
    assert!(shown.contains("chief@b.c") && shown.contains(&granted), "{shown}");
    assert!(stdout(&tool.run(&["connection", "list"])).contains("chief@b.c"));
    assert_eq!(code(&set(&[])), 2, "nothing to change");
    assert_eq!(code(&tool.run(&["connection", "set", "nobody", "--cloud", "china"])), 2);
    let day = tool.run(&[
        "--json",
        "connection",
        "add",
        "two",
        "--tenant",
        "t",
        "--client-id",
        "c",
        "--mailbox",
        "a@b.c",
        "--granted-at",
        "2026-11-23",
    ]);
    assert_eq!(json(&day)["result"]["granted_at"], "2026-11-23");
}

#[test]
fn connections_of_earlier_versions_still_load() {
    let tool = Tool::new();
    tool.add_demo();
    let old = r#"{"tenant_id": "t", "client_id": "c", "secret": "s", "mailbox": "a@b.c"}"#;
    tool.write("config/connections/demo.json", old);
    let shown = json(&tool.run(&["--json", "connection", "show", "demo"]));
    assert_eq!(shown["result"]["secret"], "s");
    assert_eq!(shown["result"]["granted_at"], Value::Null);
}

#[test]
fn names_of_connections_are_no_paths() {
    let tool = Tool::new();
    for name in ["../demo", "/etc/passwd", ".hidden", "a/b", "", "a b"] {
        let refused = tool.run(&["connection", "show", name]);
        assert_eq!(code(&refused), 2, "{name}");
        assert!(
            stderr(&refused).contains("connection-name"),
            "{name}: {}",
            stderr(&refused)
        );
    }
}

#[test]
fn a_broken_connection_file_is_named() {
    let tool = Tool::new();
    tool.add_demo();
    std::fs::write(tool.path().join("config/connections/demo.json"), "{\"tenant\": 1}").unwrap();
    let broken = tool.run(&["connect", "demo"]);
    assert_eq!(code(&broken), 1);
    assert!(stderr(&broken).contains("demo.json") && stderr(&broken).contains("unknown field `tenant`"));
    assert_eq!(code(&tool.run(&["connection", "list"])), 0);
}

#[test]
fn secrets_come_from_standard_input_and_never_show() {
    let tool = Tool::new();
    assert_eq!(
        code(&tool.pipe(&["secret", "set", "app", "marker"], "")),
        2,
        "a value as argument is refused"
    );
    let set = tool.pipe(&["secret", "set", "app"], "marker-value\n");
    assert_eq!(code(&set), 0, "{}", stderr(&set));
    let listed = tool.run(&["--json", "secret", "list"]);
    assert_eq!(json(&listed)["result"][0]["name"], "app");
    for output in [&set, &listed] {
        assert!(!stdout(output).contains("marker") && !stderr(output).contains("marker"));
    }
    assert_eq!(code(&tool.run(&["secret", "remove", "app"])), 0);
    assert_eq!(code(&tool.run(&["secret", "remove", "app"])), 2);
}

#[test]
fn bad_secrets() {
    let tool = Tool::new();
    for (name, value) in [
        ("app", ""),
        ("app", "\n"),
        ("app", "two\nlines"),
        ("cache:token", "v"),
        (" app", "v"),
        ("", "v"),
    ] {
        assert_eq!(
            code(&tool.pipe(&["secret", "set", name], value)),
            2,
            "{name:?} {value:?}"
        );
    }
    assert_eq!(code(&tool.pipe(&["secret", "set", "app"], &"x".repeat(20_000))), 2);
    assert!(
        !tool.path().join("config/secrets").exists(),
        "nothing was made on the way"
    );
}

#[test]
fn a_passphrase_keeps_the_store() {
    let tool = Tool::new();
    tool.write("right", "correct horse\n");
    tool.write("wrong", "incorrect\n");
    assert_eq!(
        code(&tool.pipe(&["--passphrase-file", "right", "secret", "set", "app"], "v")),
        0
    );
    assert_eq!(code(&tool.run(&["--passphrase-file", "right", "secret", "list"])), 0);
    let wrong = tool.run(&["--json", "--passphrase-file", "wrong", "secret", "list"]);
    assert_eq!(code(&wrong), 1);
    assert_eq!(json(&wrong)["error"]["code"], "secret-store-unusable");
    assert_eq!(
        code(&tool.run(&["secret", "list"])),
        2,
        "no passphrase, no terminal: the message says which flag"
    );
}

#[test]
fn a_damaged_store_is_told_and_kept() {
    let tool = Tool::new();
    assert_eq!(code(&tool.pipe(&["secret", "set", "app"], "v")), 0);
    let path = tool.path().join("config/secrets/secrets.sealed");
    std::fs::write(&path, "garbage").unwrap();
    let told = tool.pipe(&["secret", "set", "other"], "v");
    assert_eq!(code(&told), 1);
    assert!(stderr(&told).contains("damaged"), "{}", stderr(&told));
    assert_eq!(std::fs::read(&path).unwrap(), b"garbage");
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

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = Tool::new().run(&["completions", shell]);
        assert_eq!(code(&script), 0, "{shell}");
        assert!(stdout(&script).contains("send-mail"), "{shell}");
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
