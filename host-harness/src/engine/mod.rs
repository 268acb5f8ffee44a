//! The engine: compiles a component once. It does not know what runs in it.

mod allocator;
mod cache;
mod contract;
mod error;
mod settings;
mod source;
mod ticker;

use std::path::Path;

use sha2::{Digest, Sha256};
use wasmtime::{Engine, component::Component};

pub(crate) use contract::MAIL_INTERFACE;
pub use contract::{ContractMismatch, check_contract};
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
        Some(dir) => load_cached(&engine, source, dir)?,
        None => compile(&engine, &source.read()?)?,
    };
    check_contract(&component)?;
    allocator::keep_freed_pieces();
    ticker::start(&engine);
    Ok(component)
}

fn load_cached(engine: &Engine, source: &ComponentSource, dir: &Path) -> Result<Component, EngineError> {
    if let Some(component) = cache::load(engine, dir, &source.sha256()?) {
        return Ok(component);
    }
    let bytes = source.read()?;
    let component = compile(engine, &bytes)?;
    // The hash of these bytes: the file may have been replaced meanwhile.
    cache::store(dir, &Sha256::digest(&bytes).into(), &component);
    Ok(component)
}

fn compile(engine: &Engine, bytes: &[u8]) -> Result<Component, EngineError> {
    Component::new(engine, bytes).map_err(EngineError::damaged)
}
