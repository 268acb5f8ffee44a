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
    let (script, handover) = (result["script"].as_str().unwrap(), result["handover"].as_str().unwrap());
    assert!(
        script.contains(OBJECT) && handover.contains(script.trim_end()),
        "{script}{handover}"
    );

    let files = [
        "--script",
        "setup.ps1",
        "--handover",
        "handover.md",
        "--drafts",
        "--tenant-wide-consent",
        "no",
    ];
    let written = tool.run_whole(&guide(&files));
    assert_eq!(code(&written), 0, "{}", stderr(&written));
    assert!(stdout(&written).contains("setup.ps1") && stdout(&written).contains("handover.md"));
    let read = |name: &str| std::fs::read_to_string(tool.path().join(name)).unwrap();
    // Windows PowerShell 5.1 needs the mark, once somebody has typed a name into the file.
    assert_eq!(read("setup.ps1"), format!("\u{feff}{script}"));
    assert_eq!(read("handover.md"), handover);
    let printed = tool.run_whole(&guide(&["--script", "-", "--drafts", "--tenant-wide-consent", "no"]));
    assert_eq!(stdout(&printed).trim_end(), script.trim_end());
}

#[test]
fn scripts_never_overwrite_unasked() {
    let tool = Tool::new();
    tool.write("mine.ps1", "mine");
    for arguments in [
        guide(&["--script", "mine.ps1"]),
        guide(&["--script", "new.ps1", "--handover", "mine.ps1"]),
        guide(&["--script", "."]),
        guide(&["--script", "gone/new.ps1"]),
        guide(&["--script", "new.ps1", "--handover", "./new.ps1"]),
        guide(&["--script", "-", "--handover", "-"]),
        guide(&["--script", "-", "--json"]),
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

/// The values that a person does not have yet are the ones that the guide teaches to find.
#[test]
fn without_values_the_guide_shows_placeholders() {
    let tool = Tool::new();
    let guide = tool.run_whole(&["setup-guide"]);
    assert_eq!(code(&guide), 0, "{}", stderr(&guide));
    for placeholder in ["<name of the app>", "<Directory (tenant) ID>", "<address of a mailbox>"] {
        assert!(
            stdout(&guide).contains(placeholder),
            "{placeholder}: {}",
            stdout(&guide)
        );
    }
    let known = tool.run_whole(&["setup-guide", "--mailbox", "sender@contoso.com", "--handover", "-"]);
    assert!(stdout(&known).starts_with("# "), "{}", stdout(&known));
    for text in ["sender@contoso.com", "<Application (client) ID>", "$ClientId = ''"] {
        assert!(stdout(&known).contains(text), "{text}: {}", stdout(&known));
    }
}
