//! Where a component comes from.

use std::{
    borrow::Cow,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{EngineError, PIECE_BYTES};

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

    /// Returns the SHA-256 of the bytes. Does not hold a file in memory: that takes as long as hashing it.
    pub(super) fn sha256(&self) -> Result<[u8; 32], EngineError> {
        match self {
            Self::File(path) => sha256_of_file(path).map_err(|source| cannot_read(path, source)),
            Self::Bytes(bytes) => Ok(Sha256::digest(bytes).into()),
            #[cfg(feature = "bundled-component")]
            Self::Bundled => Ok(Sha256::digest(BUNDLED).into()),
        }
    }

    /// Returns the bytes, which begin like a component.
    pub(super) fn read(&self) -> Result<Cow<'_, [u8]>, EngineError> {
        let bytes = match self {
            Self::File(path) => fs::read(path)
                .map(Cow::from)
                .map_err(|source| cannot_read(path, source))?,
            Self::Bytes(bytes) => Cow::from(bytes),
            #[cfg(feature = "bundled-component")]
            Self::Bundled => Cow::from(BUNDLED),
        };
        check_form(&bytes)?;
        Ok(bytes)
    }
}

fn cannot_read(path: &Path, source: io::Error) -> EngineError {
    EngineError::Read {
        path: path.to_owned(),
        source,
    }
}

fn sha256_of_file(path: &Path) -> io::Result<[u8; 32]> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(digest.finalize().into()),
            Ok(read) => digest.update(&piece[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
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
