//! Checks that a component fits this host. The check runs before linking, so that its error names the interface and the fix.

use thiserror::Error;
use wasmtime::component::Component;

/// Version of the contract that this host was built with.
const VERSION: &str = "0.1.0";

/// The interface that the connector exports, in that version. wasmtime finds a compatible version under this name, too.
pub(crate) const MAIL_INTERFACE: &str = "outlook:connector/mail@0.1.0";

/// Interfaces of its own contract that this host supplies.
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

/// The component does not fit this host. The text names the interface and the fix.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct ContractMismatch(String);

impl ContractMismatch {
    pub(crate) fn other(reason: &str) -> Self {
        Self(format!(
            "the component does not fit this host, which was built for outlook:connector@{VERSION}: {reason}; use a \
             component and a host of the same release"
        ))
    }
}

/// Checks that a component is the Outlook connector in a version that fits this crate, and imports nothing else.
///
/// # Errors
/// [`ContractMismatch`], whose text names the interface that does not fit.
pub fn check_contract(component: &Component) -> Result<(), ContractMismatch> {
    let (ty, engine) = (component.component_type(), component.engine());
    for (name, _) in ty.imports(engine) {
        check_import(name)?;
    }
    check_exports(ty.exports(engine).map(|(name, _)| name))
}

fn check_import(name: &str) -> Result<(), ContractMismatch> {
    let (interface, version) = name.split_once('@').unwrap_or((name, ""));
    if let Some(own) = interface.strip_prefix("outlook:connector/") {
        // `types` is imported where another interface uses it. It has no functions.
        if !SUPPLIED.contains(&own) && own != "types" {
            return Err(ContractMismatch::other(&format!(
                "it imports {name}, which this host does not know"
            )));
        }
        return if is_compatible(version) {
            Ok(())
        } else {
            Err(ContractMismatch::other(&format!("it imports {name}")))
        };
    }
    if WASI.contains(&interface) {
        return if version.starts_with("0.2.") {
            Ok(())
        } else {
            Err(ContractMismatch::other(&format!(
                "it imports {name}, and this host supplies WASI 0.2"
            )))
        };
    }
    Err(ContractMismatch(format!(
        "the component imports {name}, which this host gives to no component: the Outlook connector needs HTTP, clocks, \
         randomness and its stores, and nothing else; check where this file came from"
    )))
}

fn check_exports<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), ContractMismatch> {
    let mut other = None;
    for name in names {
        let (interface, version) = name.split_once('@').unwrap_or((name, ""));
        if interface == "outlook:connector/mail" {
            if is_compatible(version) {
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

/// Before 1.0 the second number distinguishes contracts, as in wasmtime's own look-up.
fn is_compatible(version: &str) -> bool {
    version.starts_with("0.1.") && !version.contains('-')
}
