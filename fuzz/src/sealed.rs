//! The file of the sealed store.

use std::{fs, sync::LazyLock};

use tempfile::TempDir;

use crate::stores::sealed::{KeySource, SealedSecrets};

/// A store whose key is 64 zeros. It holds `app`.
const WHOLE: &[u8] = include_bytes!("../corpus/sealed/good");

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let store = SealedSecrets::open(folder.path(), &KeySource::KeyFile).expect("a new store");
    drop(store);
    fs::write(folder.path().join("key"), "0".repeat(64)).expect("the key file is ours");
    folder
});

/// Any file opens as the store that it is, or not at all, and stays as it is.
pub fn sealed(data: &[u8]) {
    let file = FOLDER.path().join("secrets.sealed");
    fs::write(&file, data).expect("the file is ours");
    let read = SealedSecrets::open(FOLDER.path(), &KeySource::KeyFile).and_then(|store| store.get("app"));
    match read {
        Ok(secret) => {
            assert_eq!(data, WHOLE, "only the key makes a file that opens");
            assert_eq!(secret.expect("the store holds it").expose(), "Q~marker~value");
        }
        Err(error) => assert!(!error.to_string().contains("marker"), "{error}"),
    }
    assert_eq!(fs::read(&file).expect("the file is ours"), data, "the file stays");
}
