//! `secret`, and the store behind it.

use crate::tool::{Tool, code, json, stderr, stdout};

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
