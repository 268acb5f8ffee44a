//! Writes the documents into the repository. `cargo xtask generate` runs this program.

use std::{io, path::Path};

fn main() -> io::Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    for (path, text) in outlook_descriptor::files() {
        std::fs::write(root.join(&path), text)?;
        println!("  wrote {path}");
    }
    Ok(())
}
