//! The tool leaves no core dump, which would hold the secret that it was given.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

#[test]
fn a_running_tool_has_no_core_dumps() {
    let dir = tempfile::tempdir().unwrap();
    let mut tool = Command::new(env!("CARGO_BIN_EXE_outlook-host"))
        .env_clear()
        .arg("--config-dir")
        .arg(dir.path().join("config"))
        .args(["secret", "set", "demo"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = tool.stdin.take().unwrap();
    // It waits for the rest of the line.
    stdin.write_all(b"half a sec").unwrap();
    let limits = format!("/proc/{}/limits", tool.id());
    let core = || {
        let limits = fs::read_to_string(&limits).unwrap();
        let line = limits.lines().find(|line| line.starts_with("Max core file size"));
        line.unwrap()
            .split_whitespace()
            .skip(4)
            .take(2)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    for _ in 0..200 {
        if core() == ["0", "0"] {
            break;
        }
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(core(), ["0", "0"]);
    drop(stdin);
    tool.wait().unwrap();
}
