use std::{fs, process::Command, time::Duration};

use super::*;
use crate::stores::MemorySecrets;

const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtYXJrZXIifQ.c2lnbmF0dXJl";

fn denied<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Denied(text)) => text,
        other => panic!("{other:?}"),
    }
}

fn unavailable<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Unavailable(text)) => text,
        other => panic!("{other:?}"),
    }
}

fn sh(script: &str) -> AssertionSource {
    AssertionSource::command("sh", ["-c", script])
}

#[tokio::test]
async fn a_file_is_read_anew_at_each_use() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("token");
    let store = AssertionSources::over(MemorySecrets::with([("other", "value")]))
        .with("workload", AssertionSource::file(&path));
    assert!(denied(store.get("workload").await).contains("token"));
    fs::write(&path, "").unwrap();
    assert!(unavailable(store.get("workload").await).contains("empty"));
    for token in [TOKEN, "a.b.c"] {
        fs::write(&path, format!("{token}\n")).unwrap();
        assert_eq!(store.get("workload").await.unwrap().unwrap().expose(), token);
    }
    assert_eq!(store.get("other").await.unwrap().unwrap().expose(), "value");
    assert_eq!(store.get("nobody").await, Ok(None));
}

#[tokio::test]
async fn sources_cannot_be_changed_through_the_store() {
    let store = AssertionSources::over(MemorySecrets::default()).with("workload", AssertionSource::variable("X"));
    assert!(matches!(
        store.put("workload", StoredSecret::new("v")).await,
        Err(StoreError::Denied(_))
    ));
    assert!(matches!(store.delete("workload").await, Err(StoreError::Denied(_))));
    store.put("cache:token", StoredSecret::new("v")).await.unwrap();
    assert!(store.get("cache:token").await.unwrap().is_some());
}

#[tokio::test]
async fn files_that_are_no_token_are_refused_without_their_text() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("token");
    for (text, said) in [
        ("marker of something else".to_owned(), "is no token"),
        (format!("a.b.{}", "c".repeat(20_000)), "16 KiB"),
        ("x".repeat(70_000), "64 KiB"),
    ] {
        fs::write(&path, text).unwrap();
        let refused = denied(AssertionSource::file(&path).read().await);
        assert!(refused.contains(said) && !refused.contains("marker"), "{refused}");
    }
    assert!(denied(AssertionSource::file(dir.path()).read().await).contains("regular file"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_as_kubernetes_makes_it_is_followed_and_a_pipe_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("..2026")).unwrap();
    fs::write(dir.path().join("..2026/token"), TOKEN).unwrap();
    std::os::unix::fs::symlink("..2026", dir.path().join("..data")).unwrap();
    std::os::unix::fs::symlink("..data/token", dir.path().join("token")).unwrap();
    let read = AssertionSource::file(dir.path().join("token")).read().await;
    assert_eq!(read.unwrap().expose(), TOKEN);
    assert!(denied(AssertionSource::file("/dev/zero").read().await).contains("regular file"));
}

#[tokio::test]
async fn variables() {
    let missing = AssertionSource::variable("OUTLOOK_TEST_NO_SUCH_VARIABLE");
    assert!(denied(missing.read().await).contains("OUTLOOK_TEST_NO_SUCH_VARIABLE is not set"));
    // Cargo sets it for tests, and it is no token.
    let version = AssertionSource::variable("CARGO_PKG_DESCRIPTION");
    assert!(denied(version.read().await).contains("is no token"));
}

#[cfg(unix)]
#[tokio::test]
async fn commands_run_without_a_shell_and_show_no_error_output() {
    let printed = AssertionSource::command("printf", ["%s\n", TOKEN]).read().await;
    assert_eq!(printed.unwrap().expose(), TOKEN);
    let plain = AssertionSource::command("printf", ["%s", "$HOME.b.c"]).read().await;
    assert!(denied(plain).contains("is no token"), "nothing is expanded");
    let failed = unavailable(sh("echo marker >&2; echo marker; exit 3").read().await);
    assert!(
        failed.contains("3") && failed.contains("with 2 arguments") && !failed.contains("marker"),
        "{failed}"
    );
    let missing = AssertionSource::command("/no/such/program", [] as [&str; 0]);
    assert!(denied(missing.read().await).contains("cannot be started"));
    assert!(
        denied(sh("yes marker").read().await).contains("64 KiB"),
        "an endless output"
    );
    assert!(!format!("{:?} {}", sh("marker"), sh("marker")).contains("marker"));
}

/// The command and its child hold a pipe open. The reader of the pipe gets its end once both are gone.
#[cfg(unix)]
#[tokio::test]
async fn a_command_that_does_not_end_is_killed_with_its_children() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = {
        let pipe = pipe.clone();
        std::thread::spawn(move || fs::read_to_string(pipe).unwrap())
    };
    let script = format!(
        "exec 3>{}; echo begun >&3; (sleep 60; echo late >&3) & wait",
        pipe.display()
    );
    let stopped = sh(&script).time_limit(Duration::from_millis(500)).read().await;
    assert!(unavailable(stopped).contains("500ms"));
    assert_eq!(reader.join().unwrap(), "begun\n", "the child went on");
}
