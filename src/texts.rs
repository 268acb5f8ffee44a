//! Texts that the component holds deflated. The build script packs them.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// Longest text here, in bytes: a bound for the inflater, well above the longest.
const LONGEST: usize = 1 << 20;

/// Unpacks a text that the build script packed. Were it ever damaged, it would be empty: no text is worth a trap.
pub fn unpack(packed: &[u8]) -> String {
    decompress_to_vec_with_limit(packed, LONGEST)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default()
}
