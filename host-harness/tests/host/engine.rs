//! Components that cannot be run: each error names the fault and the fix.

use std::{error::Error, fs, path::Path};

use outlook_host::{ComponentDigest, ComponentSource, Connector, EngineError, EngineOptions};
use sha2::{Digest, Sha256};

fn error_of(source: ComponentSource) -> EngineError {
    Connector::builder(source).build().map(drop).unwrap_err()
}

fn component(text: &str) -> ComponentSource {
    ComponentSource::Bytes(wat::parse_str(text).unwrap())
}

/// Exports the right interface, emptily: enough for the check of names, and no more.
const EXPORT: &str = r#"(instance $mail) (export "outlook:connector/mail@0.1.0" (instance $mail))"#;

/// Exports functions of the right names: enough to be built.
const FUNCTIONS: &str = r#"(component
    (core module $m (func (export "f")))
    (core instance $i (instantiate $m))
    (func $f (canon lift (core func $i "f")))
    (instance $mail
        (export "describe" (func $f)) (export "connect" (func $f)) (export "test-connection" (func $f))
        (export "send-mail" (func $f)) (export "check-outcome" (func $f)) (export "explain" (func $f))
        (export "setup-guide" (func $f)))
    (export "outlook:connector/mail@0.1.0" (instance $mail)))"#;

#[test]
fn a_missing_file() {
    let error = error_of(ComponentSource::file("no/such/outlook-connector.wasm"));
    assert!(matches!(error, EngineError::Read { .. }));
    assert!(error.source().is_some_and(|source| source.is::<std::io::Error>()));
    let text = error.to_string();
    assert!(
        text.contains("no/such/outlook-connector.wasm") && text.contains("cargo xtask build"),
        "{text}"
    );
}

#[test]
fn files_that_are_no_component() {
    for (bytes, says) in [
        (&b""[..], "empty"),
        (b"<html>", "magic number"),
        (b"\0asm\x01\0\0\0", "core module"),
        (b"\0asm\x0c\0\x01\0", "another version"),
    ] {
        let error = error_of(ComponentSource::Bytes(bytes.to_vec()));
        assert!(matches!(error, EngineError::NotAComponent(_)), "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn a_truncated_component() {
    let whole = wat::parse_str(format!("(component {EXPORT})")).unwrap();
    let error = error_of(ComponentSource::Bytes(whole[..whole.len() - 3].to_vec()));
    assert!(matches!(error, EngineError::Damaged { .. }), "{error}");
    assert!(error.source().is_some(), "wasmtime's own error");
    assert!(error.to_string().contains("truncated or damaged"), "{error}");
}

#[test]
fn components_of_another_contract() {
    for (text, says) in [
        (
            format!(r#"(component (import "outlook:connector/secret-store@0.2.0" (instance)) {EXPORT})"#),
            "secret-store@0.2.0",
        ),
        (
            format!(r#"(component (import "outlook:connector/telemetry@0.1.0" (instance)) {EXPORT})"#),
            "telemetry",
        ),
        (
            format!(r#"(component (import "wasi:http/types@0.3.0" (instance)) {EXPORT})"#),
            "WASI 0.2",
        ),
        (
            r#"(component (instance $mail) (export "outlook:connector/mail@1.0.0" (instance $mail)))"#.to_owned(),
            "mail@1.0.0",
        ),
        ("(component)".to_owned(), "not the Outlook connector"),
        (format!("(component {EXPORT})"), "0.1.0"),
    ] {
        let error = error_of(component(&text));
        assert!(matches!(error, EngineError::Contract(_)), "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn a_component_that_asks_for_more_gets_nothing() {
    for import in [
        "wasi:cli/environment@0.2.0",
        "wasi:filesystem/preopens@0.2.0",
        "wasi:sockets/tcp@0.2.0",
        "evil:thing/x",
    ] {
        let error = error_of(component(&format!(
            r#"(component (import "{import}" (instance)) {EXPORT})"#
        )));
        let text = error.to_string();
        assert!(
            text.contains(import) && text.contains("gives to no component"),
            "{text}"
        );
    }
}

/// The component itself, where `cargo xtask build` has put it.
fn real_component() -> Option<ComponentSource> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/outlook-connector.wasm");
    path.is_file().then(|| ComponentSource::file(path))
}

fn cached(dir: &Path, options: EngineOptions) -> Option<Connector> {
    let options = options.code_cache(dir);
    Some(Connector::builder(real_component()?).engine(options).build().unwrap())
}

#[tokio::test]
async fn compiled_code_is_cached_and_damage_is_mended() {
    let dir = tempfile::tempdir().unwrap();
    let code = dir.path().join("code");
    let Some(connector) = cached(&code, EngineOptions::new()) else {
        eprintln!("skipped: no target/outlook-connector.wasm; run `cargo xtask build` first");
        return;
    };
    let described = connector.describe().await.unwrap();
    let entry = fs::read_dir(&code).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read(&entry).unwrap();

    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    for damaged in [&whole[..0], &whole[..10], &whole[..whole.len() - 1], &flipped] {
        replace(&entry, damaged);
        let connector = cached(&code, EngineOptions::new()).unwrap();
        assert_eq!(connector.describe().await.unwrap(), described);
        assert_eq!(fs::read(&entry).unwrap(), whole, "the entry was built again");
    }

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&code).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::metadata(&entry).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

/// Writes a file anew. Code that is in use is mapped, and so it must not be written to in place.
fn replace(path: &Path, content: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, content).unwrap();
}

/// Code that others can write to is not run: it is compiled, and the entry is its owner's alone again.
#[cfg(unix)]
#[test]
fn cached_code_that_others_can_write_to_is_not_used() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    let dir = tempfile::tempdir().unwrap();
    let code = dir.path().join("code");
    let build = || {
        Connector::builder(component(FUNCTIONS))
            .engine(EngineOptions::new().code_cache(&code))
            .build()
            .unwrap()
    };
    drop(build());
    let entry = fs::read_dir(&code).unwrap().next().unwrap().unwrap().path();
    let inode = || fs::metadata(&entry).unwrap().ino();
    let first = inode();
    drop(build());
    assert_eq!(inode(), first, "the entry was used");

    fs::set_permissions(&entry, fs::Permissions::from_mode(0o602)).unwrap();
    drop(build());
    assert_ne!(inode(), first, "the entry was built again");
    assert_eq!(fs::metadata(&entry).unwrap().permissions().mode() & 0o777, 0o600);

    let second = inode();
    fs::set_permissions(&code, fs::Permissions::from_mode(0o770)).unwrap();
    drop(build());
    assert_ne!(inode(), second, "the entry was built again");
    assert_eq!(fs::metadata(&code).unwrap().permissions().mode() & 0o777, 0o700);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_calls_than_sandboxes_wait_for_their_turn() {
    let dir = tempfile::tempdir().unwrap();
    let Some(connector) = cached(dir.path(), EngineOptions::new().pool(2)) else {
        eprintln!("skipped: no target/outlook-connector.wasm; run `cargo xtask build` first");
        return;
    };
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let connector = connector.clone();
            tokio::spawn(async move { connector.describe().await.unwrap() })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap().contains("\"describe_version\""));
    }
}

/// Also when its compiled code is in the cache.
#[test]
fn a_component_that_is_not_the_pinned_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = wat::parse_str(FUNCTIONS).unwrap();
    let own = ComponentDigest::from_sha256(Sha256::digest(&bytes).into());
    let other = ComponentDigest::from_sha256(Sha256::digest(b"other").into());
    let cached = || EngineOptions::new().code_cache(folder.path().join("code"));
    for options in [EngineOptions::new(), cached()] {
        let build = |digest| {
            Connector::builder(ComponentSource::Bytes(bytes.clone()))
                .engine(options.clone().component_digest(digest))
                .build()
        };
        assert!(build(own).is_ok());
        let error = build(other).map(drop).unwrap_err();
        assert!(matches!(error, EngineError::OtherDigest { .. }), "{error}");
        assert!(error.to_string().contains(&own.to_string()), "{error}");
    }
}
