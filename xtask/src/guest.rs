//! Compiles the connector and the adapters to core modules and makes components of them: one way, stable flags, the same bytes on every
//! machine.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use wit_component::ComponentEncoder;

use crate::{
    initial_heap, project, run,
    wasm_target::{self, Std, TARGET},
};

/// Bytes of the guest's stack. The linker's default is 1 MiB, which every engine has to map for every call. A test in the
/// sandbox reads JSON nested to the parser's limit of 128 levels, the deepest recursion there is.
const STACK_BYTES: u32 = 256 * 1024;

/// SIMD with vectors of 128 bits, for base64. Encoding is most of what the component computes: with it a send with 20 KB attached
/// takes 0.27 million units of wasmtime's fuel, without it 0.93 million (and 0.73 million with a scalar encoder).
///
/// It asks for an engine with WebAssembly 2.0, which has these instructions, and for a processor with SSSE3 or NEON if the engine
/// shall be fast. All engines that run WASI 0.2 have them: wasmtime, jco on Node.js, wasmCloud, Spin. Switched-off SIMD (wasmtime's
/// `Config::wasm_simd`) makes an engine refuse the component when it loads it.
const TARGET_FEATURES: &str = "-Ctarget-feature=+simd128";

/// Builds the component and returns its path.
///
/// # Errors
/// If the target has no standard library, the crate does not compile, or the module is no component.
pub fn build() -> Result<PathBuf> {
    run::step("Building the component");
    let path = project::component();
    write_atomically(&path, &bytes(&project::root(), &project::target())?)?;
    Ok(path)
}

/// Builds the component of the sources in `root`, and returns its bytes. Cargo works in the folder `target`.
///
/// # Errors
/// As [`build`].
pub fn bytes(root: &Path, target: &Path) -> Result<Vec<u8>> {
    let mut cargo = cargo(root, target)?;
    // `cargo rustc` turns warnings into errors in this crate alone.
    cargo.args(["rustc", "--locked", "--package", "outlook-connector", "--lib"]);
    cargo.args(["--crate-type", "cdylib", "--profile", "guest", "--target", TARGET]);
    run::run(cargo.args(["--", "-Dwarnings", &format!("-Clink-arg=-zstack-size={STACK_BYTES}")]))?;
    let module = target.join(TARGET).join("guest/outlook_connector.wasm");
    let module = std::fs::read(&module).with_context(|| format!("cannot read {}", module.display()))?;
    componentize(&initial_heap::add(&module)?, "outlook-connector")
}

/// Builds the adapters of the sources in `root`. Returns their components by name. Cargo works in the folder `target`.
///
/// # Errors
/// As [`build`].
pub fn adapters(root: &Path, target: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut names = Vec::new();
    for folder in std::fs::read_dir(root.join("adapters")).context("cannot read adapters/")? {
        names.push(folder?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut cargo = cargo(root, target)?;
    cargo.args(["build", "--locked", "--profile", "guest", "--target", TARGET]);
    cargo.args(
        names
            .iter()
            .flat_map(|name| ["--package".to_owned(), format!("outlook-{name}")]),
    );
    run::run(&mut cargo)?;
    let mut adapters = BTreeMap::new();
    for name in names {
        let module = target
            .join(TARGET)
            .join(format!("guest/outlook_{}.wasm", name.replace('-', "_")));
        let module = std::fs::read(&module).with_context(|| format!("cannot read {}", module.display()))?;
        let component = componentize(&module, &format!("outlook-{name}"))?;
        adapters.insert(name, component);
    }
    Ok(adapters)
}

/// Lints what is compiled for WebAssembly alone: the adapter `http-front`, and the contract's records as a component has them.
///
/// # Errors
/// If there is a warning.
pub fn lint() -> Result<()> {
    let mut cargo = cargo(&project::root(), &project::target())?;
    cargo.args(["clippy", "--locked", "--profile", "guest", "--target", TARGET]);
    cargo.args(["--package", "outlook-http-front", "--package", "outlook-contract-json"]);
    run::run(cargo.args(["--", "-D", "warnings"]))
}

/// Builds the workflow for Obelisk (`deploy/obelisk/workflow`). Returns its component.
///
/// # Errors
/// As [`build`].
pub fn obelisk_workflow() -> Result<Vec<u8>> {
    let (root, target) = (project::root(), project::target());
    let mut cargo = cargo(&root, &target)?;
    cargo.args(["build", "--locked", "--profile", "guest", "--target", TARGET]);
    run::run(cargo.args(["--package", "outlook-obelisk-workflow"]))?;
    let module = target.join(TARGET).join("guest/outlook_obelisk_workflow.wasm");
    let module = std::fs::read(&module).with_context(|| format!("cannot read {}", module.display()))?;
    componentize(&module, "outlook-obelisk-workflow")
}

/// Cargo for the guest: flags that give the same bytes on every machine.
fn cargo(root: &Path, target: &Path) -> Result<Command> {
    let mut cargo = run::cargo();
    cargo.current_dir(root).env("CARGO_TARGET_DIR", target);
    if wasm_target::find_std()? == Std::FromSource {
        cargo.args(["-Zbuild-std=std,panic_abort"]).env("RUSTC_BOOTSTRAP", "1");
    }
    // The encoded form takes paths with spaces. It replaces any RUSTFLAGS that the caller's shell sets for the host.
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags(root)?.join(OsStr::new("\u{1f}")));
    Ok(cargo)
}

/// Flags for all crates of the component.
fn flags(root: &Path) -> Result<Vec<OsString>> {
    let mut flags = path_flags(root)?;
    flags.push(TARGET_FEATURES.into());
    Ok(flags)
}

/// Flags that keep the folders of this machine out of the component. Panic messages name source files, so that two machines
/// would build different bytes.
pub fn path_flags(root: &Path) -> Result<Vec<OsString>> {
    let mut folders = vec![(root.to_owned(), ".".to_owned())];
    // Where `rust-src` is installed, rustc names its files instead of those of the released standard library.
    let source = wasm_target::sysroot()?.join("lib/rustlib/src/rust");
    folders.push((source, format!("/rustc/{}", rustc_commit()?)));
    // One folder for each registry, named after the registry's address: a mirror must not change the bytes.
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let registries = cargo_home.and_then(|home| std::fs::read_dir(home.join("registry/src")).ok());
    let registries = registries.into_iter().flatten().flatten();
    folders.extend(registries.map(|folder| (folder.path(), "registry".to_owned())));
    folders.sort();
    Ok(folders.iter().map(|(from, to)| remap(from, to)).collect())
}

fn remap(from: &Path, to: &str) -> OsString {
    let mut flag = OsString::from("--remap-path-prefix=");
    flag.push(from);
    flag.push("=");
    flag.push(to);
    flag
}

/// The commit that the compiler was built from. The released standard library names its files below it.
fn rustc_commit() -> Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = run::output(Command::new(rustc).arg("-vV").current_dir(project::root()))?;
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: "));
    Ok(commit.context("rustc -vV names no commit")?.to_owned())
}

/// Wraps a core module, which holds its world in a custom section, and adds name and version.
fn componentize(module: &[u8], name: &str) -> Result<Vec<u8>> {
    let component = ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|encoder| encoder.encode())
        .context("the core module cannot be made a component")?;
    let mut metadata = wasm_metadata::AddMetadata::default();
    metadata.name = wasm_metadata::AddMetadataField::Set(name.to_owned());
    let mut component = metadata.to_wasm(&component).context("the component cannot be named")?;
    // As an OCI annotation: a custom section named "version" (component-model, design/mvp/Annotations). `wasm-metadata` can
    // write it too, with a feature that brings twenty crates.
    let version = wasm_encoder::CustomSection {
        name: "version".into(),
        data: env!("CARGO_PKG_VERSION").as_bytes().into(),
    };
    wasm_encoder::ComponentSection::append_to_component(&version, &mut component);
    Ok(component)
}

/// Writes a file in one step: a reader sees the old component or the new one.
///
/// # Errors
/// If the file cannot be written.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    let part = path.with_extension(format!("part-{}", std::process::id()));
    std::fs::write(&part, bytes)
        .and_then(|()| std::fs::rename(&part, path))
        .with_context(|| format!("cannot write {}", path.display()))
}
