use super::*;

fn secret(value: &str) -> StoredSecret {
    StoredSecret::new(value)
}

fn store() -> (tempfile::TempDir, SealedSecrets) {
    let dir = tempfile::tempdir().unwrap();
    let store = SealedSecrets::open(&dir.path().join("store"), &KeySource::KeyFile).unwrap();
    (dir, store)
}

fn reopen(store: &SealedSecrets) -> Result<SealedSecrets, SealedError> {
    SealedSecrets::open(&store.0.dir, &KeySource::KeyFile)
}

fn file(store: &SealedSecrets) -> PathBuf {
    store.0.dir.join("secrets.sealed")
}

#[test]
fn what_is_set_is_there_after_reopening_and_not_in_the_file() {
    let (_dir, store) = store();
    store.set("app", secret("Q~marker~value")).unwrap();
    store.set("ключ \"x\"", secret("日本\n\"quoted\"")).unwrap();
    let again = reopen(&store).unwrap();
    assert_eq!(again.get("app").unwrap().unwrap().expose(), "Q~marker~value");
    assert_eq!(again.get("ключ \"x\"").unwrap().unwrap().expose(), "日本\n\"quoted\"");
    assert_eq!(again.list().unwrap().len(), 2);
    let bytes = fs::read(file(&store)).unwrap();
    for marker in ["marker", "app"] {
        assert!(
            !bytes.windows(marker.len()).any(|window| window == marker.as_bytes()),
            "{marker}"
        );
    }
    assert!(again.remove("app").unwrap());
    assert!(!again.remove("app").unwrap());
    assert_eq!(store.get("app").unwrap(), None);
}

#[test]
fn expired_values_count_as_none() {
    let (_dir, store) = store();
    let now = SystemTime::now();
    store
        .set("past", secret("v").with_expiry(Some(now - Duration::from_secs(1))))
        .unwrap();
    store
        .set("future", secret("v").with_expiry(Some(now + Duration::from_secs(60))))
        .unwrap();
    assert_eq!(store.get("past").unwrap(), None);
    assert!(store.get("future").unwrap().is_some());
}

#[test]
fn any_flipped_byte_is_found_and_the_file_stays() {
    let (_dir, store) = store();
    store.set("app", secret("value")).unwrap();
    let whole = fs::read(file(&store)).unwrap();
    for index in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[index] ^= 1;
        fs::write(file(&store), &damaged).unwrap();
        assert!(reopen(&store).is_err(), "byte {index}");
        assert!(store.set("other", secret("v")).is_err(), "byte {index}");
        assert_eq!(fs::read(file(&store)).unwrap(), damaged, "byte {index}");
    }
    for length in [0, 1, whole.len() / 2, whole.len() - 1] {
        fs::write(file(&store), &whole[..length]).unwrap();
        assert!(
            matches!(reopen(&store), Err(SealedError::Corrupt(_))),
            "length {length}"
        );
    }
    fs::write(file(&store), &whole).unwrap();
    assert!(reopen(&store).unwrap().get("app").unwrap().is_some());
}

#[test]
fn a_wrong_key_is_told_from_damage() {
    let (_dir, store) = store();
    store.set("app", secret("value")).unwrap();
    let key = store.0.dir.join("key");
    let good = fs::read(&key).unwrap();
    file::replace(&key, "0".repeat(64).as_bytes(), Durability::Lazy).unwrap();
    assert!(matches!(reopen(&store), Err(SealedError::WrongKey { .. })));
    file::replace(&key, b"not a key", Durability::Lazy).unwrap();
    assert!(matches!(reopen(&store), Err(SealedError::Key(_))));
    fs::remove_file(&key).unwrap();
    assert!(
        matches!(reopen(&store), Err(SealedError::Key(_))),
        "a lost key is never made anew over a store"
    );
    file::replace(&key, &good, Durability::Lazy).unwrap();
    assert!(reopen(&store).is_ok());
}

#[test]
fn passphrases() {
    let dir = tempfile::tempdir().unwrap();
    let phrase = |text: &str| KeySource::Passphrase(text.to_owned().into());
    let store = SealedSecrets::open(dir.path(), &phrase("correct horse")).unwrap();
    store.set("app", secret("value")).unwrap();
    let open = |source: &KeySource| SealedSecrets::open(dir.path(), source);
    assert!(open(&phrase("correct horse")).unwrap().get("app").unwrap().is_some());
    assert!(matches!(open(&phrase("wrong")), Err(SealedError::WrongKey { .. })));
    assert!(matches!(open(&phrase("")), Err(SealedError::Key(_))));
    assert!(matches!(open(&KeySource::KeyFile), Err(SealedError::Key(_))));
    assert_eq!(SealedSecrets::key_kind(dir.path()).unwrap(), Some(KeyKind::Passphrase));
}

#[test]
fn a_newer_format_is_refused_and_kept() {
    let (_dir, store) = store();
    let newer = b"{\"format\":\"outlook-host sealed store\",\"version\":2,\"anything\":[]}\nrest";
    fs::write(file(&store), newer).unwrap();
    assert!(matches!(
        reopen(&store),
        Err(SealedError::NewerFormat { version: 2, .. })
    ));
    assert!(store.set("app", secret("v")).is_err());
    assert_eq!(fs::read(file(&store)).unwrap(), newer);
}

#[test]
fn a_damaged_cache_counts_as_empty_and_never_passes_for_secrets() {
    let (_dir, store) = store();
    store.set("cache:token", secret("t")).unwrap();
    store.set("app", secret("value")).unwrap();
    let names: Vec<_> = store.list().unwrap().into_iter().map(|listed| listed.name).collect();
    assert_eq!(names, ["app"]);
    let cache = store.0.dir.join("cache.sealed");
    fs::copy(&cache, file(&store)).unwrap();
    assert!(
        matches!(reopen(&store), Err(SealedError::Corrupt(_))),
        "files cannot be swapped"
    );
    fs::write(&cache, b"garbage").unwrap();
    assert_eq!(store.get("cache:token").unwrap(), None);
    store.set("cache:token", secret("t2")).unwrap();
    assert_eq!(store.get("cache:token").unwrap().unwrap().expose(), "t2");
}

#[test]
fn two_writers_lose_nothing() {
    let (_dir, store) = store();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let own = reopen(&store).unwrap();
            scope.spawn(move || {
                for index in 0..10 {
                    own.set(&format!("{writer}-{index}"), secret("v")).unwrap();
                }
            });
        }
    });
    assert_eq!(store.list().unwrap().len(), 40);
}

#[test]
fn two_makers_agree_on_one_store() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    std::thread::scope(|scope| {
        for maker in 0..4 {
            let path = &path;
            scope.spawn(move || {
                let store = SealedSecrets::open(path, &KeySource::KeyFile).unwrap();
                store.set(&maker.to_string(), secret("v")).unwrap();
            });
        }
    });
    assert_eq!(
        SealedSecrets::open(&path, &KeySource::KeyFile)
            .unwrap()
            .list()
            .unwrap()
            .len(),
        4
    );
}

#[test]
fn a_second_writer_waits_and_then_gives_up_without_a_trace() {
    let (_dir, store) = store();
    store.set("app", secret("value")).unwrap();
    let before = fs::read(file(&store)).unwrap();
    let held = lock(&store.0.dir).unwrap();
    let started = Instant::now();
    assert!(matches!(store.set("app", secret("new")), Err(SealedError::Locked(_))));
    assert!(started.elapsed() >= LOCK_TIMEOUT);
    drop(held);
    assert_eq!(fs::read(file(&store)).unwrap(), before);
    let names: Vec<_> = fs::read_dir(&store.0.dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 3, "no temporary files are left: {names:?}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, store) = store();
    store.set("app", secret("v")).unwrap();
    store.set("cache:t", secret("v")).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&store.0.dir), 0o700);
    for name in ["secrets.sealed", "cache.sealed", "key", "lock"] {
        assert_eq!(mode(&store.0.dir.join(name)), 0o600, "{name}");
    }
    fs::set_permissions(store.0.dir.join("key"), fs::Permissions::from_mode(0o644)).unwrap();
    let error = reopen(&store).map(drop).unwrap_err().to_string();
    assert!(error.contains("chmod 600"), "{error}");
}

/// One thread serves all calls. While another program holds the store's lock, a write waits, and the thread goes on.
#[tokio::test]
async fn a_locked_store_does_not_hold_up_other_calls() {
    let (_dir, store) = store();
    let held = lock(&store.0.dir).unwrap();
    let writing = store.clone();
    let write = tokio::spawn(async move { SecretStore::put(&writing, "app", secret("value")).await });
    let started = Instant::now();
    for _ in 0..10 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        assert_eq!(SecretStore::get(&store, "app").await, Ok(None), "readers need no lock");
    }
    assert!(started.elapsed() < LOCK_TIMEOUT / 2, "{:?}", started.elapsed());
    assert!(!write.is_finished());
    drop(held);
    assert_eq!(write.await.unwrap(), Ok(()));
    assert_eq!(
        SecretStore::get(&store, "app").await.unwrap().unwrap().expose(),
        "value"
    );
}

#[test]
fn what_the_host_keeps_for_itself_is_no_secret_of_a_component() {
    let (_dir, store) = store();
    let host = HostEntries::of(&store);
    host.set("key:app", secret("marker")).unwrap();
    host.set("source:app", secret("v")).unwrap();
    assert_eq!(host.names("key:").unwrap(), ["app"]);
    assert_eq!(store.get("key:app").unwrap(), None);
    assert_eq!(store.list().unwrap(), []);
    let again = HostEntries::of(&reopen(&store).unwrap());
    assert_eq!(again.get("key:app").unwrap().unwrap().expose(), "marker");
    assert!(again.remove("key:app").unwrap());
    assert!(!again.remove("key:app").unwrap());
    let path = store.0.dir.join("host.sealed");
    fs::copy(&path, file(&store)).unwrap();
    assert!(
        matches!(reopen(&store), Err(SealedError::Corrupt(_))),
        "files cannot be swapped"
    );
    fs::write(&path, b"garbage").unwrap();
    assert!(
        matches!(host.names("key:"), Err(SealedError::Corrupt(_))),
        "damage is no empty store"
    );
}

#[cfg(feature = "software-keys")]
#[tokio::test]
async fn keys_are_sealed_and_sign() {
    use crate::stores::{KeyError, SigningKeys, software_keys::NewKey};
    let (_dir, store) = store();
    let keys = SealedKeys::of(&store);
    assert_eq!(keys.certificate("app").await, Err(KeyError::NotFound));
    let key = NewKey::new("app").create().unwrap();
    keys.set("app", &key).unwrap();
    assert_eq!(keys.names().unwrap(), ["app"]);
    let sealed = fs::read(store.0.dir.join("host.sealed")).unwrap();
    assert!(!sealed.windows(11).any(|window| window == b"PRIVATE KEY"));
    let again = SealedKeys::of(&reopen(&store).unwrap());
    assert_eq!(again.certificate("app").await.unwrap().der, key.certificate().der());
    // RSASSA-PKCS1-v1_5 is deterministic: the same key signs the same.
    let signature = again.sign("app", "RS256", b"payload").await.unwrap();
    assert_eq!(signature, key.sign("RS256", b"payload").unwrap());
    assert!(again.remove("app").unwrap());
    assert_eq!(keys.certificate("app").await, Err(KeyError::NotFound));
}

/// A fuzzer's changes from a seed: bytes inserted, removed, replaced and repeated, most of them in the line that anybody may read.
#[test]
fn a_file_that_was_changed_in_any_way_opens_as_it_was_or_not_at_all() {
    let (_dir, store) = store();
    store.set("app", secret("Q~marker~value")).unwrap();
    let whole = fs::read(file(&store)).unwrap();
    let line = whole.iter().position(|byte| *byte == b'\n').unwrap();
    // xorshift64.
    let mut state: u64 = 0x5eed_2026;
    let mut below = |end: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % end.max(1) as u64) as usize
    };
    let pieces: [&[u8]; 8] = [
        b"\n",
        b"{",
        b"\"",
        b"99999999999999999999",
        b"-1",
        b"null",
        b"\xff",
        b"cache",
    ];
    for nth in 0..400 {
        let mut changed = whole.clone();
        for _ in 0..=below(3) {
            let end = if below(3) == 0 { changed.len() } else { line };
            let at = below(end.min(changed.len()));
            match below(4) {
                0 => drop(changed.splice(at..at, pieces[below(pieces.len())].iter().copied())),
                1 => drop(changed.drain(at..(at + 1 + below(12)).min(changed.len()))),
                2 => {
                    let piece = changed[at..(at + below(40)).min(changed.len())].to_vec();
                    changed.splice(at..at, piece);
                }
                _ => {
                    let end = (at + 1 + below(4)).min(changed.len());
                    changed.splice(at..end, pieces[below(pieces.len())].iter().copied());
                }
            }
        }
        fs::write(file(&store), &changed).unwrap();
        match reopen(&store) {
            Ok(opened) => {
                assert_eq!(changed, whole, "run {nth} opened");
                assert_eq!(opened.get("app").unwrap().unwrap().expose(), "Q~marker~value");
            }
            Err(error) => assert!(!format!("{error} {error:?}").contains("marker"), "run {nth}"),
        }
    }
}
