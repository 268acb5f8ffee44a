//! The engine: compiles a component once. It does not know what runs in it.

mod allocator;
mod cache;
mod contract;
mod digest;
mod error;
mod settings;
mod source;
mod ticker;

use std::path::Path;

use sha2::{Digest, Sha256};
use wasmtime::{Engine, component::Component};

pub(crate) use contract::MAIL_INTERFACE;
pub use contract::{ContractMismatch, check_contract};
pub use digest::{ComponentDigest, DigestError};
pub use error::EngineError;
pub use settings::EngineOptions;
pub(crate) use settings::TICK;
pub use source::ComponentSource;
#[cfg(test)]
pub(crate) use ticker::start as start_ticker;

/// Bytes of a file that are read at once to hash it. They stay in the processor's cache.
const PIECE_BYTES: usize = 64 * 1024;

/// Compiles the component, or loads its code from the cache, and checks that it fits this host. Its engine ticks.
pub(crate) fn load(source: &ComponentSource, options: &EngineOptions) -> Result<Component, EngineError> {
    let engine = Engine::new(&options.to_config()).map_err(EngineError::wasmtime)?;
    let component = match options.cache_dir() {
        Some(dir) => load_cached(&engine, source, dir, options.pinned_digest())?,
        None => {
            let bytes = source.read()?;
            check_digest(options.pinned_digest(), || Sha256::digest(&bytes).into())?;
            compile(&engine, &bytes)?
        }
    };
    check_contract(&component)?;
    allocator::keep_freed_pieces();
    ticker::start(&engine);
    Ok(component)
}

fn load_cached(
    engine: &Engine,
    source: &ComponentSource,
    dir: &Path,
    pinned: Option<ComponentDigest>,
) -> Result<Component, EngineError> {
    let sha256 = source.sha256()?;
    check_digest(pinned, || sha256)?;
    if let Some(component) = cache::load(engine, dir, &sha256) {
        return Ok(component);
    }
    let bytes = source.read()?;
    // The hash of these bytes: the file may have been replaced meanwhile.
    let sha256 = Sha256::digest(&bytes).into();
    check_digest(pinned, || sha256)?;
    let component = compile(engine, &bytes)?;
    cache::store(dir, &sha256, &component);
    Ok(component)
}

/// Compares the digest of a component with the one that it must have.
fn check_digest(pinned: Option<ComponentDigest>, sha256: impl FnOnce() -> [u8; 32]) -> Result<(), EngineError> {
    let Some(pinned) = pinned else { return Ok(()) };
    let found = ComponentDigest::from_sha256(sha256());
    if found == pinned {
        return Ok(());
    }
    Err(EngineError::OtherDigest { pinned, found })
}

fn compile(engine: &Engine, bytes: &[u8]) -> Result<Component, EngineError> {
    Component::new(engine, bytes).map_err(EngineError::damaged)
}
