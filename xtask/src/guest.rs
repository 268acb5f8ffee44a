//! Compiles the guest to a core module and makes a component of it.

use std::{
    ffi::{OsStr, OsString},
    path::PathBuf,
};

use anyhow::{Context, Result};
use wasmparser::Payload;
use wit_component::ComponentEncoder;

use crate::{
    optimise, project, run,
    toolchain::{self, TARGET, Toolchain},
};

/// Flags for the compiler where std is built: a panic traps at once, without formatting a message that
/// no guest can print, and source locations are left out. The component is a tenth smaller so (docs/src/project/size.md). Both are
/// unstable, so that an installed target, which has a stable std, does without.
const BUILD_STD_FLAGS: [&str; 3] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
];

/// Cfgs of `sha2`: the compact form of SHA-256, 6 KB less (its own README names them).
const GUEST_FLAGS: [&str; 4] = [
    "--cfg",
    "sha2_backend=\"soft\"",
    "--cfg",
    "sha2_backend_soft=\"compact\"",
];

/// Bytes of the guest's stack. The linker's default is 1 MiB, which every engine has to map for every call; the deepest
/// flow here, an answer nested to the JSON parser's limit of 128, is tested in the sandbox.
const STACK_BYTES: u32 = 256 * 1024;

/// A component as it was built.
pub struct Built {
    /// Where it is.
    pub path: PathBuf,
    /// With a std of its own and `wasm-opt`, as a release is.
    pub smallest: bool,
}

/// Builds the component.
///
/// # Errors
/// When there is no way to compile, or the module is no component.
pub fn build() -> Result<Built> {
    run::step("Building the component");
    let toolchain = toolchain::find()?;
    let mut cargo = run::cargo();
    // `cargo rustc`, so that warnings fail the build of our crate and of nothing else.
    cargo.args([
        "rustc",
        "--package",
        "outlook-connector",
        "--lib",
        "--profile",
        "guest",
        "--target",
        TARGET,
    ]);
    cargo.args(["--crate-type", "cdylib"]);
    let mut flags = path_flags();
    flags.extend(GUEST_FLAGS.map(OsString::from));
    if !matches!(toolchain, Toolchain::Installed) {
        cargo.arg("-Zbuild-std=std,panic_abort").env("RUSTC_BOOTSTRAP", "1");
        flags.extend(BUILD_STD_FLAGS.map(OsString::from));
    }
    if let Toolchain::Debian { rustc, linker } = &toolchain {
        cargo.env("RUSTC", rustc);
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    }
    // The encoded form takes paths with spaces, and goes before any RUSTFLAGS that the caller's shell sets for the host.
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join(OsStr::new("\u{1f}")));
    run::run(cargo.args(["--", "-Dwarnings", &format!("-Clink-arg=-zstack-size={STACK_BYTES}")]))?;
    let compiled = project::target().join(TARGET).join("guest/outlook_connector.wasm");
    let module = project::target().join("outlook-connector.core.wasm");
    std::fs::copy(&compiled, &module).with_context(|| format!("cannot copy {}", compiled.display()))?;
    let optimised = optimise::optimise(&module)?;
    let module = std::fs::read(&module).with_context(|| format!("cannot read {}", module.display()))?;
    let component = componentize(&module)?;
    let path = project::component();
    write_atomically(&path, &component)?;
    println!("  {} ({} bytes)", path.display(), component.len());
    Ok(Built {
        path,
        smallest: optimised && !matches!(toolchain, Toolchain::Installed),
    })
}

/// Keeps the builder's folders out of the component: panic locations would name them, and two machines would build
/// different bytes.
fn path_flags() -> Vec<OsString> {
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let registry = cargo_home.map(|home| (home.join("registry/src"), "registry"));
    registry
        .into_iter()
        .chain([(project::root(), ".")])
        .map(|(from, to)| {
            let mut flag = OsString::from("--remap-path-prefix=");
            flag.push(from);
            flag.push("=");
            flag.push(to);
            flag
        })
        .collect()
}

/// Wraps a core module, which holds its world in a custom section, and stamps name and version on it.
fn componentize(module: &[u8]) -> Result<Vec<u8>> {
    let component = ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|encoder| encoder.encode())
        .context("the core module cannot be made a component")?;
    let mut metadata = wasm_metadata::AddMetadata::default();
    metadata.name = wasm_metadata::AddMetadataField::Set("outlook-connector".to_owned());
    metadata.version =
        wasm_metadata::AddMetadataField::Set(wasm_metadata::Version::new(env!("CARGO_PKG_VERSION").to_owned()));
    metadata
        .to_wasm(&without_names(component)?)
        .context("cannot stamp the component")
}

/// Leaves out the names of the component's own items, which the encoder writes all the same: 7 KB, of use to those who print
/// the component as text.
fn without_names(mut component: Vec<u8>) -> Result<Vec<u8>> {
    let mut nested = 0_usize;
    let mut section = None;
    for payload in wasmparser::Parser::new(0).parse_all(&component) {
        match payload.context("the component cannot be read back")? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => nested += 1,
            Payload::End(_) => nested = nested.saturating_sub(1),
            Payload::CustomSection(custom) if nested == 0 && custom.name() == "component-name" => {
                let range = custom.range();
                section = Some(usize::try_from(range.start)?..usize::try_from(range.end)?);
            }
            _ => {}
        }
    }
    if let Some(content) = section {
        // Before the content stand the section's kind, one byte, and its size in LEB128.
        let size_bytes = content.len().checked_ilog2().unwrap_or(0) as usize / 7 + 1;
        component.drain(content.start - size_bytes - 1..content.end);
    }
    Ok(component)
}

/// A reader sees the old component or the new one, never half of one.
fn write_atomically(path: &std::path::Path, bytes: &[u8]) -> Result<()> {
    let part = path.with_extension(format!("part-{}", std::process::id()));
    std::fs::write(&part, bytes)
        .and_then(|()| std::fs::rename(&part, path))
        .with_context(|| format!("cannot write {}", path.display()))
}
