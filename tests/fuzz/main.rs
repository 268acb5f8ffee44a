//! The fuzz targets of `fuzz/` without a fuzzer: their kept corpus, and random changes of it from a seed. Every stable build runs it.
//!
//! `OUTLOOK_FUZZ_SEED` and `OUTLOOK_FUZZ_RUNS` (for each target) change it.

#[path = "../random/mod.rs"]
mod random;
#[path = "../setup_guide/reading.rs"]
#[allow(dead_code, reason = "the tests of the set-up guide use the rest")]
mod reading;
#[path = "../../fuzz/src/targets/mod.rs"]
mod targets;
#[path = "../test_host/mod.rs"]
mod test_host;

use std::{fs, panic, path::Path};

use random::Random;

/// Runs of each target.
const RUNS: u64 = 1_000;

/// Of a target that takes some 5 ms a run, as scripts are parsed whole, one in so many.
const SLOW: (&str, u64) = ("powershell", 5);

impl Random {
    /// Changes bytes, as fuzzers do: flips, small numbers, copies, cuts, and pieces of other inputs.
    fn change(&mut self, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
        for _ in 0..=self.below(6) {
            let at = self.below(bytes.len() + 1);
            match self.below(6) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 if at < bytes.len() => bytes[at] = self.next() as u8,
                2 => {
                    let more: Vec<u8> = (0..=self.below(8)).map(|_| self.next() as u8).collect();
                    bytes.splice(at..at, more);
                }
                3 => drop(bytes.drain(at..(at + self.below(16)).min(bytes.len()))),
                4 => {
                    let end = (at + self.below(32)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
                _ => {
                    if let Some(other) = others.get(self.below(others.len())) {
                        let from = self.below(other.len() + 1);
                        let end = (from + self.below(64)).min(other.len());
                        bytes.splice(at..at, other[from..end].iter().copied());
                    }
                }
            }
        }
        bytes.truncate(8_192);
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().expect("a number"))
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn run(name: &str) {
    let target = targets::ALL.iter().find(|(own, _)| *own == name).expect("a target").1;
    let seed = number("OUTLOOK_FUZZ_SEED", 0x5eed_2026);
    let corpus = corpus(name);
    assert!(!corpus.is_empty(), "{name} has a corpus");
    let try_out = |bytes: &[u8], what: &str| {
        if let Err(panic) = panic::catch_unwind(|| target(bytes)) {
            let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            eprintln!("{name}, {what}: {text}");
            panic::resume_unwind(panic);
        }
    };
    for (nth, bytes) in corpus.iter().enumerate() {
        try_out(bytes, &format!("corpus {nth}"));
    }
    let mut random = Random(seed);
    let slowness = if name == SLOW.0 { SLOW.1 } else { 1 };
    for nth in 0..number("OUTLOOK_FUZZ_RUNS", RUNS) / slowness {
        let mut bytes = corpus[random.below(corpus.len())].clone();
        random.change(&mut bytes, &corpus);
        try_out(&bytes, &format!("seed {seed}, run {nth}"));
    }
}

macro_rules! tests {
    ($($name:ident),+) => {
        $(
            #[test]
            fn $name() {
                run(stringify!($name));
            }
        )+

        #[test]
        fn every_target_is_run() {
            let names = targets::ALL.map(|(name, _)| name);
            assert_eq!(names.as_slice(), [$(stringify!($name)),+]);
        }
    };
}

tests!(
    token,
    responses,
    upload,
    headers,
    input,
    address,
    mime_compose,
    mime_read,
    explain,
    findings,
    powershell
);
