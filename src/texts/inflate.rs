//! Inflates what the build script deflated (RFC 1951), bit by bit.
//!
//! Own code, since it was weighed: the smallest inflater of the registry is 8 KB larger in the component, and what it does more
//! (speed, streams, checks of foreign data) has no use here. It reads our own texts only; tests hold it against that inflater.

/// Inflates a whole stream; `None` where it is damaged.
pub fn inflate(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bits = Bits { packed, at: 0 };
    let mut out = Vec::with_capacity(packed.len().saturating_mul(4));
    loop {
        let last = bits.take(1)?;
        match bits.take(2)? {
            0 => stored(&mut bits, &mut out)?,
            1 => {
                // Fixed codes, RFC 1951 §3.2.6.
                let lengths: Vec<u8> = (0..288_u16)
                    .map(|symbol| match symbol {
                        0..144 => 8,
                        144..256 => 9,
                        256..280 => 7,
                        _ => 8,
                    })
                    .collect();
                block(&mut bits, &mut out, &Code::new(&lengths), &Code::new(&[5; 30]))?;
            }
            2 => {
                let (literals, distances) = codes(&mut bits)?;
                block(&mut bits, &mut out, &literals, &distances)?;
            }
            _ => return None,
        }
        if last == 1 {
            return Some(out);
        }
    }
}

/// Bits, the lowest of a byte first.
struct Bits<'p> {
    packed: &'p [u8],
    /// In bits.
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<usize> {
        let mut value = 0;
        for place in 0..count {
            let byte = usize::from(*self.packed.get(self.at >> 3)?);
            value |= (byte >> (self.at & 7) & 1) << place;
            self.at = self.at.wrapping_add(1);
        }
        Some(value)
    }
}

/// A canonical Huffman code: how many symbols have each length, and the symbols in their order.
struct Code {
    counts: [usize; 16],
    symbols: Vec<usize>,
}

impl Code {
    fn new(lengths: &[u8]) -> Self {
        let mut counts = [0_usize; 16];
        let mut symbols = Vec::new();
        for (length, count) in counts.iter_mut().enumerate().skip(1) {
            let before = symbols.len();
            let of_length = lengths.iter().enumerate().filter(|(_, l)| usize::from(**l) == length);
            symbols.extend(of_length.map(|(symbol, _)| symbol));
            *count = symbols.len().wrapping_sub(before);
        }
        Self { counts, symbols }
    }

    fn read(&self, bits: &mut Bits<'_>) -> Option<usize> {
        let (mut code, mut first, mut index) = (0_usize, 0_usize, 0_usize);
        for count in self.counts.iter().skip(1) {
            code |= bits.take(1)?;
            let place = code.wrapping_sub(first);
            if place < *count {
                return self.symbols.get(index.wrapping_add(place)).copied();
            }
            index = index.wrapping_add(*count);
            first = first.wrapping_add(*count) << 1;
            code <<= 1;
        }
        None
    }
}

/// The two codes of a block, themselves coded: §3.2.7.
fn codes(bits: &mut Bits<'_>) -> Option<(Code, Code)> {
    const ORDER: [u8; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let literals = bits.take(5)?.wrapping_add(257);
    let distances = bits.take(5)?.wrapping_add(1);
    let count = bits.take(4)?.wrapping_add(4);
    let mut lengths = [0_u8; 19];
    for place in ORDER.iter().take(count) {
        *lengths.get_mut(usize::from(*place))? = bits.take(3)? as u8;
    }
    let code = Code::new(&lengths);
    let all = literals.wrapping_add(distances);
    let mut lengths: Vec<u8> = Vec::with_capacity(all);
    while lengths.len() < all {
        let (length, times) = match code.read(bits)? {
            16 => (*lengths.last()?, bits.take(2)?.wrapping_add(3)),
            17 => (0, bits.take(3)?.wrapping_add(3)),
            18 => (0, bits.take(7)?.wrapping_add(11)),
            length => (length as u8, 1),
        };
        lengths.extend(std::iter::repeat_n(length, times));
    }
    Some((
        Code::new(lengths.get(..literals)?),
        Code::new(lengths.get(literals..all)?),
    ))
}

fn block(bits: &mut Bits<'_>, out: &mut Vec<u8>, literals: &Code, distances: &Code) -> Option<()> {
    loop {
        let symbol = literals.read(bits)?;
        let Some(symbol) = symbol.checked_sub(256) else {
            out.push(symbol as u8);
            continue;
        };
        // §3.2.5, whose tables follow these rules: a group of four codes (two for distances) for each further bit.
        let length = match symbol {
            0 => return Some(()),
            1..=8 => symbol.wrapping_add(2),
            29 => 258,
            30.. => return None,
            _ => group(bits, symbol.wrapping_sub(1), 2)?.wrapping_add(3),
        };
        let distance = match distances.read(bits)? {
            symbol @ 0..=3 => symbol.wrapping_add(1),
            symbol => group(bits, symbol, 1)?.wrapping_add(1),
        };
        let from = out.len().checked_sub(distance)?;
        for place in from..from.wrapping_add(length) {
            let byte = *out.get(place)?;
            out.push(byte);
        }
    }
}

/// What a length or distance code stands for, without its least value: codes in groups of `1 << shift`.
fn group(bits: &mut Bits<'_>, symbol: usize, shift: u32) -> Option<usize> {
    let size = 1_usize << shift;
    let extra = (symbol >> shift).wrapping_sub(1) as u32;
    let base = size.wrapping_add(symbol & size.wrapping_sub(1)).checked_shl(extra)?;
    Some(base.wrapping_add(bits.take(extra)?))
}

fn stored(bits: &mut Bits<'_>, out: &mut Vec<u8>) -> Option<()> {
    bits.at = bits.at.wrapping_add(7) & !7;
    let length = bits.take(16)?;
    bits.take(16)?;
    for _ in 0..length {
        let byte = bits.take(8)? as u8;
        out.push(byte);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use miniz_oxide::{deflate::compress_to_vec, inflate::decompress_to_vec};

    use super::*;

    /// Texts of every kind of block: stored, with fixed codes, and with codes of their own.
    fn texts() -> Vec<Vec<u8>> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let mut texts = vec![Vec::new(), b"a".to_vec(), vec![b'x'; 100_000]];
        for size in [3, 300, 30_000, 200_000] {
            for letters in [2, 26, 256] {
                texts.push((0..size).map(|_| (next() % letters) as u8).collect());
            }
            let words = ["Exchange ", "Online ", "PowerShell: ", "mailbox", "\n", "é☃"];
            texts.push(
                (0..size / 5)
                    .flat_map(|_| words[next() as usize % words.len()].bytes())
                    .collect(),
            );
        }
        texts
    }

    #[test]
    fn every_stream_comes_back_whole() {
        for text in texts() {
            for level in [0, 1, 6, 10] {
                let packed = compress_to_vec(&text, level);
                assert!(
                    inflate(&packed).as_ref() == Some(&text),
                    "{} bytes, level {level}",
                    text.len()
                );
            }
        }
    }

    #[test]
    fn damage_is_no_panic_and_told_as_the_library_tells_it() {
        for text in texts().into_iter().filter(|text| text.len() < 10_000) {
            let packed = compress_to_vec(&text, 6);
            for at in 0..packed.len() {
                assert_eq!(inflate(&packed[..at]), None, "cut at {at}");
                let mut damaged = packed.clone();
                damaged[at] ^= 1 << (at % 8);
                // Where the library finds no fault in it, it is the same text; where it does, any answer but a panic will do.
                let found = inflate(&damaged);
                if let Ok(text) = decompress_to_vec(&damaged) {
                    assert!(found == Some(text), "byte {at}");
                }
            }
        }
    }
}
