//! The component's size. It is downloaded, compiled and kept by every engine that loads it.

use anyhow::{Result, bail};

/// Most bytes that the component may have.
pub const LIMIT: usize = 300_000;

/// Checks the size.
///
/// # Errors
/// When it is over the limit.
pub fn check(component: &[u8]) -> Result<()> {
    let size = component.len();
    if size > LIMIT {
        bail!("the component has {size} bytes; the gate is {LIMIT}. `cargo xtask size` shows where they are.");
    }
    println!("  size: {size} of {LIMIT} bytes");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gate_closes() {
        assert!(check(&vec![0; LIMIT]).is_ok());
        assert!(check(&vec![0; LIMIT + 1]).is_err());
    }
}
