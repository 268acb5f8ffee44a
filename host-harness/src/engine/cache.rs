//! Compiled code on disk. Loading it takes about a millisecond where compiling takes 70.
//!
//! wasmtime trusts such a file as much as the program itself. So the folder is for its owner only, and nothing is loaded that
//! others own, can write to, or can put another file in the place of: the folders above count as well. Files appear whole (written beside and renamed), and a checksum finds damage, which wasmtime would
//! not. An entry that cannot be used for any reason is built again. A cache that cannot be written costs time and nothing else.
//!
//! The code is mapped and not copied: all processes share its pages, and those that are not used are not read. As with every
//! program that runs, a file that is in use may be removed or replaced, but not written to in place.

use std::{
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Read, Write},
    path::Path,
};

use wasmtime::{Engine, component::Component};

use super::PIECE_BYTES;
use crate::private_files;

/// Length of the checksum, which follows the code: CRC-32. It need not withstand people, since the entry is its owner's alone.
/// It takes 0.2 ms for 2 MB, and SHA-256 took 1.2 ms.
const CHECKSUM_BYTES: usize = 4;

/// Loads the code of the component with this SHA-256. Returns `None` if there is none that can be used.
pub(super) fn load(engine: &Engine, dir: &Path, sha256: &[u8; 32]) -> Option<Component> {
    let dir = fs::canonicalize(dir).ok()?;
    let path = dir.join(entry_name(engine, sha256));
    let mut file = File::open(&path).ok()?;
    let entry = file.metadata().ok()?;
    // The file is opened a second time by its name. Nobody else can have put another one there.
    if !private_files::only_owner_writes(&entry) || private_files::unreplaceable(&dir).ok()?.is_none() {
        tracing::warn!(
            "cached code is not used: its file, its folder or one above belongs to another user, or others can write to it"
        );
        return None;
    }
    if !is_whole(&mut file, entry.len()).unwrap_or(false) {
        return None;
    }
    // SAFETY: the file is what `Component::serialize` wrote, as the checksum says. Only this user or root, who could as well replace
    // this program, can write to it or replace it, and this module replaces it without writing to it.
    let mapped = unsafe { Component::deserialize_file(engine, &path) };
    // A file system that is mounted without the right to execute allows no mapping of code.
    let copied = |_| {
        let code = fs::read(&path)?;
        // SAFETY: as above.
        unsafe { Component::deserialize(engine, code) }
    };
    mapped.or_else(copied).ok()
}

/// Keeps the code of the component with this SHA-256, if possible.
pub(super) fn store(dir: &Path, sha256: &[u8; 32], component: &Component) {
    let path = dir.join(entry_name(component.engine(), sha256));
    let code = component.serialize().map_err(io::Error::other);
    if let Err(error) = code.and_then(|code| write(dir, &path, &code)) {
        tracing::warn!(%error, "compiled code was not cached");
    }
}

/// The name contains hashes of the component, of wasmtime's version and of every setting that shapes code: no entry is ever stale.
fn entry_name(engine: &Engine, sha256: &[u8; 32]) -> String {
    let mut settings = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut settings);
    let component = hex(&sha256[..16]);
    format!("{component}-{:016x}.cwasm", settings.finish())
}

/// Whether the file's checksum is right.
fn is_whole(file: &mut File, length: u64) -> io::Result<bool> {
    let Some(mut left) = length.checked_sub(CHECKSUM_BYTES as u64) else {
        return Ok(false);
    };
    let mut checksum = crc32fast::Hasher::new();
    let mut piece = vec![0; PIECE_BYTES];
    while left > 0 {
        let now = usize::try_from(left).unwrap_or(PIECE_BYTES).min(PIECE_BYTES);
        file.read_exact(&mut piece[..now])?;
        checksum.update(&piece[..now]);
        left -= now as u64;
    }
    let mut written = [0; CHECKSUM_BYTES];
    file.read_exact(&mut written)?;
    Ok(checksum.finalize().to_le_bytes() == written)
}

fn write(dir: &Path, path: &Path, code: &[u8]) -> io::Result<()> {
    private_files::create_dir(dir)?;
    private_files::sweep(dir);
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(code)?;
    file.write_all(&crc32fast::hash(code).to_le_bytes())?;
    file.persist(path)?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
