//! The engine: compiles a component once. It does not know what runs in it.

mod cache;
mod contract;
mod error;
mod settings;
mod source;
mod ticker;

use wasmtime::{Engine, component::Component};

pub(crate) use contract::MAIL_INTERFACE;
pub use contract::{ContractMismatch, check_contract};
pub use error::EngineError;
pub use settings::EngineOptions;
pub(crate) use settings::TICK;
pub use source::ComponentSource;
#[cfg(test)]
pub(crate) use ticker::start as start_ticker;

/// Compiles the component, or loads its code from the cache, and checks that it fits this host. Its engine ticks.
pub(crate) fn load(source: &ComponentSource, options: &EngineOptions) -> Result<Component, EngineError> {
    let bytes = source.read()?;
    let engine = Engine::new(&options.to_config()).map_err(EngineError::wasmtime)?;
    let component = match options.cache_dir() {
        Some(dir) => cache::load_or_compile(&engine, &bytes, dir),
        None => Component::new(&engine, &bytes),
    }
    .map_err(EngineError::damaged)?;
    check_contract(&component)?;
    ticker::start(&engine);
    Ok(component)
}
