//! The mark on a message of an idempotency key: which mail the key stands for, so that a key is not used for two mails.
//!
//! # Format
//! Five words with one space between: `<version> <algorithm> <key> <fields> <contents>`. This version writes and reads
//!
//! ```text
//! 1 highway128 <64 hexadecimal digits> <32 hexadecimal digits> <32 hexadecimal digits>
//! ```
//!
//! in lower case. `fields` is the hash of all that a recipient would see but the bytes of attachments, which `contents` is the
//! hash of. On a draft whose attachments are added one by one, `contents` is missing until the draft is made ready: it is
//! computed while they are uploaded, so that a stored file is read once. The version says which fields are hashed and how, the
//! algorithm with which function. Either can change later: anything that is not exactly of this form cannot be compared, and is
//! never taken for the same message or for another one. A mark has at most 255 characters, because Exchange's lists may cut a
//! longer property (EWS, `FindItem`: 512 bytes of UTF-16).
//!
//! # What it protects against
//! The hash is HighwayHash with a key that is drawn for each send and stands in the mark. Two mails that somebody prepared before
//! the send agree by chance alone, in one of 2^128 cases: their author does not know the key. So a key that is used again by
//! mistake is noticed, whoever wrote the mails.
//!
//! HighwayHash is no cryptographic hash for whoever knows the key. A person who can read the mark of a sent message (in this
//! mailbox, or in a recipient's of the same organisation) could write an attachment whose mail agrees with that mark. If the
//! caller then sent that other mail with the idempotency key of the first one, it would be taken for the first and not be sent.
//! Nothing can be sent twice so, and nothing is sent in another's place. SHA-256 and BLAKE3 would rule it out, at 7 and 1.3 ms for
//! each MB in the sandbox (HighwayHash: 0.4 ms, with the target feature `simd128`).
//!
//! The mark does not name the mailbox. A sender can write any name there, and one mailbox has several names. Which mailbox a
//! message came from is decided by `graph::ownership`.

mod contents;
mod fields;

use highway::{HighwayHasher, Key};

use crate::host::Entropy;

pub use contents::Contents;
pub use fields::{of_message, of_mime};

/// Version and algorithm of the marks that this connector writes.
const VERSION: &str = "1 highway128";

/// Key of the hash. It is no secret: it stands in the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashKey([u64; 4]);

/// A hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest([u64; 2]);

/// The mark of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Key of both hashes.
    pub key: HashKey,
    /// Hash of everything but the bytes of attachments.
    pub fields: Digest,
    /// Hash of the bytes of all attachments. `None` if they are still being uploaded.
    pub contents: Option<Digest>,
}

impl HashKey {
    /// Draws a new key.
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(std::array::from_fn(|_| entropy.random()))
    }

    fn hasher(self) -> HighwayHasher {
        HighwayHasher::new(Key(self.0))
    }
}

impl Mark {
    /// Parses a mark. Returns `None` for any other form than the one that is written here.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.strip_prefix(VERSION)?.strip_prefix(' ')?.split(' ');
        let mark = Self {
            key: HashKey(numbers(words.next()?)?),
            fields: Digest(numbers(words.next()?)?),
            contents: match words.next() {
                Some(word) => Some(Digest(numbers(word)?)),
                None => None,
            },
        };
        words.next().is_none().then_some(mark)
    }

    /// Returns the text of the mark.
    pub fn to_text(self) -> String {
        let mut text = VERSION.to_owned();
        let mut word = |numbers: &[u64]| {
            text.push(' ');
            for number in numbers {
                text.push_str(&format!("{number:016x}"));
            }
        };
        word(&self.key.0);
        word(&self.fields.0);
        if let Some(contents) = self.contents {
            word(&contents.0);
        }
        text
    }
}

/// Parses a word of `N` numbers with sixteen hexadecimal digits in lower case each.
fn numbers<const N: usize>(word: &str) -> Option<[u64; N]> {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if word.len() != N.checked_mul(16)? || !word.bytes().all(is_digit) {
        return None;
    }
    let mut numbers = [0; N];
    for (number, digits) in numbers.iter_mut().zip(word.as_bytes().chunks(16)) {
        *number = u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_documented_form_of_a_mark_is_read() {
        let (key, hash) = ("0123456789abcdef".repeat(4), "fedcba9876543210".repeat(2));
        let mark = Mark {
            key: HashKey([0x0123_4567_89ab_cdef; 4]),
            fields: Digest([0xfedc_ba98_7654_3210; 2]),
            contents: Some(Digest([0xfedc_ba98_7654_3210; 2])),
        };
        let text = format!("1 highway128 {key} {hash} {hash}");
        assert_eq!(mark.to_text(), text);
        assert_eq!(Mark::parse(&text), Some(mark));
        assert!(text.len() <= 255);
        let incomplete = Mark { contents: None, ..mark };
        assert_eq!(incomplete.to_text(), format!("1 highway128 {key} {hash}"));
        assert_eq!(Mark::parse(&incomplete.to_text()), Some(incomplete));
        for unreadable in [
            String::new(),
            key.clone(),
            format!("1 {key} {hash} {hash}"),
            format!("2 highway128 {key} {hash} {hash}"),
            format!("01 highway128 {key} {hash} {hash}"),
            format!("1 highway256 {key} {hash} {hash}"),
            format!("1 HIGHWAY128 {key} {hash} {hash}"),
            format!("1 highway128{key} {hash} {hash}"),
            format!("1  highway128 {key} {hash} {hash}"),
            format!("1 highway128  {key} {hash} {hash}"),
            format!(" {text}"),
            format!("{text} "),
            format!("{text} {hash}"),
            format!("{text} sender@contoso.com"),
            format!("1 highway128 {key}"),
            format!("1 highway128 {key} "),
            format!("1 highway128 {key} {hash} "),
            format!("1 highway128 {hash} {key} {hash}"),
            format!("1 highway128 {} {hash} {hash}", key.to_uppercase()),
            format!("1 highway128 {} {hash} {hash}", &key[1..]),
            format!("1 highway128 {key} {hash}0 {hash}"),
            format!("1 highway128 {key} {hash} {}g", &hash[1..]),
            format!("1 highway128 {key} {hash} +{}", &hash[1..]),
            format!("1 sha256 {key}"),
        ] {
            assert_eq!(Mark::parse(&unreadable), None, "{unreadable}");
        }
    }

    /// The vector of Google's implementation (`highwayhash_test_vectors.h`): a mark is the same on every machine.
    #[test]
    fn the_hash_is_highwayhash() {
        use highway::HighwayHash as _;
        let key = HashKey([
            0x0706_0504_0302_0100,
            0x0F0E_0D0C_0B0A_0908,
            0x1716_1514_1312_1110,
            0x1F1E_1D1C_1B1A_1918,
        ]);
        assert_eq!(key.hasher().finalize64(), 0x907A_56DE_22C2_6E53);
        assert_eq!(key.hasher().hash64(&[0]), 0x7EAB_43AA_C7CD_DD78);
    }
}
