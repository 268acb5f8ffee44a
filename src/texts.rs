//! Texts that the component holds deflated. The build script packs them.

mod inflate;

/// The guidance catalogue, as records.
pub static CATALOGUE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalogue.deflate"));
/// Unpacks a text that the build script packed. Were it ever damaged, it would be empty: no text is worth a trap.
pub fn unpack(packed: &[u8]) -> String {
    inflate::inflate(packed)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default()
}

/// What each text takes in the component and unpacked, in bytes, to be reported.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn sizes() -> [(&'static str, usize, usize); 1] {
    [("guidance catalogue", CATALOGUE)].map(|(name, packed)| (name, packed.len(), unpack(packed).len()))
}
