//! Writes the software bill of materials of the component, as CycloneDX 1.5 in JSON: what is compiled into it, each crate with its
//! licence and the digest by which Cargo.lock pins it. The same component has the same bill: it holds no time and no random number.
//!
//! Usage: `outlook-sbom <component> <output>`, in the folder of the workspace.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use anyhow::{Context, Result, bail};
use cyclonedx_bom::{
    models::{
        component::{Classification, Scope},
        dependency::{Dependencies, Dependency},
        hash::{Hash, HashAlgorithm, HashValue, Hashes},
        license::{LicenseChoice, Licenses},
    },
    prelude::{Bom, Component, Components, Metadata, Purl, SpdxExpression, SpecVersion, Validate},
};
use serde_json::Value;
use sha2::{Digest, Sha256};

const PACKAGE: &str = "outlook-connector";
const TARGET: &str = "wasm32-unknown-unknown";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [component, output] = &arguments[..] else {
        bail!("usage: outlook-sbom <component> <output>");
    };
    let bytes = fs::read(component).with_context(|| format!("cannot read {component}"))?;
    let bom = bill(
        &Graph::read()?,
        &checksums(Path::new("Cargo.lock"))?,
        &hex(&Sha256::digest(bytes)),
    )?;
    if !bom.validate_version(SpecVersion::V1_5).passed() {
        bail!(
            "the bill of materials is not valid: {:?}",
            bom.validate_version(SpecVersion::V1_5)
        );
    }
    let crates = bom.components.as_ref().map_or(0, |all| all.0.len());
    let mut json = Vec::new();
    bom.output_as_json_v1_5(&mut json)?;
    fs::write(output, json).with_context(|| format!("cannot write {output}"))?;
    println!("  {output}: {crates} crates");
    Ok(())
}

/// A crate that is compiled for the component.
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    /// True for a macro: it runs in the compiler, and is not in the component.
    is_macro: bool,
    dependencies: BTreeSet<String>,
}

/// The component's crates, by Cargo's ID.
struct Graph {
    root: String,
    packages: BTreeMap<String, Package>,
}

impl Graph {
    /// Asks Cargo for the crates that the component needs, without those of builds and tests.
    fn read() -> Result<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args([
                "metadata",
                "--format-version=1",
                "--locked",
                "--filter-platform",
                TARGET,
            ])
            .output()?;
        if !output.status.success() {
            bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        let by_id: BTreeMap<&str, &Value> = entries(&metadata["packages"])
            .map(|one| (text(&one["id"]), one))
            .collect();
        let nodes: BTreeMap<&str, &Value> = entries(&metadata["resolve"]["nodes"])
            .map(|one| (text(&one["id"]), one))
            .collect();
        let root = by_id
            .iter()
            .find(|(_, package)| package["name"] == PACKAGE)
            .map(|(id, _)| (*id).to_owned())
            .context("no such package")?;
        let (mut packages, mut open) = (BTreeMap::new(), vec![root.clone()]);
        while let Some(id) = open.pop() {
            if packages.contains_key(&id) {
                continue;
            }
            let (package, node) = (by_id[id.as_str()], nodes[id.as_str()]);
            let is_normal = |dependency: &&Value| entries(&dependency["dep_kinds"]).any(|kind| kind["kind"].is_null());
            let dependencies: BTreeSet<String> = entries(&node["deps"])
                .filter(is_normal)
                .map(|dependency| text(&dependency["pkg"]).to_owned())
                .collect();
            open.extend(dependencies.iter().cloned());
            let is_macro =
                entries(&package["targets"]).any(|target| entries(&target["kind"]).any(|kind| kind == "proc-macro"));
            let package = Package {
                name: text(&package["name"]).to_owned(),
                version: text(&package["version"]).to_owned(),
                license: package["license"].as_str().map(|license| license.replace('/', " OR ")),
                is_macro,
                dependencies,
            };
            packages.insert(id, package);
        }
        Ok(Self { root, packages })
    }

    /// A reference within the bill.
    fn reference(&self, id: &str) -> String {
        let package = &self.packages[id];
        format!("pkg:cargo/{}@{}", package.name, package.version)
    }

    /// Crates that only macros need run in the compiler, too.
    fn in_component(&self) -> BTreeSet<&str> {
        let (mut found, mut open) = (BTreeSet::new(), vec![self.root.as_str()]);
        while let Some(id) = open.pop() {
            if !self.packages[id].is_macro && found.insert(id) {
                open.extend(self.packages[id].dependencies.iter().map(String::as_str));
            }
        }
        found
    }
}

fn bill(graph: &Graph, checksums: &BTreeMap<(String, String), String>, sha256: &str) -> Result<Bom> {
    let in_component = graph.in_component();
    let mut components = Vec::new();
    let mut own = None;
    for (id, package) in &graph.packages {
        let is_root = *id == graph.root;
        let kind = if is_root {
            Classification::Application
        } else {
            Classification::Library
        };
        let mut component = Component::new(kind, &package.name, &package.version, Some(graph.reference(id)));
        component.purl = Some(Purl::new("cargo", &package.name, &package.version)?);
        if let Some(license) = &package.license {
            let expression = SpdxExpression::try_from(license.clone())
                .map_err(|error| anyhow::anyhow!("{}: {error:?}", package.name))?;
            component.licenses = Some(Licenses(vec![LicenseChoice::Expression(expression)]));
        }
        let checksum = checksums.get(&(package.name.clone(), package.version.clone()));
        let digest = if is_root {
            Some(sha256)
        } else {
            checksum.map(String::as_str)
        };
        component.hashes = digest.map(|digest| {
            Hashes(vec![Hash {
                alg: HashAlgorithm::SHA_256,
                content: HashValue(digest.to_owned()),
            }])
        });
        if is_root {
            own = Some(component);
            continue;
        }
        let is_inside = in_component.contains(id.as_str());
        component.scope = Some(if is_inside { Scope::Required } else { Scope::Excluded });
        components.push(component);
    }
    let dependencies = graph
        .packages
        .iter()
        .map(|(id, package)| Dependency {
            dependency_ref: graph.reference(id),
            dependencies: package.dependencies.iter().map(|id| graph.reference(id)).collect(),
        })
        .collect();
    Ok(Bom {
        serial_number: None,
        metadata: Some(Metadata {
            component: own,
            ..Metadata::default()
        }),
        components: Some(Components(components)),
        dependencies: Some(Dependencies(dependencies)),
        ..Bom::default()
    })
}

/// The digests of crates, as Cargo.lock pins them, by name and version.
fn checksums(lock: &Path) -> Result<BTreeMap<(String, String), String>> {
    let lock: toml::Table = fs::read_to_string(lock).context("cannot read Cargo.lock")?.parse()?;
    let packages = lock
        .get("package")
        .and_then(toml::Value::as_array)
        .context("no packages")?;
    let text = |package: &toml::Value, name: &str| Some(package.get(name)?.as_str()?.to_owned());
    Ok(packages
        .iter()
        .filter_map(|package| {
            Some((
                (text(package, "name")?, text(package, "version")?),
                text(package, "checksum")?,
            ))
        })
        .collect())
}

fn entries(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
