//! `cargo xtask size`: shows how large the component is, and what it imports and exports.

use anyhow::Result;

use crate::{commands::build, gates};

/// Level of the deflate figure: the best, as registries compress once and send often.
const DEFLATE_LEVEL: u8 = 9;
/// Bytes of gzip's header and trailer around the deflated data (RFC 1952, section 2.3), without a file name.
const GZIP_FRAME: usize = 18;

/// Builds the component and shows its size and surface.
///
/// # Errors
/// If it cannot be built, or fails a gate.
pub fn run() -> Result<()> {
    let path = build::run()?;
    show(&std::fs::read(path)?)
}

/// Shows size, imports and exports.
///
/// # Errors
/// If the bytes are no component.
pub fn show(component: &[u8]) -> Result<()> {
    let surface = gates::imports::of_component(component)?;
    let gzipped = miniz_oxide::deflate::compress_to_vec(component, DEFLATE_LEVEL).len() + GZIP_FRAME;
    println!(
        "  {} bytes, {gzipped} gzipped (limit: {})",
        component.len(),
        gates::size::LIMIT
    );
    for name in surface.imports {
        println!("  import {name}");
    }
    for name in surface.exports {
        println!("  export {name}");
    }
    Ok(())
}
