//! Builds the adapters of `adapters/`, and composes them with the connector for engines that do not implement its stores. The adapters
//! end in `target/adapters`, the compositions beside the component.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use anyhow::{Context, Result};
use wac_graph::{CompositionGraph, EncodeOptions, NodeId, PackageId, types::Package};

use crate::{gates, guest, project, run};

/// A component that was composed of the connector and adapters.
pub struct Composition {
    /// Name of the file, without `.wasm`.
    pub name: &'static str,
    /// Adapters that the connector's imports are joined to.
    pub stores: &'static [&'static str],
    /// Adapter in front of the connector, whose exports are the composition's.
    pub front: Option<&'static str>,
    /// Imports that the composition has and the connector has not.
    pub imports: &'static [&'static str],
    /// Exports.
    pub exports: &'static [&'static str],
}

/// What a release has.
pub const COMPOSITIONS: [Composition; 3] = [
    Composition {
        name: "outlook-activity",
        stores: &["secrets-from-env", "signing-keys-none", "attachments-none"],
        front: Some("guard"),
        imports: &["wasi:cli/environment@0.2.12"],
        exports: &["outlook:connector/types@0.1.0", "outlook:connector/mail@0.1.0"],
    },
    Composition {
        name: "outlook-activity-files",
        stores: &["secrets-from-env", "signing-keys-none", "attachments-from-http"],
        front: Some("guard"),
        imports: &["wasi:cli/environment@0.2.12"],
        exports: &["outlook:connector/types@0.1.0", "outlook:connector/mail@0.1.0"],
    },
    Composition {
        name: "outlook-http",
        stores: &["secrets-from-env", "signing-keys-none", "attachments-from-http"],
        front: Some("http-front"),
        imports: &["wasi:cli/environment@0.2.12"],
        exports: &["wasi:http/incoming-handler@0.2.12"],
    },
];

/// The adapter that only tests use.
pub const ADAPTER_FOR_TESTS: &str = "http-to-emulator";

/// What tests run in engines that cannot be led to the emulator otherwise. It is no part of a release: its requests go without TLS.
const FOR_TESTS: [Composition; 2] = [
    Composition {
        name: "outlook-connector-to-emulator",
        stores: &["http-to-emulator"],
        front: None,
        imports: &[
            "outlook:connector/attachment-store@0.1.0",
            "outlook:connector/secret-store@0.1.0",
            "outlook:connector/signing-keys@0.1.0",
            "wasi:cli/environment@0.2.12",
        ],
        exports: &["outlook:connector/types@0.1.0", "outlook:connector/mail@0.1.0"],
    },
    Composition {
        name: "outlook-activity-to-emulator",
        stores: &[
            "secrets-from-env",
            "signing-keys-none",
            "attachments-none",
            "http-to-emulator",
        ],
        front: Some("guard"),
        imports: &["wasi:cli/environment@0.2.12"],
        exports: &["outlook:connector/types@0.1.0", "outlook:connector/mail@0.1.0"],
    },
];

/// Builds the adapters, and composes them with the connector in `component`.
///
/// # Errors
/// If an adapter cannot be built, or a composition has other imports or exports than [`COMPOSITIONS`] says.
pub fn build(component: &Path) -> Result<()> {
    run::step("Building the adapters");
    let connector = std::fs::read(component).with_context(|| format!("cannot read {}", component.display()))?;
    let adapters = guest::adapters(&project::root(), &project::target())?;
    let folder = project::target().join("adapters");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (name, adapter) in &adapters {
        guest::write_atomically(&folder.join(format!("{name}.wasm")), adapter)?;
    }
    let beside = component.parent().unwrap_or(Path::new(""));
    for (folder, which) in [(beside, &COMPOSITIONS[..]), (folder.as_path(), &FOR_TESTS[..])] {
        for (name, composed) in compositions(which, &connector, &adapters)? {
            let path = folder.join(format!("{name}.wasm"));
            guest::write_atomically(&path, &composed)?;
            println!("  {}: {} bytes", path.display(), composed.len());
        }
    }
    Ok(())
}

/// Composes the connector with adapters. Returns the components by name.
///
/// # Errors
/// As [`build`].
pub fn compositions(
    compositions: &[Composition],
    connector: &[u8],
    adapters: &BTreeMap<String, Vec<u8>>,
) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut components = BTreeMap::new();
    for composition in compositions {
        let composed = compose(composition, connector, adapters)
            .with_context(|| format!("{} cannot be composed", composition.name))?;
        gates::imports::check_composition(composition, connector, &composed)?;
        components.insert(composition.name.to_owned(), composed);
    }
    Ok(components)
}

/// Joins the connector's imports to the adapters, and the front's to the connector.
fn compose(composition: &Composition, connector: &[u8], adapters: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>> {
    let mut graph = Graph::default();
    let adapter = |name: &str| {
        adapters
            .get(name)
            .with_context(|| format!("there is no adapter {name}"))
    };
    let connector = graph.instantiate("connector", connector)?;
    for name in composition.stores {
        let store = graph.instantiate(name, adapter(name)?)?;
        graph.join(store, connector)?;
    }
    let front = match composition.front {
        Some(name) => {
            let front = graph.instantiate(name, adapter(name)?)?;
            graph.join(connector, front)?;
            front
        }
        None => connector,
    };
    for name in composition.exports {
        // The types of an exported interface must be exported as well. An adapter that passes them on does not export them.
        let from = if graph.exports(front).contains(*name) {
            front
        } else {
            connector
        };
        graph.export(from, name)?;
    }
    Ok(graph.0.encode(EncodeOptions::default())?)
}

/// A graph of components that are being composed.
#[derive(Default)]
struct Graph(CompositionGraph);

/// An instance of a component in a [`Graph`].
#[derive(Clone, Copy)]
struct Instance {
    package: PackageId,
    node: NodeId,
}

impl Graph {
    fn instantiate(&mut self, name: &str, component: &[u8]) -> Result<Instance> {
        let name = format!("outlook:{name}");
        let package = Package::from_bytes(&name, None, component.to_vec(), self.0.types_mut())?;
        let package = self.0.register_package(package)?;
        let node = self.0.instantiate(package);
        Ok(Instance { package, node })
    }

    /// The names of the exports of an instance.
    fn exports(&self, instance: Instance) -> BTreeSet<String> {
        let world = &self.0.types()[self.0[instance.package].ty()];
        world.exports.keys().cloned().collect()
    }

    /// Joins each import of `socket` to the export of `plug` that has the same name.
    fn join(&mut self, plug: Instance, socket: Instance) -> Result<()> {
        let world = &self.0.types()[self.0[socket.package].ty()];
        let imports: BTreeSet<String> = world.imports.keys().cloned().collect();
        for name in self.exports(plug).intersection(&imports) {
            let export = self.0.alias_instance_export(plug.node, name)?;
            self.0.set_instantiation_argument(socket.node, name, export)?;
        }
        Ok(())
    }

    fn export(&mut self, instance: Instance, name: &str) -> Result<()> {
        let export = self.0.alias_instance_export(instance.node, name)?;
        Ok(self.0.export(export, name)?)
    }
}
