//! `setup-guide` from outside: steps, scripts in files, JSON, and what it refuses.
//!
//! It needs the component: `cargo xtask build` puts it into `target/`.

use crate::tool::{CLIENT, TENANT, Tool, code, json, stderr, stdout};

const OBJECT: &str = "bbbbbbbb-cccc-4ddd-8eee-ffffffffffff";

const GUIDE: [&str; 11] = [
    "setup-guide",
    "--tenant",
    TENANT,
    "--client-id",
    CLIENT,
    "--object-id",
    OBJECT,
    "--group",
    "Büro senders",
    "--mailbox",
    "sender@contoso.com",
];

fn guide(more: &[&'static str]) -> Vec<&'static str> {
    [&GUIDE[..], more].concat()
}

#[test]
fn the_guide_as_steps_as_scripts_and_as_json() {
    let tool = Tool::new();
    let steps = tool.run_whole(&guide(&["--out-of-scope-mailbox", "chief@contoso.com"]));
    assert_eq!(code(&steps), 0, "{}", stderr(&steps));
    assert!(stdout(&steps).contains("Büro senders") && stdout(&steps).contains("chief@contoso.com"));
    let document = json(&tool.run_whole(&guide(&["--json", "--drafts", "--tenant-wide-consent", "no"])));
    let result = &document["result"];
    for name in ["number", "title", "owner", "location", "text", "commands"] {
        assert!(result["steps"][0].get(name).is_some(), "{name}");
    }
    let (script, removal) = (
        result["script"].as_str().unwrap(),
        result["removal_script"].as_str().unwrap(),
    );
    assert!(
        script.contains(OBJECT) && removal.contains("Remove-"),
        "{script}{removal}"
    );

    let files = [
        "--script",
        "setup.ps1",
        "--removal-script",
        "remove.ps1",
        "--drafts",
        "--tenant-wide-consent",
        "no",
    ];
    let written = tool.run_whole(&guide(&files));
    assert_eq!(code(&written), 0, "{}", stderr(&written));
    assert!(stdout(&written).contains("setup.ps1") && stdout(&written).contains("remove.ps1"));
    let read = |name: &str| std::fs::read_to_string(tool.path().join(name)).unwrap();
    // Windows PowerShell 5.1 needs the mark.
    assert_eq!(read("setup.ps1"), format!("\u{feff}{script}"));
    assert_eq!(read("remove.ps1"), format!("\u{feff}{removal}"));
    let printed = tool.run_whole(&guide(&["--script", "-", "--drafts", "--tenant-wide-consent", "no"]));
    assert_eq!(stdout(&printed).trim_end(), script.trim_end());
}

#[test]
fn scripts_never_overwrite_unasked() {
    let tool = Tool::new();
    tool.write("mine.ps1", "mine");
    for arguments in [
        guide(&["--script", "mine.ps1"]),
        guide(&["--script", "new.ps1", "--removal-script", "mine.ps1"]),
        guide(&["--script", "."]),
        guide(&["--script", "gone/new.ps1"]),
        guide(&["--script", "new.ps1", "--removal-script", "./new.ps1"]),
        guide(&["--script", "-", "--removal-script", "-"]),
        guide(&["--script", "-", "--json"]),
        vec!["setup-guide", "--object-id", OBJECT, "--group", "g"],
    ] {
        let refused = tool.run(&arguments);
        assert_eq!(code(&refused), 2, "{arguments:?}: {}", stderr(&refused));
    }
    assert!(
        !tool.path().join("new.ps1").exists(),
        "nothing is written when one of two is refused"
    );
    assert_eq!(std::fs::read(tool.path().join("mine.ps1")).unwrap(), b"mine");
    assert_eq!(code(&tool.run_whole(&guide(&["--script", "mine.ps1", "--force"]))), 0);
    assert_ne!(std::fs::read(tool.path().join("mine.ps1")).unwrap(), b"mine");
}

#[test]
fn fields_at_fault_are_named_by_their_flags() {
    let tool = Tool::new();
    let bad = [
        "setup-guide",
        "--tenant",
        TENANT,
        "--client-id",
        "x",
        "--object-id",
        "y",
        "--group",
        "g",
        "--mailbox",
        "a@contoso.com",
        "--mailbox",
        "no address",
    ];
    let refused = tool.run_whole(&bad);
    assert_eq!(code(&refused), 2);
    for said in ["--client-id", "--object-id", "--mailbox (number 2)"] {
        assert!(stderr(&refused).contains(said), "{said}: {}", stderr(&refused));
    }
    let document = json(&tool.run_whole(&[&["--json"], &bad[..]].concat()));
    assert_eq!(
        (&document["exit_code"], &document["error"]["code"]),
        (&2.into(), &"invalid-input".into())
    );
    let fields = document["error"]["fields"].as_array().unwrap();
    assert!(
        fields.iter().any(|field| field["field"] == "setup.mailboxes[1]"),
        "{fields:?}"
    );
    assert!(
        fields.iter().all(|field| !field["fix"].as_str().unwrap().is_empty()),
        "{fields:?}"
    );
}

#[test]
fn a_saved_connection_is_the_guides_start() {
    let tool = Tool::new();
    tool.add(
        [TENANT, CLIENT, "sender@contoso.com"],
        &["--out-of-scope-mailbox", "chief@contoso.com"],
    );
    let arguments = [
        "setup-guide",
        "--connection",
        "demo",
        "--object-id",
        OBJECT,
        "--group",
        "Senders",
        "--script",
        "-",
    ];
    let script = stdout(&tool.run_whole(&arguments));
    for value in [CLIENT, OBJECT, "sender@contoso.com", "chief@contoso.com"] {
        assert!(script.contains(value), "{value}: {script}");
    }
    let flag = stdout(&tool.run_whole(&[&arguments[..], &["--mailbox", "other@contoso.com"]].concat()));
    assert!(
        flag.contains("other@contoso.com") && !flag.contains("sender@contoso.com"),
        "a flag wins"
    );
}
