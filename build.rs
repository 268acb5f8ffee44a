//! Packs the guidance catalogue.
//!
//! Texts for people are more than half of what the component would be; deflated they are a third of that (docs/src/project/size.md). The
//! catalogue is checked here too, so that a rule that names an unknown cause or signal does not compile.

#[path = "build/catalogue.rs"]
mod catalogue;
#[path = "src/guidance/signals.rs"]
mod signals;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let catalogue = catalogue::read();
    catalogue::write_numbers(&out, &catalogue);
    pack(&out, "catalogue", &catalogue::text(&catalogue));
}

/// Writes a text deflated, as `texts::unpack` reads it.
fn pack(out: &Path, name: &str, text: &str) {
    let mut packed = Vec::new();
    zopfli::compress(
        zopfli::Options::default(),
        zopfli::Format::Deflate,
        text.as_bytes(),
        &mut packed,
    )
    .expect("packing into memory");
    fs::write(out.join(format!("{name}.deflate")), packed).expect("writing to cargo's own folder");
}
