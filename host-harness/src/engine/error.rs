//! Why a component cannot be run.

use std::{error::Error as StdError, path::PathBuf};

use thiserror::Error;

use super::{ComponentDigest, ContractMismatch};

/// Why a component cannot be run. The text contains the fix. `source` leads to wasmtime's own error where there is one.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The file does not exist or cannot be read.
    #[error("cannot read the component {}: {source}; build it with `cargo xtask build`, or name another file", path.display())]
    #[non_exhaustive]
    Read {
        /// The file.
        path: PathBuf,
        /// Why it cannot be read.
        source: std::io::Error,
    },
    /// The bytes are not a WebAssembly component.
    #[error("this is not a WebAssembly component: {0}")]
    NotAComponent(&'static str),
    /// The component is not the pinned one.
    #[error(
        "the component has the digest {found}, and not {pinned}, which is pinned; get the pinned component, or pin the new one"
    )]
    #[non_exhaustive]
    OtherDigest {
        /// The digest that the component must have.
        pinned: ComponentDigest,
        /// The digest that it has.
        found: ComponentDigest,
    },
    /// The bytes begin like a component and are broken further on.
    #[error("the component is truncated or damaged ({reason}); copy or build it again")]
    #[non_exhaustive]
    Damaged {
        /// wasmtime's first line about it.
        reason: String,
        /// wasmtime's error.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// The component was built for another contract.
    #[error(transparent)]
    Contract(#[from] ContractMismatch),
    /// wasmtime refused the settings, or this machine lacks what they need.
    #[error("wasmtime cannot be set up: {reason}")]
    #[non_exhaustive]
    Wasmtime {
        /// wasmtime's explanation.
        reason: String,
        /// wasmtime's error.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl EngineError {
    pub(super) fn damaged(error: wasmtime::Error) -> Self {
        Self::Damaged {
            reason: first_line(&error),
            source: error.into(),
        }
    }

    pub(crate) fn wasmtime(error: wasmtime::Error) -> Self {
        Self::Wasmtime {
            reason: format!("{error:#}"),
            source: error.into(),
        }
    }

    /// A component whose types do not fit: wasmtime found out while linking.
    pub(crate) fn mismatch(error: &wasmtime::Error) -> Self {
        Self::Contract(ContractMismatch::other(&first_line(error)))
    }
}

fn first_line(error: &wasmtime::Error) -> String {
    format!("{error:#}").lines().next().unwrap_or_default().to_owned()
}
