//! Texts that the component holds deflated. The build script packs them.

mod inflate;

/// The guidance catalogue, as records.
pub static CATALOGUE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalogue.deflate"));
/// The descriptor, without its last brace.
pub static DESCRIPTOR: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptor.deflate"));
/// The set-up's steps and scripts.
pub static SETUP: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/setup.deflate"));

/// Unpacks a text that the build script packed. Were it ever damaged, it would be empty: no text is worth a trap.
pub fn unpack(packed: &[u8]) -> String {
    inflate::inflate(packed)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default()
}

/// What each text takes in the component and unpacked, in bytes, to be reported.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn sizes() -> [(&'static str, usize, usize); 3] {
    [
        ("guidance catalogue", CATALOGUE),
        ("descriptor", DESCRIPTOR),
        ("set-up guide", SETUP),
    ]
    .map(|(name, packed)| (name, packed.len(), unpack(packed).len()))
}
