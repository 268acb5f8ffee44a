//! The contract as a WIT package in WebAssembly's binary form. The component itself holds none of the contract's documentation: types
//! that are generated from this package have it.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use wit_component::DecodedWasm;
use wit_parser::Resolve;

use crate::project;

/// Writes `outlook-connector.wit.wasm`.
///
/// # Errors
/// If `wit/` cannot be read, or the package has lost its documentation.
pub fn write(folder: &Path) -> Result<()> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve
        .push_dir(project::root().join("wit"))
        .context("cannot read wit/")?;
    let bytes = wit_component::encode(&resolve, package)?;
    let (all, kept) = (documented(&resolve), documented(&decoded(&bytes)?));
    if all == 0 || kept < all {
        bail!("{all} items of wit/ have documentation, and {kept} of the WIT package");
    }
    let path = folder.join("outlook-connector.wit.wasm");
    fs::write(&path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
    println!("  {}: {} bytes, {kept} documented items", path.display(), bytes.len());
    Ok(())
}

fn decoded(bytes: &[u8]) -> Result<Resolve> {
    match wit_component::decode(bytes)? {
        DecodedWasm::WitPackage(resolve, _) => Ok(resolve),
        DecodedWasm::Component(..) => bail!("a component, not a WIT package"),
    }
}

/// Counts the documented interfaces, functions, types and fields of the contract. WASI's are left out: they are not ours to check.
fn documented(resolve: &Resolve) -> usize {
    let is_ours = |package: Option<wit_parser::PackageId>| {
        package.is_some_and(|id| resolve.packages[id].name.namespace == "outlook")
    };
    let interfaces = resolve.interfaces.iter().filter(|(_, one)| is_ours(one.package));
    interfaces
        .map(|(_, interface)| {
            let functions = interface.functions.values().map(|function| &function.docs);
            let types = interface.types.values().map(|id| &resolve.types[*id]);
            let fields = types.clone().flat_map(|one| match &one.kind {
                wit_parser::TypeDefKind::Record(record) => record.fields.iter().map(|field| &field.docs).collect(),
                wit_parser::TypeDefKind::Variant(variant) => variant.cases.iter().map(|case| &case.docs).collect(),
                wit_parser::TypeDefKind::Enum(cases) => cases.cases.iter().map(|case| &case.docs).collect(),
                _ => Vec::new(),
            });
            std::iter::once(&interface.docs)
                .chain(functions)
                .chain(types.map(|one| &one.docs))
                .chain(fields)
                .filter(|docs| docs.contents.is_some())
                .count()
        })
        .sum()
}
