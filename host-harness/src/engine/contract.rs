//! Does the component fit this host? Asked before linking, so that the answer names the interface and says what to do.

use thiserror::Error;
use wasmtime::{Engine, component::Component};

/// Version of the contract that this host was built with.
const VERSION: &str = "0.1.0";

/// Interfaces that this host supplies, of its own contract.
const SUPPLIED: &[&str] = &["secret-store", "signing-keys", "attachment-store"];

/// Interfaces of WASI 0.2 that this host supplies.
const WASI: &[&str] = &[
    "wasi:clocks/monotonic-clock",
    "wasi:clocks/wall-clock",
    "wasi:http/outgoing-handler",
    "wasi:http/types",
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
    "wasi:random/random",
];

/// The component and this host do not fit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct ContractMismatch(String);

impl ContractMismatch {
    pub(super) fn other(reason: &str) -> Self {
        Self(format!(
            "the component does not fit this host, which was built for outlook:connector@{VERSION}: {reason}; use a \
             component and a host of the same release"
        ))
    }
}

pub(super) fn check(component: &Component, engine: &Engine) -> Result<(), ContractMismatch> {
    let ty = component.component_type();
    for (name, _) in ty.imports(engine) {
        check_import(name)?;
    }
    check_exports(ty.exports(engine).map(|(name, _)| name))
}

fn check_import(name: &str) -> Result<(), ContractMismatch> {
    let (interface, version) = name.split_once('@').unwrap_or((name, ""));
    if let Some(own) = interface.strip_prefix("outlook:connector/") {
        // `types` comes along where an interface uses it; it holds no functions.
        if !SUPPLIED.contains(&own) && own != "types" {
            return Err(ContractMismatch::other(&format!(
                "it imports {name}, which this host does not know"
            )));
        }
        return match compatible(version) {
            true => Ok(()),
            false => Err(ContractMismatch::other(&format!("it imports {name}"))),
        };
    }
    if WASI.contains(&interface) {
        return match version.starts_with("0.2.") {
            true => Ok(()),
            false => Err(ContractMismatch::other(&format!(
                "it imports {name}, and this host supplies WASI 0.2"
            ))),
        };
    }
    Err(ContractMismatch(format!(
        "the component imports {name}, which this host gives to no component: the Outlook connector needs HTTP, clocks, \
         randomness and its stores, nothing else; check where this file came from"
    )))
}

fn check_exports<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), ContractMismatch> {
    let mut other = None;
    for name in names {
        let (interface, version) = name.split_once('@').unwrap_or((name, ""));
        if interface == "outlook:connector/mail" {
            if compatible(version) {
                return Ok(());
            }
            other = Some(name.to_owned());
        }
    }
    Err(match other {
        Some(name) => ContractMismatch::other(&format!("it exports {name}")),
        None => ContractMismatch(
            "the component is not the Outlook connector: it does not export outlook:connector/mail".to_owned(),
        ),
    })
}

/// Before 1.0 the second number tells contracts apart, as in wasmtime's own look-up.
fn compatible(version: &str) -> bool {
    version.starts_with("0.1.") && !version.contains('-')
}
