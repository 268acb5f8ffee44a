//! `connection`: what is saved, changed, shown and refused.

use serde_json::Value;

use crate::tool::{Tool, code, json, stderr, stdout};

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
        shown["result"]["credential"]["client-secret"], "demo",
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
fn optional_fields_of_a_file_may_be_left_out() {
    let tool = Tool::new();
    tool.add_demo();
    let old = r#"{"tenant_id": "t", "client_id": "c", "credential": {"client-secret": "s"}, "mailbox": "a@b.c"}"#;
    tool.write("config/connections/demo.json", old);
    let shown = json(&tool.run(&["--json", "connection", "show", "demo"]));
    assert_eq!(shown["result"]["credential"]["client-secret"], "s");
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
