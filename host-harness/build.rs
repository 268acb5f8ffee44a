//! With the feature `bundled-component`: finds the component that is compiled into this crate. Otherwise does nothing.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Names a component file to bundle instead of the usual ones.
const VARIABLE: &str = "OUTLOOK_CONNECTOR";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_BUNDLED_COMPONENT").is_none() {
        return;
    }
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    match component(&package) {
        Some(path) => {
            println!("cargo::rerun-if-changed={}", path.display());
            println!("cargo::rustc-env=OUTLOOK_HOST_BUNDLED={}", path.display());
        }
        None => println!(
            "cargo::error=the feature `bundled-component` needs the component: run `cargo xtask build`, or set {VARIABLE} to the \
             path of outlook-connector.wasm"
        ),
    }
}

/// Finds the component. A published package has it inside; in the repository `cargo xtask build` puts it into `target/`.
fn component(package: &Path) -> Option<PathBuf> {
    if let Some(path) = env::var_os(VARIABLE) {
        return fs::canonicalize(path).ok();
    }
    // docs.rs builds with all features, and needs no bytes.
    if env::var_os("DOCS_RS").is_some() {
        let empty = PathBuf::from(env::var_os("OUT_DIR")?).join("empty.wasm");
        fs::write(&empty, b"").ok()?;
        return Some(empty);
    }
    [
        package.join("component/outlook-connector.wasm"),
        package.join("../target/outlook-connector.wasm"),
    ]
    .into_iter()
    .find_map(|path| fs::canonicalize(path).ok())
}
