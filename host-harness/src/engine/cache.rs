//! Compiled code on disk. Loading it takes about a millisecond where compiling takes 70.
//!
//! wasmtime trusts such a file as much as the program itself. So the folder is for its owner only, files appear whole
//! (written beside and renamed), and a checksum finds damage, which wasmtime would not. An entry that cannot be used for any reason
//! is built again. A cache that cannot be written costs time and nothing else.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Write},
    path::Path,
};

use sha2::{Digest, Sha256};
use wasmtime::{Engine, Result, component::Component};

const CHECKSUM_BYTES: usize = 32;

pub(super) fn load_or_compile(engine: &Engine, wasm: &[u8], dir: &Path) -> Result<Component> {
    let path = dir.join(entry_name(engine, wasm));
    if let Some(component) = fs::read(&path).ok().and_then(|entry| load(engine, &entry)) {
        return Ok(component);
    }
    let component = Component::new(engine, wasm)?;
    let code = component.serialize().map_err(io::Error::other);
    if let Err(error) = code.and_then(|code| store(dir, &path, &code)) {
        tracing::warn!(%error, "compiled code was not cached");
    }
    Ok(component)
}

/// The name contains hashes of the component, of wasmtime's version and of every setting that shapes code: no entry is ever stale.
fn entry_name(engine: &Engine, wasm: &[u8]) -> String {
    let mut settings = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut settings);
    let component = hex(&Sha256::digest(wasm)[..16]);
    format!("{component}-{:016x}.cwasm", settings.finish())
}

fn load(engine: &Engine, entry: &[u8]) -> Option<Component> {
    let (checksum, code) = entry.split_at_checked(CHECKSUM_BYTES)?;
    if Sha256::digest(code)[..] != *checksum {
        return None;
    }
    // SAFETY: the bytes are what `Component::serialize` wrote, as the checksum says, in a folder that only this user (who
    // could as well replace this program) can write to.
    unsafe { Component::deserialize(engine, code) }.ok()
}

fn store(dir: &Path, path: &Path, code: &[u8]) -> io::Result<()> {
    crate::private_files::create_dir(dir)?;
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(&Sha256::digest(code))?;
    file.write_all(code)?;
    file.persist(path)?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
