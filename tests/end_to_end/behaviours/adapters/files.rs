//! `attachments-from-dir`.

use std::fs;

use outlook_end_to_end::sample;

use super::engine::{Engine, Offer};
use bindings::{
    AttachmentStore,
    exports::outlook::connector::attachment_store::{Guest, ReadError},
};

mod bindings {
    outlook_host::sandbox::wasmtime::component::bindgen!({
        inline: "package outlook:engine;
            world attachment-store { export outlook:connector/attachment-store@0.1.0; }",
        path: "../../wit",
        wasmtime_crate: outlook_host::sandbox::wasmtime,
        exports: { default: async },
    });
}

fn engine(folder: &tempfile::TempDir) -> Engine {
    let offer = Offer {
        folder: Some(folder.path().to_owned()),
        ..Offer::new()
    };
    Engine::load("adapters/attachments-from-dir.wasm", offer)
}

#[tokio::test]
async fn pieces_of_a_file_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = sample::noise(600_000);
    fs::create_dir(folder.path().join("2026")).unwrap();
    fs::write(folder.path().join("2026/scan.bin"), &file).unwrap();
    let (mut store, instance) = engine(&folder).instance().await;
    let adapter = AttachmentStore::new(&mut store, &instance).unwrap();
    let files: &Guest = adapter.outlook_connector_attachment_store();
    let name = "2026/scan.bin";
    let size = files.call_size(&mut store, name).await.unwrap().unwrap();
    assert_eq!(size, 600_000);
    let mut read = Vec::new();
    while let piece = files
        .call_read(&mut store, name, read.len() as u64, 256 * 1024)
        .await
        .unwrap()
        .unwrap()
        && !piece.is_empty()
    {
        read.extend(piece);
    }
    assert!(read == file, "{} bytes were read", read.len());
}

#[tokio::test]
async fn names_stay_below_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("open")).unwrap();
    fs::write(folder.path().join("secret.txt"), "secret").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../secret.txt", folder.path().join("open/link")).unwrap();
    let offer = Offer {
        folder: Some(folder.path().join("open")),
        ..Offer::new()
    };
    let engine = Engine::load("adapters/attachments-from-dir.wasm", offer);
    let (mut store, instance) = engine.instance().await;
    let adapter = AttachmentStore::new(&mut store, &instance).unwrap();
    let files = adapter.outlook_connector_attachment_store();
    for name in [
        "../secret.txt",
        "/secret.txt",
        "a/../../secret.txt",
        "a\\b",
        "",
        ".",
        "link",
    ] {
        let refused = files.call_size(&mut store, name).await.unwrap();
        assert!(
            matches!(refused, Err(ReadError::Denied(_) | ReadError::NotFound)),
            "{name:?}: {refused:?}"
        );
    }
    let missing = files.call_size(&mut store, "missing.txt").await.unwrap();
    assert!(matches!(missing, Err(ReadError::NotFound)), "{missing:?}");
}

#[tokio::test]
async fn a_file_that_changes_is_refused_once_and_then_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scan.bin");
    fs::write(&path, b"first").unwrap();
    let (mut store, instance) = engine(&folder).instance().await;
    let adapter = AttachmentStore::new(&mut store, &instance).unwrap();
    let files = adapter.outlook_connector_attachment_store();
    assert_eq!(files.call_size(&mut store, "scan.bin").await.unwrap().unwrap(), 5);
    fs::write(&path, b"second").unwrap();
    let changed = files.call_read(&mut store, "scan.bin", 0, 100).await.unwrap();
    assert!(matches!(changed, Err(ReadError::Unavailable(_))), "{changed:?}");
    let read = files.call_read(&mut store, "scan.bin", 0, 100).await.unwrap().unwrap();
    assert_eq!(read, b"second");
}

#[tokio::test]
async fn an_engine_without_a_folder_is_no_reason_to_repeat() {
    let engine = Engine::load("adapters/attachments-from-dir.wasm", Offer::new());
    let (mut store, instance) = engine.instance().await;
    let adapter = AttachmentStore::new(&mut store, &instance).unwrap();
    let files = adapter.outlook_connector_attachment_store();
    let refused = files.call_size(&mut store, "scan.bin").await.unwrap();
    assert!(matches!(refused, Err(ReadError::Denied(_))), "{refused:?}");
}
