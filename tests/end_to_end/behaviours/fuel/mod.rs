//! The guest's work is what `fuel.toml` says.
//!
//! wasmtime counts the instructions that a guest executes, as fuel. Here time, random numbers and responses are the same in every
//! run, and so is the count, on every machine. `cargo xtask fuel` prints it, `cargo xtask fuel --update` writes the file.

mod cases;
mod sandbox;
mod service;

use std::{collections::BTreeMap, fmt::Write, fs};

type Counts = BTreeMap<String, u64>;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fuel.toml");

const HEAD: &str = "\
# Fuel that wasmtime counts for a call in a fresh sandbox: about one for each instruction of the guest. A test compares it with the
# component as built. `cargo xtask fuel` shows both, and `cargo xtask fuel --update` writes this file.
";

/// Per cent by which a count may differ from the file before the file must be written anew.
const PERCENT: u64 = 2;

#[tokio::test]
async fn calls_cost_what_the_file_says() {
    let counts = cases::measure_all().await;
    assert_eq!(counts, cases::measure_all().await, "a second run counts the same");
    if std::env::var_os("OUTLOOK_FUEL_UPDATE").is_some() {
        fs::write(FILE, written(&counts)).expect("the file can be written");
    }
    let kept: Counts = toml::from_str(&fs::read_to_string(FILE).expect("fuel.toml")).expect("names and counts");
    println!("{}", table(&counts, &kept));
    let complaints = complaints(&counts, &kept);
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[tokio::test]
#[ignore = "it is no test: perf watches it, as docs/src/project/performance.md describes"]
async fn sends_for_a_profile() {
    cases::send_for_a_profile().await;
}

fn written(counts: &Counts) -> String {
    let mut file = HEAD.to_owned();
    for (name, count) in counts {
        let _ = writeln!(file, "{name} = {count}");
    }
    file
}

fn percent(count: u64, kept: u64) -> f64 {
    (count as f64 / kept as f64 - 1.0) * 100.0
}

fn table(counts: &Counts, kept: &Counts) -> String {
    let mut table = format!("{:<24} {:>12} {:>12}", "call", "fuel", "fuel.toml");
    for (name, count) in counts {
        let _ = write!(table, "\n{name:<24} {count:>12}");
        if let Some(kept) = kept.get(name) {
            let _ = write!(table, " {kept:>12} {:>+7.2} %", percent(*count, *kept));
        }
    }
    table
}

/// What does not fit, in sentences. A count far below the file is told too: otherwise later changes could waste what was saved.
fn complaints(counts: &Counts, kept: &Counts) -> Vec<String> {
    const UPDATE: &str = "run `cargo xtask fuel --update` and commit tests/end_to_end/fuel.toml";
    let mut complaints: Vec<String> = Vec::new();
    for (name, count) in counts {
        let Some(kept) = kept.get(name) else {
            complaints.push(format!("`{name}` does not stand in fuel.toml: {UPDATE}."));
            continue;
        };
        let percent = percent(*count, *kept);
        if count.abs_diff(*kept) * 100 <= kept * PERCENT {
            continue;
        }
        if count > kept {
            complaints.push(format!(
                "`{name}` costs {percent:.2} % more fuel than before ({count}, not {kept}). Find out why; if it is worth it, {UPDATE}."
            ));
        } else {
            complaints.push(format!(
                "`{name}` costs {:.2} % less fuel than before ({count}, not {kept}). So that it stays so, {UPDATE}.",
                -percent
            ));
        }
    }
    for name in kept.keys().filter(|name| !counts.contains_key(*name)) {
        complaints.push(format!("fuel.toml has `{name}`, which is not measured: {UPDATE}."));
    }
    complaints
}

#[test]
fn two_percent_more_or_less_is_told() {
    let counts = |of: &[(&str, u64)]| of.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    let kept: Counts = counts(&[("send", 1_000)]);
    let told = |count| complaints(&counts(&[("send", count)]), &kept);
    assert_eq!(told(1_020), Vec::<String>::new());
    assert_eq!(told(980), Vec::<String>::new());
    assert!(told(1_021)[0].contains("more fuel"));
    assert!(told(979)[0].contains("less fuel"));
    assert_eq!(complaints(&counts(&[("new", 1)]), &kept).len(), 2);
}
