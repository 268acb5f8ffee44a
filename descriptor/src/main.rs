//! Writes the documents into the repository. `cargo xtask generate` runs this program.

use std::{io, path::Path};

fn main() -> io::Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    for (path, text) in [
        (
            "src/operations/describe/descriptor.json",
            outlook_descriptor::descriptor(),
        ),
        ("docs/src/troubleshooting.md", outlook_descriptor::troubleshooting()),
    ] {
        std::fs::write(root.join(path), text)?;
        println!("  wrote {path}");
    }
    Ok(())
}
