//! Patterns mean the same to Rust and to ECMA-262, whichever of its flags a renderer compiles them with.

use crate::support::form::all as forms;
use crate::support::samples;
use regress::Flags;
use serde_json::Value;

fn patterns(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(pattern)) = object.get("pattern") {
                found.push(pattern.clone());
            }
            object.values().for_each(|value| patterns(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| patterns(value, found)),
        _ => {}
    }
}

fn all() -> Vec<String> {
    let mut found = Vec::new();
    for form in forms() {
        patterns(&form.told["schema"], &mut found);
    }
    found.sort();
    found.dedup();
    assert!(found.len() > 10);
    found
}

#[test]
fn patterns_are_anchored_and_plain() {
    for pattern in all() {
        assert!(pattern.starts_with('^') && pattern.ends_with('$'), "{pattern}");
        for odd in [
            "(?=", "(?!", "(?<", "\\p", "\\s", "\\w", "\\d", "\\b", "\\1", "\\A", "\\z", "(?i", "(?P",
        ] {
            assert!(!pattern.contains(odd), "{odd} in {pattern}");
        }
    }
}

#[test]
fn rust_and_ecma_script_agree_on_every_sample() {
    let samples = samples::texts();
    for pattern in all() {
        let rust = regex::Regex::new(&pattern).unwrap();
        for flags in ["", "u", "v"] {
            let ecma = regress::Regex::with_flags(&pattern, Flags::from(flags))
                .unwrap_or_else(|error| panic!("{flags}: {error}: {pattern}"));
            for sample in &samples {
                let found = ecma.find(sample).is_some();
                assert_eq!(found, rust.is_match(sample), "/{pattern}/{flags} on {sample:?}");
            }
        }
    }
}
