//! GUIDs: recognises them in text, and creates them for `client-request-id`.

use crate::host::Entropy;

/// Returns whether a text is a GUID in the form of `8-4-4-4-12` hexadecimal digits.
pub fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// Returns the first GUID in a text.
pub fn find_guid(text: &str) -> Option<&str> {
    (0..text.len()).find_map(|start| text.get(start..start.checked_add(36)?).filter(|part| is_guid(part)))
}

/// Creates a random GUID (RFC 9562 version 4).
pub fn new_guid(entropy: &dyn Entropy) -> String {
    let (high, low) = (entropy.random(), entropy.random());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0x0fff,
        (low >> 48) & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(u64);
    impl Entropy for Fixed {
        fn random(&self) -> u64 {
            self.0
        }
    }

    #[test]
    fn new_guids_are_version_4() {
        for bits in [0, u64::MAX, 0x0123_4567_89ab_cdef] {
            let guid = new_guid(&Fixed(bits));
            assert!(is_guid(&guid), "{guid}");
            assert_eq!(&guid[14..15], "4");
            assert!(matches!(&guid[19..20], "8" | "9" | "a" | "b"), "{guid}");
        }
    }

    #[test]
    fn only_guids_are_recognised() {
        assert!(is_guid("8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10"));
        for other in [
            "",
            "8d1f4e4c8f0e4a349a0f1f4a8a3a2b10",
            "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b1",
            "{8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b}",
            "ééééééééééééééé-éé",
        ] {
            assert!(!is_guid(other), "{other}");
        }
    }

    #[test]
    fn a_guid_is_found_in_other_text() {
        assert_eq!(
            find_guid("https://x/é/8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10/y"),
            Some("8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10")
        );
        assert_eq!(find_guid("é"), None);
    }
}
