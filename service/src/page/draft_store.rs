//! Drafts of forms in a file: what somebody has typed into the set-up assistant or into a connection, and has not saved yet.

use std::{
    collections::BTreeMap,
    fs, io,
    io::Write,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use serde_json::{Map, Value};

/// Most drafts: one for each connection that is being changed, and those of the assistant.
const DRAFTS: usize = 64;

/// What a draft holds.
pub(super) type Draft = Map<String, Value>;

/// The drafts by name.
pub(super) type Drafts = BTreeMap<String, Draft>;

/// The drafts of the page, in a file that only its owner can read. A set-up takes days, because several people work on it: its values must
/// outlive a reload, the window and the program.
#[derive(Debug)]
pub(super) struct DraftStore {
    path: PathBuf,
    writing: Mutex<()>,
}

impl DraftStore {
    pub(super) fn in_file(path: PathBuf) -> Self {
        Self {
            path,
            writing: Mutex::default(),
        }
    }

    /// Returns all drafts. A file that cannot be read as drafts holds none: nothing in it is worth an error.
    pub(super) fn all(&self) -> io::Result<Drafts> {
        match fs::read(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Drafts::new()),
            read => Ok(serde_json::from_slice(&read?).unwrap_or_default()),
        }
    }

    /// Keeps a draft in place of the one of the same name. Returns false if there are too many.
    pub(super) fn keep(&self, name: String, draft: Draft) -> io::Result<bool> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut drafts = self.all()?;
        drafts.insert(name, draft);
        if drafts.len() > DRAFTS {
            return Ok(false);
        }
        self.write(&drafts)?;
        Ok(true)
    }

    /// Removes a draft, if there is one.
    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut drafts = self.all()?;
        if drafts.remove(name).is_none() {
            return Ok(());
        }
        self.write(&drafts)
    }

    /// Writes beside and renames, so that an interrupted write leaves the old file. Only the owner can read it.
    fn write(&self, drafts: &Drafts) -> io::Result<()> {
        let folder = self.path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer(&mut file, drafts)?;
        file.flush()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn draft(value: &str) -> Draft {
        let Value::Object(draft) = json!({ "value": value }) else {
            unreachable!("an object")
        };
        draft
    }

    #[test]
    fn keeps_replaces_and_removes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tenant/drafts.json");
        let store = DraftStore::in_file(path.clone());
        assert!(store.all().unwrap().is_empty());
        store.remove("setup").unwrap();
        assert!(!path.exists());
        assert!(store.keep("setup".into(), draft("one")).unwrap());
        assert!(store.keep("setup".into(), draft("two")).unwrap());
        assert!(store.keep("connect".into(), draft("three")).unwrap());
        // Another window has the same file.
        let all = DraftStore::in_file(path).all().unwrap();
        assert_eq!(all.get("setup"), Some(&draft("two")));
        store.remove("setup").unwrap();
        assert_eq!(store.all().unwrap().into_keys().collect::<Vec<_>>(), ["connect"]);
    }

    #[test]
    fn too_many_are_refused_and_a_broken_file_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("drafts.json");
        fs::write(&path, "broken").unwrap();
        let store = DraftStore::in_file(path);
        for number in 0..DRAFTS {
            assert!(store.keep(format!("connect.{number}"), draft("")).unwrap());
        }
        assert!(!store.keep("one more".into(), draft("")).unwrap());
        assert!(store.keep("connect.0".into(), draft("again")).unwrap());
        assert_eq!(store.all().unwrap().len(), DRAFTS);
    }
}
