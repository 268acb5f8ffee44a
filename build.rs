//! Writes the guidance catalogue as Rust statics, and the document of `describe`: the descriptor with the
//! catalogue, without the white space that people read it by.
//!
//! The catalogue is checked first: a rule that names an unknown cause or signal fails the build.

#[path = "build/catalogue/mod.rs"]
mod catalogue;
#[path = "build/commands.rs"]
mod commands;
#[path = "build/failure_messages.rs"]
mod failure_messages;
#[path = "build/field_problems.rs"]
mod field_problems;
#[path = "build/links.rs"]
mod links;
#[path = "build/notices.rs"]
mod notices;
#[path = "build/setup_steps.rs"]
mod setup_steps;
#[allow(dead_code, reason = "the build script uses the names of the signals, not their sets")]
#[path = "src/guidance/signals.rs"]
mod signals;
#[path = "build/test_steps.rs"]
mod test_steps;
#[path = "build/texts.rs"]
mod texts;
#[path = "build/words.rs"]
mod words;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let catalogue = catalogue::read();
    catalogue::check(&catalogue);
    catalogue::write(&out, &catalogue);
    write_description(&out, catalogue.described());
}

/// White space is 63 KB of the kept file.
fn write_description(out: &Path, catalogue: serde_json::Value) {
    const KEPT: &str = "src/operations/describe/descriptor.json";
    println!("cargo::rerun-if-changed={KEPT}");
    let kept = fs::read_to_string(KEPT).expect("the descriptor");
    let mut document: serde_json::Value = serde_json::from_str(&kept).expect("the descriptor is JSON");
    document["catalogue"] = catalogue;
    fs::write(out.join("description.json"), document.to_string()).expect("writing to cargo's own folder");
}
