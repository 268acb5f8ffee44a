//! The page on limits names the figures that the connector checks.

use outlook_connector::limits;

const PAGE: &str = include_str!("../../../docs/src/send/limits.md");

/// A number with commas between thousands, as the page writes it.
fn written(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[test]
fn the_page_on_limits_names_every_figure() {
    let counts = [
        limits::RECIPIENTS,
        limits::HEADERS,
        limits::HEADER_BYTES,
        limits::SUBJECT_CHARS,
        limits::FILE_NAME_CHARS,
        limits::ADDRESS_CHARS,
        limits::LOCAL_PART_CHARS,
        limits::DOMAIN_CHARS,
        limits::CATEGORY_CHARS,
        limits::GROUP_NAME_CHARS,
        limits::KEY_CHARS,
        limits::STORE_NAME_CHARS,
    ];
    let sizes = [
        limits::REQUEST_BYTES,
        limits::SESSION_BYTES,
        limits::ATTACHMENTS_BYTES,
        limits::MIME_BYTES,
        limits::MIME_WITH_ATTACHMENTS_BYTES,
        limits::UPLOAD_CHUNK_BYTES,
    ];
    for number in counts.map(|count| count as u64).into_iter().chain(sizes) {
        let number = written(number);
        let mut words = PAGE.split(|c: char| !c.is_ascii_digit() && c != ',');
        assert!(words.any(|word| word.trim_matches(',') == number), "{number}");
    }
}

#[test]
fn sizes_agree_with_each_other() {
    assert_eq!(limits::MIME_BYTES.div_ceil(3) * 4, limits::REQUEST_BYTES);
    assert_eq!(limits::ATTACHMENTS_BYTES, 150 * 1024 * 1024);
    const {
        assert!(
            limits::SESSION_BYTES < limits::MIME_BYTES,
            "a file below a session fits a request"
        )
    };
    assert_eq!(limits::UPLOAD_CHUNK_BYTES % 3, 0, "parts of base64");
}
