//! `key`: made, imported, shown, removed. `openssl` makes the files and checks what was made.

use std::process::Command;

use serde_json::Value;

use crate::tool::{Tool, code, json, stderr, stdout};

/// Runs `openssl` in the tool's folder and returns what it prints.
fn openssl(tool: &Tool, arguments: &[&str]) -> String {
    let output = Command::new("openssl")
        .args(arguments)
        .current_dir(tool.path())
        .output()
        .expect("the tests need openssl: apt-get install openssl");
    assert!(output.status.success(), "openssl {arguments:?}: {}", stderr(&output));
    stdout(&output)
}

/// A key and its certificate, valid for that many days, as `key.p12` with the password `marker`, and as files of their own.
fn make_files(tool: &Tool, days: &str) {
    let new = [
        "req",
        "-new",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=import",
    ];
    let files = ["-days", days, "-keyout", "key.pem", "-out", "cert.pem"];
    openssl(tool, &[&new[..], &files].concat());
    let export = ["pkcs12", "-export", "-inkey", "key.pem", "-in", "cert.pem"];
    openssl(
        tool,
        &[&export[..], &["-passout", "pass:marker", "-out", "key.p12"]].concat(),
    );
}

#[test]
fn a_new_key_is_sealed_and_its_certificate_can_be_uploaded() {
    let tool = Tool::new();
    let made = tool.run(&[
        "--json",
        "key",
        "create",
        "contoso",
        "--common-name",
        "Outlook",
        "--days",
        "90",
    ]);
    assert_eq!(code(&made), 0, "{}", stdout(&made));
    let made = &json(&made)["result"];
    assert_eq!((&made["subject"], &made["bits"]), (&"CN=Outlook".into(), &2048.into()));
    assert_eq!((&made["expiry"], &made["days_left"]), (&"ok".into(), &89.into()));
    assert_eq!(made["certificate_file"], "contoso.cer");
    let fingerprint = openssl(
        &tool,
        &["x509", "-in", "contoso.cer", "-noout", "-fingerprint", "-sha1"],
    );
    let fingerprint = fingerprint.trim().rsplit('=').next().unwrap().replace(':', "");
    assert_eq!(made["sha1_thumbprint"], fingerprint.as_str());

    let shown = tool.run(&["key", "show", "contoso"]);
    assert!(stdout(&shown).contains(&fingerprint), "{}", stdout(&shown));
    assert!(
        !stdout(&shown).contains('!'),
        "no warning 90 days before: {}",
        stdout(&shown)
    );
    assert!(stdout(&tool.run(&["key", "list"])).contains(&fingerprint));
    for file in ["secrets.sealed", "host.sealed"] {
        let sealed = std::fs::read(tool.path().join("config/secrets").join(file)).unwrap();
        assert!(!sealed.windows(11).any(|window| window == b"PRIVATE KEY"), "{file}");
    }
    assert_eq!(
        json(&tool.run(&["--json", "secret", "list"]))["result"],
        Value::Array(Vec::new()),
        "a key is no secret that a connection could name"
    );
}

#[test]
fn nothing_is_overwritten_unless_told() {
    let tool = Tool::new();
    assert_eq!(code(&tool.run(&["key", "create", "app"])), 0);
    let first = std::fs::read(tool.path().join("app.cer")).unwrap();
    let again = tool.run(&["key", "create", "app", "--certificate-out", "other.cer"]);
    assert_eq!(code(&again), 2);
    assert!(stderr(&again).contains("key-exists"), "{}", stderr(&again));
    assert!(!tool.path().join("other.cer").exists(), "nothing was made on the way");
    let file = tool.run(&["key", "create", "two", "--certificate-out", "app.cer"]);
    assert_eq!(code(&file), 2);
    assert!(stderr(&file).contains("--force"), "{}", stderr(&file));
    assert!(!stdout(&tool.run(&["key", "list"])).contains("two"));
    assert_eq!(std::fs::read(tool.path().join("app.cer")).unwrap(), first);
    assert_eq!(code(&tool.run(&["key", "create", "app", "--replace", "--force"])), 0);
    assert_ne!(std::fs::read(tool.path().join("app.cer")).unwrap(), first);
    let shown = tool.run(&["key", "show", "app", "--certificate-out", "copy.cer"]);
    assert_eq!(code(&shown), 0, "{}", stderr(&shown));
    assert_eq!(
        std::fs::read(tool.path().join("copy.cer")).unwrap(),
        std::fs::read(tool.path().join("app.cer")).unwrap()
    );
}

#[test]
fn keys_are_imported_with_the_password_from_a_file_or_a_variable() {
    let tool = Tool::new();
    make_files(&tool, "400");
    tool.write("password", "marker\n");
    tool.write("wrong", "nonsense\n");
    let import = |more: &[&str]| tool.run(&[&["key", "import"], more].concat());
    let asked = import(&["app", "key.p12"]);
    assert_eq!(code(&asked), 2);
    assert!(stderr(&asked).contains("--password-file"), "{}", stderr(&asked));
    let wrong = import(&["app", "key.p12", "--password-file", "wrong"]);
    assert_eq!(code(&wrong), 2);
    assert!(stderr(&wrong).contains("password is wrong"), "{}", stderr(&wrong));
    assert!(!tool.path().join("config").exists(), "nothing was made on the way");

    let imported = import(&["app", "key.p12", "--password-file", "password"]);
    assert_eq!(code(&imported), 0, "{}", stderr(&imported));
    let piped = tool.pipe(
        &["key", "import", "piped", "key.p12", "--password-file", "-"],
        "marker\n",
    );
    assert_eq!(code(&piped), 0, "{}", stderr(&piped));
    let pair = import(&["pair", "key.pem", "--certificate", "cert.pem"]);
    assert_eq!(code(&pair), 0, "{}", stderr(&pair));
    for output in [&asked, &wrong, &imported, &piped, &pair] {
        assert!(!stdout(output).contains("marker") && !stderr(output).contains("marker"));
    }
    let listed = json(&tool.run(&["--json", "key", "list"]));
    let thumbprints: Vec<_> = listed["result"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| &key["sha1_thumbprint"])
        .collect();
    assert_eq!(thumbprints.len(), 3);
    assert!(thumbprints.iter().all(|thumbprint| *thumbprint == thumbprints[0]));

    let alone = json(&tool.run(&["--json", "key", "import", "x", "key.pem"]));
    assert_eq!(alone["error"]["code"], "key-certificate");
    let unset = json(&tool.run(&[
        "--json",
        "key",
        "import",
        "x",
        "key.p12",
        "--password-variable",
        "NO_SUCH",
    ]));
    assert_eq!(unset["error"]["code"], "key-password");
    let gone = json(&tool.run(&["--json", "key", "import", "x", "gone.pem"]));
    assert_eq!(gone["error"]["code"], "key-file");
}

#[test]
fn the_expiry_is_warned_of_30_and_7_days_before() {
    for (days, state, said) in [("31", "ok", ""), ("20", "soon", "! "), ("5", "very-soon", "✗ ")] {
        let tool = Tool::new();
        make_files(&tool, days);
        let import = ["key", "import", "app", "key.pem", "--certificate", "cert.pem"];
        assert_eq!(code(&tool.run(&import)), 0);
        let document = json(&tool.run(&["--json", "key", "show", "app"]));
        assert_eq!(document["result"]["expiry"], state);
        for command in [&["key", "show", "app"][..], &["key", "list"]] {
            let shown = stdout(&tool.run(command));
            assert_eq!(shown.contains("expires in"), state != "ok", "{shown}");
            assert!(shown.contains(said), "{shown}");
        }
    }
}

#[test]
fn a_removed_key_is_gone_and_its_connections_are_named() {
    let tool = Tool::new();
    tool.add_demo();
    assert_eq!(code(&tool.run(&["key", "create", "app"])), 0);
    assert_eq!(
        code(&tool.run(&["connection", "set", "demo", "--next-certificate", "app"])),
        0
    );
    let removed = tool.run(&["key", "remove", "app"]);
    assert_eq!(code(&removed), 0);
    assert!(stdout(&removed).contains("demo"), "{}", stdout(&removed));
    for command in ["remove", "show"] {
        let gone = tool.run(&["key", command, "app"]);
        assert_eq!(code(&gone), 2);
        assert!(stderr(&gone).contains("key-unknown"), "{}", stderr(&gone));
    }
}

#[test]
fn values_of_a_new_key_are_checked() {
    let tool = Tool::new();
    for arguments in [
        &["../app"][..],
        &["a b"],
        &[".app"],
        &["app", "--bits", "1024"],
        &["app", "--days", "0"],
        &["app", "--days", "4000"],
        &["app", "--common-name", " "],
        &["app", "--certificate-out", "gone/app.cer"],
        &["app", "--certificate-out", "-"],
    ] {
        let refused = tool.run(&[&["key", "create"], arguments].concat());
        assert_eq!(code(&refused), 2, "{arguments:?}: {}", stderr(&refused));
    }
    assert!(
        !tool.path().join("config/secrets").exists(),
        "nothing was made on the way"
    );
}
