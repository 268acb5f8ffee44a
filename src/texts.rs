//! Texts that the component holds deflated. The build script packs them.

mod inflate;

/// Unpacks a text that the build script packed. Were it ever damaged, it would be empty: no text is worth a trap.
pub fn unpack(packed: &[u8]) -> String {
    inflate::inflate(packed)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default()
}
