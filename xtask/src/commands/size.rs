//! `cargo xtask size`: how large the component is, and what it imports.

use anyhow::Result;

use crate::{commands::build, gates};

/// Builds the component and shows its surface.
///
/// # Errors
/// When it cannot be built, or a gate closes.
pub fn run() -> Result<()> {
    let path = build::run()?;
    show(&std::fs::read(path)?)
}

/// Shows size and surface.
///
/// # Errors
/// When it is no component.
pub fn show(component: &[u8]) -> Result<()> {
    let surface = gates::imports::of_component(component)?;
    println!("  {} bytes (gate: {})", component.len(), gates::size::LIMIT);
    for (name, packed, whole) in outlook_connector::packed_sizes() {
        let share = packed * 1000 / component.len();
        println!(
            "  {name}: {packed} bytes, {}.{} % of it (unpacked {whole})",
            share / 10,
            share % 10
        );
    }
    for name in surface.imports {
        println!("  import {name}");
    }
    for name in surface.exports {
        println!("  export {name}");
    }
    Ok(())
}
