//! Packs what the component holds as data: the guidance catalogue, the descriptor and the set-up's texts.
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
    pack(&out, "setup", &setup_texts());
    pack(&out, "descriptor", &descriptor());
}

/// The descriptor without what stands between its tokens, and without its last brace: the catalogue follows.
fn descriptor() -> String {
    const PATH: &str = "src/describe/descriptor.json";
    println!("cargo::rerun-if-changed={PATH}");
    let text = fs::read_to_string(PATH).expect("the descriptor");
    let (mut within, mut escaped) = (false, false);
    let mut minified: String = text
        .chars()
        .filter(|c| {
            let kept = within || !c.is_ascii_whitespace();
            within ^= *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            kept
        })
        .collect();
    assert_eq!(minified.pop(), Some('}'), "the descriptor is an object");
    minified
}

/// The set-up's texts, in the order in which `setup` takes them.
fn setup_texts() -> String {
    println!("cargo::rerun-if-changed=src/setup");
    ["steps.txt", "script.ps1", "removal.ps1", "shared.ps1"]
        .map(|name| fs::read_to_string(Path::new("src/setup").join(name)).expect("a text of the set-up"))
        .join("\u{1e}")
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
