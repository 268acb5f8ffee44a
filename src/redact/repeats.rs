//! Finds out whether a service's text repeats something that was entrusted to it, in other words: letters and digits decide, whatever
//! stands between them, in whatever case, percent-encoded, as an HTML entity, as a JSON escape or in base64.
//!
//! This is best effort. A service can write a text in ways that no list has, and it knows what it was sent.

use std::{borrow::Cow, collections::BTreeSet};

use base64_simd::STANDARD_NO_PAD;
use percent_encoding::percent_decode_str;

/// So many letters and digits in a row are no accident, for secrets: Entra's have 40 characters, and one that a log has cut is still
/// one that should not be shown.
const SECRET_RUN: usize = 16;

/// Shorter secrets than this occur in any text. They are found as they are only.
const SECRET_LEAST: usize = 6;

/// Secrets of more bytes are not looked for in base64: they are tokens and assertions, which are in base64 themselves. A client secret
/// has about 40.
const ENCODED_BYTES: usize = 256;

/// So many letters and digits in a row of a mail's text are no accident.
const TEXT_RUN: usize = 20;

/// From so many letters and digits on, a subject or name is found in the middle of a word too.
const PHRASE_LETTERS: usize = 12;

/// Returns whether a text repeats a secret, or a long part of it. Of a path with a query, which is that of an upload URL, the query
/// is the secret: the path names resources.
pub fn secret(text: &str, secret: &str) -> bool {
    let secret = match secret.split_once('?') {
        Some((path, query)) if path.starts_with('/') => query,
        _ => secret,
    };
    let wanted = letters(secret);
    if wanted.chars().count() < SECRET_LEAST {
        return false;
    }
    let texts: Vec<(String, Runs)> = forms(text)
        .map(|text| {
            let text = letters(&text);
            let runs = Runs::of(&text, SECRET_RUN);
            (text, runs)
        })
        .collect();
    let shows = |wanted: &str| {
        texts
            .iter()
            .any(|(text, runs)| text.contains(wanted) || runs.occur_in(wanted))
    };
    shows(&wanted) || (secret.len() <= ENCODED_BYTES && in_base64(secret).iter().any(|encoded| shows(encoded)))
}

/// Returns whether a text repeats a short phrase, such as a subject or a name: its words in their order.
pub fn phrase(text: &str, phrase: &str) -> bool {
    let wanted: Vec<String> = words(phrase).collect();
    if wanted.is_empty() {
        return false;
    }
    let whole = wanted.concat();
    forms(text).any(|text| {
        let words: Vec<String> = words(&text).collect();
        let in_order = words.windows(wanted.len()).any(|window| window == wanted);
        in_order || (whole.chars().count() >= PHRASE_LETTERS && words.concat().contains(&whole))
    })
}

/// Returns whether a text repeats a part of a mail's text, which may be long. `text` is short.
pub fn passage(text: &str, mail: &str) -> bool {
    forms(text).any(|text| Runs::of(&letters(&text), TEXT_RUN).occur_in(mail))
}

/// Returns a text as it is, and decoded if that is another text.
fn forms(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let decoded = Some(decoded(text)).filter(|decoded| decoded != text);
    std::iter::once(Cow::Borrowed(text)).chain(decoded.map(Cow::Owned))
}

fn is_letter(c: &char) -> bool {
    c.is_alphanumeric()
}

fn letters(text: &str) -> String {
    text.chars().filter(is_letter).flat_map(char::to_lowercase).collect()
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// Returns the letters of the three forms that a text can have inside of base64, one for each place in a group of three bytes. The
/// characters at both ends also stand for bytes beside it, and are left out.
fn in_base64(text: &str) -> Vec<String> {
    const ENDS: usize = 4;
    (0..3)
        .filter_map(|before| {
            let mut bytes = vec![0; before];
            bytes.extend_from_slice(text.as_bytes());
            let encoded = STANDARD_NO_PAD.encode_to_string(&bytes);
            let inner = encoded.get(ENDS..encoded.len().checked_sub(ENDS)?)?;
            Some(letters(inner)).filter(|inner| inner.len() >= SECRET_LEAST)
        })
        .collect()
}

/// Returns a text with percent-encoding, HTML's character references and JSON's escapes decoded.
fn decoded(text: &str) -> String {
    let text = percent_decode_str(text).decode_utf8_lossy();
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(c) = rest.chars().next() {
        let (shown, length) = escape(rest).unwrap_or((c, c.len_utf8()));
        out.push(shown);
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// Reads the escape at the beginning of a text. Returns the character and the length of the escape in bytes.
fn escape(text: &str) -> Option<(char, usize)> {
    let hex = |digits: &str| char::from_u32(u32::from_str_radix(digits, 16).ok()?);
    if let Some(rest) = text.strip_prefix("\\u") {
        return Some((hex(rest.get(..4)?)?, "\\u0000".len()));
    }
    let (name, _) = text
        .strip_prefix('&')?
        .split_once(';')
        .filter(|(name, _)| name.len() <= 8)?;
    let c = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => hex(digits)?,
            None => char::from_u32(number.parse().ok()?)?,
        },
        None => match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => return None,
        },
    };
    Some((c, name.len().saturating_add(2)))
}

/// All runs of so many letters and digits of a short text, by their hashes.
struct Runs {
    length: usize,
    hashes: BTreeSet<u64>,
    /// One bit for each hash, chosen by its highest bits: most hashes of another text are seen here not to be in the set.
    bits: Vec<u64>,
}

impl Runs {
    /// `short` has only letters and digits, in lower case.
    fn of(short: &str, length: usize) -> Self {
        let short: Vec<char> = short.chars().collect();
        let hashes: BTreeSet<u64> = short
            .windows(length)
            .map(|run| run.iter().copied().fold(0, rolled))
            .collect();
        let mut bits = vec![0; 1 << (HASH_BITS - 6)];
        for hash in &hashes {
            let (word, bit) = place(*hash);
            if let Some(word) = bits.get_mut(word) {
                *word |= bit;
            }
        }
        Self { length, hashes, bits }
    }

    fn contains(&self, hash: u64) -> bool {
        let (word, bit) = place(hash);
        self.bits.get(word).is_some_and(|word| word & bit != 0) && self.hashes.contains(&hash)
    }

    /// Returns whether one of them occurs in another text. The hash rolls over it once: it may be a mail of megabytes.
    fn occur_in(&self, long: &str) -> bool {
        if self.hashes.is_empty() {
            return false;
        }
        // What the oldest character of a run has been multiplied with.
        let oldest = (0..self.length).fold(1_u64, |factor, _| factor.wrapping_mul(BASE));
        let letters = || long.chars().filter(is_letter).flat_map(char::to_lowercase);
        let mut new = letters();
        let mut hash = new.by_ref().take(self.length).fold(0, rolled);
        // What leaves the run follows what enters it.
        for (new, old) in new.zip(letters()) {
            if self.contains(hash) {
                return true;
            }
            hash = rolled(hash, new).wrapping_sub(oldest.wrapping_mul(value(old)));
        }
        self.contains(hash)
    }
}

/// Bits of a hash that choose its place: 4,096 places for at most some hundred runs.
const HASH_BITS: u32 = 12;

/// Returns the word and the bit of a hash.
fn place(hash: u64) -> (usize, u64) {
    let top = hash >> (64 - HASH_BITS);
    (usize::try_from(top >> 6).unwrap_or(0), 1 << (top & 63))
}

/// An odd number with bits all over. Two runs with one hash would drop a message, and do nothing else.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

fn value(c: char) -> u64 {
    u64::from(u32::from(c)).wrapping_add(1)
}

fn rolled(hash: u64, c: char) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(value(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "abc8Q~marker.of-a_secret-0123456789.xyz~";

    #[test]
    fn a_secret_is_found_in_every_form_of_the_list() {
        let in_base64 = |text: &str| base64_simd::STANDARD.encode_to_string(text);
        for text in [
            SECRET.to_owned(),
            SECRET.to_uppercase(),
            SECRET.replace(['~', '.', '-', '_'], " "),
            SECRET.chars().map(|c| format!("{c} ")).collect(),
            SECRET.replace('~', "%7e"),
            SECRET.replace('a', "%61"),
            SECRET.replace('~', "&#126;"),
            SECRET.replace('a', "&#x61;"),
            SECRET.replace('a', "\\u0061"),
            in_base64(SECRET),
            in_base64(&format!("x{SECRET}")),
            in_base64(&format!("client:{SECRET}")),
            base64_simd::URL_SAFE.encode_to_string(format!("xx{SECRET}")),
            SECRET[..24].to_owned(),
            SECRET[15..].to_owned(),
        ] {
            assert!(secret(&format!("refused: {text}, sorry"), SECRET), "{text}");
        }
    }

    #[test]
    fn ordinary_texts_repeat_no_secret() {
        for text in [
            "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent is the client secret value",
            "Access is denied. Check credentials and try again.",
            "abc8Q is short",
            "",
            "100% &amp; \\u00 &#; &#99999999; %zz",
        ] {
            assert!(!secret(text, SECRET), "{text}");
            assert!(!secret(text, "abc") && !secret(text, "~~~~~~~~"));
        }
    }

    #[test]
    fn of_an_upload_url_the_query_is_the_secret() {
        let path = "/api/v2.0/Users('a')/Messages('b')/AttachmentSessions('c')?authtoken=eyJmarkermarkermarker";
        assert!(secret("authtoken%3DeyJmarkermarkermarker", path));
        assert!(!secret(
            "The resource Users Messages AttachmentSessions was not found.",
            path
        ));
    }

    #[test]
    fn phrases_are_found_as_words_and_long_ones_anywhere() {
        for (text, wanted, found) in [
            ("the message Quarterly report failed", "Quarterly Report", true),
            ("the message quarterly-report failed", "Quarterly Report", true),
            ("Property xQuarterlyReportx", "Quarterly Report", true),
            ("The mailbox is full", "Mail", false),
            ("The mail is refused", "Mail", true),
            ("Megan%20Bowen", "Megan Bowen", true),
            ("megan@contoso.com", "megan@contoso.com", true),
            ("any", "", false),
            ("any", "…", false),
        ] {
            assert_eq!(phrase(text, wanted), found, "{text}: {wanted}");
        }
    }

    #[test]
    fn twenty_letters_of_a_text_are_found() {
        let mail = format!(
            "{}The price of the takeover is 12 million.{}",
            "x ".repeat(5_000),
            "y".repeat(5_000)
        );
        assert!(passage("Cannot parse: the PRICE of the take-over is", &mail));
        assert!(passage("Cannot parse: price%20of%20the%20takeover%20is", &mail));
        assert!(!passage("Cannot parse: price of the taker", &mail));
        assert!(!passage("", &mail) && !passage("Cannot parse anything of it at all", ""));
    }
}
