//! The form of a GUID.

/// Returns whether a text is a GUID: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
pub fn is_guid(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
