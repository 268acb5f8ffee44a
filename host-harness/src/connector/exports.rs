//! The exports of the component, found once. The generated bindings look up and type-check all of them for each instance, and a
//! call uses one.

use wasmtime::component::{Component, ComponentExportIndex};

use crate::engine::{ContractMismatch, MAIL_INTERFACE};

/// Where the functions of the interface `mail` are in the component.
pub struct Exports {
    pub(super) describe: ComponentExportIndex,
    pub(super) connect: ComponentExportIndex,
    pub(super) test_connection: ComponentExportIndex,
    pub(super) send_mail: ComponentExportIndex,
    pub(super) check_outcome: ComponentExportIndex,
    pub(super) explain: ComponentExportIndex,
    pub(super) setup_guide: ComponentExportIndex,
}

impl Exports {
    /// Finds the functions. Their types are checked when they are called: wasmtime knows them for an instance only.
    ///
    /// # Errors
    /// [`ContractMismatch`] when one of them is missing.
    pub(super) fn find(component: &Component) -> Result<Self, ContractMismatch> {
        let missing = |name: &str| ContractMismatch::other(&format!("it does not export {name}"));
        let mail = component
            .get_export_index(None, MAIL_INTERFACE)
            .ok_or_else(|| missing(MAIL_INTERFACE))?;
        let find = |name: &str| {
            component
                .get_export_index(Some(&mail), name)
                .ok_or_else(|| missing(name))
        };
        Ok(Self {
            describe: find("describe")?,
            connect: find("connect")?,
            test_connection: find("test-connection")?,
            send_mail: find("send-mail")?,
            check_outcome: find("check-outcome")?,
            explain: find("explain")?,
            setup_guide: find("setup-guide")?,
        })
    }
}
