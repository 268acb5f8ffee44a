use super::*;
use base64::{Engine as _, engine::general_purpose};

/// Returns at most seven bytes at a time.
struct Slow(Vec<u8>);

impl AttachmentStore for Slow {
    fn size(&self, _: &str) -> Result<u64, AttachmentError> {
        Ok(length(&self.0))
    }
    fn read(&self, _: &str, offset: u64, length: u32) -> Result<Vec<u8>, AttachmentError> {
        let start = usize::try_from(offset).unwrap().min(self.0.len());
        let end = (start + usize::try_from(length).unwrap().min(7)).min(self.0.len());
        Ok(self.0[start..end].to_vec())
    }
}

/// Returns all that is asked for.
struct Whole(Vec<u8>);

impl AttachmentStore for Whole {
    fn size(&self, _: &str) -> Result<u64, AttachmentError> {
        Ok(length(&self.0))
    }
    fn read(&self, _: &str, offset: u64, length: u32) -> Result<Vec<u8>, AttachmentError> {
        let start = usize::try_from(offset).unwrap();
        Ok(self.0[start..start + usize::try_from(length).unwrap()].to_vec())
    }
}

fn range(offset: u64, length: u64) -> StoredRange {
    StoredRange {
        name: "file".to_owned(),
        offset,
        length,
    }
}

#[test]
fn parts_are_written_in_order_and_the_length_is_right() {
    let store = Slow((0..=255).collect());
    let body = Body::from(vec![
        Part::Bytes(b"<"[..].into()),
        Part::Stored(range(10, 30)),
        Part::StoredBase64(range(1, 100)),
        Part::Base64(b"ab"[..].into()),
        Part::Base64(Bytes::new()),
        Part::Bytes(b">"[..].into()),
    ]);
    let mut expected = b"<".to_vec();
    expected.extend(10..40);
    expected.extend(
        general_purpose::STANDARD
            .encode((1..101).collect::<Vec<u8>>())
            .into_bytes(),
    );
    expected.extend(b"YWI=>");
    assert_eq!(body.collect(&store), Ok(expected));
    assert_eq!(body.length(), length(&body.collect(&store).unwrap()));
}

/// The base64 of a part is that of the whole, wherever the pieces end, and all pieces but the last are full.
#[test]
fn long_parts_are_collected_to_full_pieces() {
    let file: Vec<u8> = (0..1_000_001_u32).map(|i| (i % 251) as u8).collect();
    let store = Whole(file.clone());
    for before in [0, 1, 2, 3, 4, PIECE - 1, PIECE, PIECE + 1] {
        for part in [
            Part::Base64(file.clone().into()),
            Part::StoredBase64(range(0, 1_000_001)),
        ] {
            let body = Body::from(vec![
                Part::Bytes(vec![b'<'; before].into()),
                part,
                Part::Bytes(b">"[..].into()),
            ]);
            let mut written = Vec::new();
            let mut pieces = Vec::new();
            let all = body.write(&store, &mut |piece| {
                written.extend_from_slice(piece);
                pieces.push(piece.len());
                true
            });
            assert_eq!(all, Ok(true));
            assert_eq!(written.len() as u64, body.length());
            let text = written.strip_suffix(b">").unwrap();
            assert_eq!(
                text[before..],
                *general_purpose::STANDARD.encode(&file).as_bytes(),
                "{before}"
            );
            // A group of four characters is not divided.
            assert!(pieces.iter().all(|piece| *piece <= PIECE.max(before)), "{pieces:?}");
            assert!(pieces.len() <= (before + text.len()) / PIECE + 2, "{pieces:?}");
        }
    }
}

#[test]
fn a_body_in_memory_is_not_copied() {
    let bytes = Bytes::from(vec![7; 10]);
    let body = Body::from(Part::Bytes(bytes.clone()));
    let written = body.write(&Whole(Vec::new()), &mut |piece| {
        assert_eq!(piece.as_ptr(), bytes.as_ptr());
        true
    });
    assert_eq!(written, Ok(true));
}

#[test]
fn a_file_that_shrank_is_an_error() {
    let body = Body::from(vec![Part::Stored(range(0, 300))]);
    let gone = body.collect(&Slow(vec![0; 200]));
    assert!(matches!(gone, Err(AttachmentError::Unavailable(_))), "{gone:?}");
}

#[test]
fn writing_stops_when_asked() {
    let body = Body::from(vec![Part::Stored(range(0, 600_000)), Part::Bytes(vec![1].into())]);
    struct Endless;
    impl AttachmentStore for Endless {
        fn size(&self, _: &str) -> Result<u64, AttachmentError> {
            Ok(u64::MAX)
        }
        fn read(&self, _: &str, _: u64, length: u32) -> Result<Vec<u8>, AttachmentError> {
            Ok(vec![0; usize::try_from(length).unwrap()])
        }
    }
    let mut pieces = 0;
    let finished = body.write(&Endless, &mut |piece| {
        assert!(length(piece) <= u64::from(READ_BYTES));
        pieces += 1;
        pieces < 2
    });
    assert_eq!((finished, pieces), (Ok(false), 2));
}
