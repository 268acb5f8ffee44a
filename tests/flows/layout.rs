//! The component writes the contract's types into memory by hand: fields and cases stand there in the order of `wit/types.wit`,
//! or every answer would be garbled. Types are the compiler's to check, and the end-to-end tests read what was written.

const TYPES: &str = include_str!("../../src/component/types.rs");
const CONTRACT: &str = include_str!("../../wit/types.wit");

/// `reply-to` and `%from` as Rust names them.
fn in_rust(name: &str) -> String {
    name.trim_start_matches('%').replace('-', "_")
}

/// `send-options` as a type of Rust.
fn type_in_rust(name: &str) -> String {
    let parts = name.trim_start_matches('%').split('-');
    parts
        .map(|part| {
            let (first, rest) = part.split_at(1);
            first.to_uppercase() + rest
        })
        .collect()
}

/// Names within the braces of `head`, one before each `mark`.
fn names(text: &str, head: &str, mark: char) -> Option<Vec<String>> {
    let body = text.split_once(head)?.1;
    let body = &body[..body.find('}')?];
    let lines: String = body
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//"))
        .collect::<Vec<_>>()
        .join(" ");
    let words = |part: &str| part.split_whitespace().last().map(str::to_owned);
    Some(lines.split(mark).filter_map(words).collect())
}

#[test]
fn fields_stand_in_the_order_of_the_contract() {
    let mut seen = 0;
    for (place, _) in CONTRACT.match_indices("  record ") {
        let name = CONTRACT[place + 9..].split_whitespace().next().unwrap();
        let contract = fields(CONTRACT, &format!("  record {name} {{"));
        let rust = fields(TYPES, &format!("record!({} {{", type_in_rust(name)));
        assert_eq!(rust, contract, "{name}");
        seen += 1;
    }
    assert!(seen > 20, "{seen} records");
}

/// Names of a record's fields: what stands before a single colon.
fn fields(text: &str, head: &str) -> Vec<String> {
    let mut found = names(text, head, ':').unwrap_or_else(|| panic!("{head} is missing"));
    // After the last colon comes a type.
    found.pop();
    found.iter().map(|name| in_rust(name)).collect()
}

#[test]
fn cases_have_the_numbers_of_the_contract() {
    for (name, head) in [
        ("credential", "variant"),
        ("mail", "variant"),
        ("content", "variant"),
        ("importance", "enum"),
        ("sensitivity", "enum"),
        ("step-status", "enum"),
    ] {
        let mut contract = names(CONTRACT, &format!("  {head} {name} {{"), ',').unwrap();
        contract.retain(|case| !case.is_empty());
        let cases: Vec<String> = contract
            .iter()
            .map(|case| type_in_rust(case.split('(').next().unwrap()))
            .collect();
        let line = TYPES
            .split("!(")
            .find(|part| part.starts_with(&format!("{} {{", type_in_rust(name))))
            .unwrap_or_else(|| panic!("{name} is missing"));
        let line = &line[..line.find("});").unwrap()];
        for (number, case) in cases.iter().enumerate() {
            let written = match number + 1 == cases.len() {
                false => line.contains(&format!("{number} => {case}")),
                true => line.contains(&format!("else {case}")) && line.contains(&format!("= {number}")),
            };
            assert!(written, "{name}: {case} is not number {number} in {line}");
        }
    }
}
