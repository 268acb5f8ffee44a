//! Writes the guidance catalogue as Rust statics.
//!
//! The catalogue is checked first: a rule that names an unknown cause or signal fails the build.

#[path = "build/catalogue.rs"]
mod catalogue;
#[allow(dead_code, reason = "the build script uses the names of the signals, not their sets")]
#[path = "src/guidance/signals.rs"]
mod signals;

use std::{env, path::PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let catalogue = catalogue::read();
    catalogue::check(&catalogue);
    catalogue::write(&out, &catalogue);
}
