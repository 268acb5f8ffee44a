//! Writes the software bill of materials of a file, as CycloneDX 1.5 in JSON: what is compiled into it, each crate with its licence and
//! the digest by which Cargo.lock pins it. The same file has the same bill: it holds no time and no random number.
//!
//! Usage: `outlook-sbom <file> <output> <target> <package>…`, in the folder of the workspace. The packages are those of the workspace that
//! the file is made of.

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

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, output, target, packages @ ..] = &arguments[..] else {
        bail!("usage: outlook-sbom <file> <output> <target> <package>…");
    };
    let bytes = fs::read(file).with_context(|| format!("cannot read {file}"))?;
    let name = Path::new(file).file_name().unwrap_or_default().to_string_lossy();
    let bom = bill(
        &name,
        &Graph::read(target, packages)?,
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

/// A crate that is compiled for the file.
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    /// True for a macro: it runs in the compiler, and is not in the file.
    is_macro: bool,
    dependencies: BTreeSet<String>,
}

/// The file's crates, by Cargo's ID.
struct Graph {
    /// Those of the workspace that it is made of.
    roots: Vec<String>,
    packages: BTreeMap<String, Package>,
}

impl Graph {
    /// Asks Cargo for the crates that the packages need, without those of builds and tests.
    fn read(target: &str, names: &[String]) -> Result<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args([
                "metadata",
                "--format-version=1",
                "--locked",
                "--filter-platform",
                target,
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
        let root = |name: &String| {
            by_id
                .iter()
                .find(|(_, package)| package["name"] == **name)
                .map(|(id, _)| (*id).to_owned())
                .with_context(|| format!("there is no package {name}"))
        };
        let roots = names.iter().map(root).collect::<Result<Vec<_>>>()?;
        let (mut packages, mut open) = (BTreeMap::new(), roots.clone());
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
        Ok(Self { roots, packages })
    }

    /// A reference within the bill.
    fn reference(&self, id: &str) -> String {
        let package = &self.packages[id];
        format!("pkg:cargo/{}@{}", package.name, package.version)
    }

    /// Crates that only macros need run in the compiler, too.
    fn in_file(&self) -> BTreeSet<&str> {
        let (mut found, mut open) = (
            BTreeSet::new(),
            self.roots.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        while let Some(id) = open.pop() {
            if !self.packages[id].is_macro && found.insert(id) {
                open.extend(self.packages[id].dependencies.iter().map(String::as_str));
            }
        }
        found
    }
}

fn bill(file: &str, graph: &Graph, checksums: &BTreeMap<(String, String), String>, sha256: &str) -> Result<Bom> {
    let in_file = graph.in_file();
    let mut components = Vec::new();
    let version = graph.roots.first().map_or("", |id| &graph.packages[id].version);
    let mut own = Component::new(Classification::Application, file, version, Some(file.to_owned()));
    own.hashes = Some(sha_256(sha256));
    for (id, package) in &graph.packages {
        let reference = Some(graph.reference(id));
        let mut component = Component::new(Classification::Library, &package.name, &package.version, reference);
        component.purl = Some(Purl::new("cargo", &package.name, &package.version)?);
        if let Some(license) = &package.license {
            let expression = SpdxExpression::try_from(license.clone())
                .map_err(|error| anyhow::anyhow!("{}: {error:?}", package.name))?;
            component.licenses = Some(Licenses(vec![LicenseChoice::Expression(expression)]));
        }
        let checksum = checksums.get(&(package.name.clone(), package.version.clone()));
        component.hashes = checksum.map(|digest| sha_256(digest));
        let is_inside = in_file.contains(id.as_str());
        component.scope = Some(if is_inside { Scope::Required } else { Scope::Excluded });
        components.push(component);
    }
    let made_of = Dependency {
        dependency_ref: file.to_owned(),
        dependencies: graph.roots.iter().map(|id| graph.reference(id)).collect(),
    };
    let dependencies = graph.packages.iter().map(|(id, package)| Dependency {
        dependency_ref: graph.reference(id),
        dependencies: package.dependencies.iter().map(|id| graph.reference(id)).collect(),
    });
    let dependencies = std::iter::once(made_of).chain(dependencies).collect();
    Ok(Bom {
        serial_number: None,
        metadata: Some(Metadata {
            component: Some(own),
            ..Metadata::default()
        }),
        components: Some(Components(components)),
        dependencies: Some(Dependencies(dependencies)),
        ..Bom::default()
    })
}

fn sha_256(digest: &str) -> Hashes {
    Hashes(vec![Hash {
        alg: HashAlgorithm::SHA_256,
        content: HashValue(digest.to_owned()),
    }])
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
