//! Has the service compiled again when the page is built for the first time. `rust_embed` notices changes of the files that it embedded,
//! but not files that are new.

use std::path::Path;

fn main() {
    let built = "../ui/dist";
    // Cargo runs a build script each time if the path does not exist. The folder above changes when `ui/dist` is made.
    let watched = if Path::new(built).exists() { built } else { "../ui" };
    println!("cargo::rerun-if-changed={watched}");
}
