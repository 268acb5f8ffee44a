//! The engine: compiles the component once, and readies it for a fresh instance per call.

mod cache;
mod contract;
mod settings;
mod ticker;

use std::path::{Path, PathBuf};

use thiserror::Error;
use wasmtime::{Engine, component::Component};

pub use contract::ContractMismatch;
pub(crate) use settings::TICK;
pub use settings::{Allocation, EngineOptions};
#[cfg(test)]
pub(crate) use ticker::start as start_ticker;

use crate::{bindings::ConnectorPre, linker, state::State};

/// Where a component comes from.
#[derive(Debug, Clone)]
pub enum ComponentSource {
    /// A file, such as `outlook-connector.wasm`.
    File(PathBuf),
    /// Its bytes.
    Bytes(Vec<u8>),
}

/// A compiled component of the right contract, linked and ready.
pub(crate) struct Prepared {
    pub(crate) engine: Engine,
    pub(crate) connector: ConnectorPre<State>,
}

/// Why a component cannot be run.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The file is not there or cannot be read.
    #[error("cannot read the component {}: {source}; build it with `cargo xtask build`, or name another file", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Not WebAssembly at all.
    #[error("this is not a WebAssembly component: {0}")]
    NotAComponent(&'static str),
    /// Begins like a component and is broken further on.
    #[error("the component is truncated or damaged ({0}); copy or build it again")]
    Damaged(String),
    /// Of another contract.
    #[error(transparent)]
    Contract(#[from] ContractMismatch),
    /// wasmtime refused.
    #[error("wasmtime cannot be set up: {0}")]
    Wasmtime(String),
}

pub(crate) fn prepare(source: &ComponentSource, options: &EngineOptions) -> Result<Prepared, EngineError> {
    let bytes = match source {
        ComponentSource::File(path) => read(path)?,
        ComponentSource::Bytes(bytes) => bytes.clone(),
    };
    check_form(&bytes)?;
    let wasmtime = |error: wasmtime::Error| EngineError::Wasmtime(format!("{error:#}"));
    let engine = Engine::new(&options.to_config()).map_err(wasmtime)?;
    let component = match &options.code_cache {
        Some(dir) => cache::load_or_compile(&engine, &bytes, dir),
        None => Component::new(&engine, &bytes),
    }
    .map_err(|error| EngineError::Damaged(first_line(&error)))?;
    contract::check(&component, &engine)?;
    let linker = linker::linker(&engine).map_err(wasmtime)?;
    let instance = linker
        .instantiate_pre(&component)
        .map_err(|error| ContractMismatch::other(&first_line(&error)))?;
    let connector = ConnectorPre::new(instance).map_err(|error| ContractMismatch::other(&first_line(&error)))?;
    ticker::start(&engine);
    Ok(Prepared { engine, connector })
}

fn read(path: &Path) -> Result<Vec<u8>, EngineError> {
    std::fs::read(path).map_err(|source| EngineError::Read {
        path: path.to_owned(),
        source,
    })
}

/// The first eight bytes tell a component from a core module and from anything else, in clearer words than a parser's.
fn check_form(bytes: &[u8]) -> Result<(), EngineError> {
    match bytes {
        [] => Err(EngineError::NotAComponent("the file is empty")),
        [0, b'a', b's', b'm', 0x0d, 0, 1, 0, ..] => Ok(()),
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => Err(EngineError::NotAComponent(
            "it is a core module; `cargo xtask build` makes a component of it",
        )),
        [0, b'a', b's', b'm', ..] => Err(EngineError::NotAComponent("its binary format is of another version")),
        _ => Err(EngineError::NotAComponent(
            "it does not begin with the WebAssembly magic number",
        )),
    }
}

fn first_line(error: &wasmtime::Error) -> String {
    format!("{error:#}").lines().next().unwrap_or_default().to_owned()
}
