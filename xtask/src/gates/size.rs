//! A tripwire on the component's size: every engine downloads, compiles and keeps the component.

use anyhow::{Result, bail};
use wasmparser::{Parser, Payload};

/// Bytes that the component must not exceed: 1.5 MiB. It had 1,364,678 on 2026-11-26. A dependency that brings large tables with
/// it, such as those of Unicode (over 100 KB), is noticed before it is a habit. A change of the product that needs more raises the
/// limit, and says why in docs/src/project/size.md.
pub const LIMIT: usize = 1536 * 1024;

/// Checks the size. Names of functions do not count: a build for a profiler has them.
///
/// # Errors
/// When the component is larger than [`LIMIT`], or is no WebAssembly.
pub fn check(component: &[u8]) -> Result<()> {
    let size = component.len() - bytes_of_names(component)?;
    if size > LIMIT {
        bail!("the component has {size} bytes; the limit is {LIMIT}. See docs/src/project/size.md.");
    }
    println!("  size: {size} of {LIMIT} bytes");
    Ok(())
}

/// Bytes of the name sections, those of the modules inside included.
fn bytes_of_names(component: &[u8]) -> Result<usize> {
    let mut bytes = 0;
    for payload in Parser::new(0).parse_all(component) {
        if let Payload::CustomSection(section) = payload?
            && section.name() == "name"
        {
            bytes += section.data().len();
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty component, and one custom section that makes it so many bytes long.
    fn component(name: &str, length: usize) -> Vec<u8> {
        let mut bytes = b"\0asm\x0d\0\x01\0".to_vec();
        // Identifier, a size of five bytes, and the name with its length.
        let content = length - bytes.len() - 6;
        bytes.push(0);
        let size = u32::try_from(content).unwrap();
        bytes.extend((0..5).map(|place| ((size >> (7 * place)) & 0x7f) as u8 | if place < 4 { 0x80 } else { 0 }));
        bytes.push(u8::try_from(name.len()).unwrap());
        bytes.extend(name.as_bytes());
        bytes.resize(length, 0);
        bytes
    }

    #[test]
    fn a_component_over_the_limit_is_refused() {
        assert!(check(&component("other", LIMIT)).is_ok());
        assert!(check(&component("other", LIMIT + 1)).is_err());
        assert!(check(b"no component").is_err());
    }

    #[test]
    fn names_do_not_count() {
        assert!(check(&component("name", LIMIT * 2)).is_ok());
    }
}
