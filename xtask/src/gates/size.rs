//! The component's size. It is downloaded, compiled and kept by every engine that loads it.

use anyhow::{Result, bail};

/// Most bytes that the component may have.
pub const LIMIT: usize = 300_000;

/// A component built without the means that make it small is this many percent larger: measured, 12 for the ready-made std and
/// 11 without `wasm-opt` (docs/src/project/size.md). It works as well, and is not what is released.
const WITHOUT_MEANS_PERCENT: usize = 25;

/// Checks the size. `smallest` says that all means to make it small were at hand.
///
/// # Errors
/// When it is over the limit.
pub fn check(component: &[u8], smallest: bool) -> Result<()> {
    let size = component.len();
    let limit = match smallest {
        true => LIMIT,
        false => LIMIT + LIMIT * WITHOUT_MEANS_PERCENT / 100,
    };
    if size > limit {
        bail!("the component has {size} bytes; the gate is {limit}. `cargo xtask size` shows where they are.");
    }
    match smallest {
        true => println!("  size: {size} of {limit} bytes"),
        false => println!("  size: {size} bytes, not built as small as a release (limit: {limit})"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gate_closes() {
        assert!(check(&vec![0; LIMIT], true).is_ok());
        assert!(check(&vec![0; LIMIT + 1], true).is_err());
        assert!(check(&vec![0; LIMIT + 1], false).is_ok());
        assert!(check(&vec![0; LIMIT * 2], false).is_err());
    }
}
