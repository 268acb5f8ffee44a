//! Where a component comes from.

use std::{borrow::Cow, path::PathBuf};

use super::EngineError;

/// Where the component comes from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ComponentSource {
    /// A file, such as `outlook-connector.wasm`.
    File(PathBuf),
    /// Its bytes.
    Bytes(Vec<u8>),
    /// The component inside this crate.
    #[cfg(feature = "bundled-component")]
    Bundled,
}

/// The component that the build script found.
#[cfg(feature = "bundled-component")]
const BUNDLED: &[u8] = include_bytes!(env!("OUTLOOK_HOST_BUNDLED"));

impl ComponentSource {
    /// A file, such as `outlook-connector.wasm`.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::File(path.into())
    }

    pub(super) fn read(&self) -> Result<Cow<'_, [u8]>, EngineError> {
        let bytes = match self {
            Self::File(path) => std::fs::read(path).map(Cow::from).map_err(|source| EngineError::Read {
                path: path.clone(),
                source,
            })?,
            Self::Bytes(bytes) => Cow::from(bytes),
            #[cfg(feature = "bundled-component")]
            Self::Bundled => Cow::from(BUNDLED),
        };
        check_form(&bytes)?;
        Ok(bytes)
    }
}

/// The first eight bytes distinguish a component from a core module and from anything else. This error is clearer than a parser's.
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
