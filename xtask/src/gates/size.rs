//! A tripwire on the component's size: every engine downloads, compiles and keeps the component.

use anyhow::{Result, bail};

/// Bytes that the component must not exceed: 1 MiB. A dependency that brings large tables with it, such as those of Unicode, is
/// noticed before it is a habit.
pub const LIMIT: usize = 1024 * 1024;

/// Checks the size.
///
/// # Errors
/// When the component is larger than [`LIMIT`].
pub fn check(component: &[u8]) -> Result<()> {
    let size = component.len();
    if size > LIMIT {
        bail!("the component has {size} bytes; the limit is {LIMIT}. See docs/src/project/size.md.");
    }
    println!("  size: {size} of {LIMIT} bytes");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_over_the_limit_is_refused() {
        assert!(check(&vec![0; LIMIT]).is_ok());
        assert!(check(&vec![0; LIMIT + 1]).is_err());
    }
}
