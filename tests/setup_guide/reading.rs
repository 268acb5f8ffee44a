//! Reads PowerShell: what a program consists of, and what its literals say.

use tree_sitter::{Node, Parser};

/// Kinds of all nodes in their order, with literals as leaves; and the literals.
pub fn read(program: &str) -> (Vec<String>, Vec<String>) {
    let tree = parse(program);
    let (mut kinds, mut literals) = (Vec::new(), Vec::new());
    walk(tree.root_node(), program, 0, &mut kinds, &mut literals);
    (kinds, literals)
}

fn walk(node: Node<'_>, program: &str, depth: usize, kinds: &mut Vec<String>, literals: &mut Vec<String>) {
    let line = node.start_position().row + 1;
    let text = &program[node.byte_range()];
    assert!(
        !node.is_error() && !node.is_missing(),
        "line {line} is no PowerShell: {text}"
    );
    kinds.push(format!("{depth} {}", node.kind()));
    if node.kind() == "verbatim_string_characters" {
        literals.push(text.to_owned());
        return;
    }
    for place in 0..node.child_count() {
        walk(node.child(place).unwrap(), program, depth + 1, kinds, literals);
    }
}

/// A single-quoted literal as PowerShell reads it: two quotes of any single kind stand for the first of them.
pub fn decode(literal: &str) -> String {
    let quote = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201b}');
    let inner = literal.strip_prefix('\'').unwrap().strip_suffix('\'').unwrap();
    let mut decoded = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        decoded.push(c);
        if quote(c) {
            let second = chars.next();
            assert!(second.is_some_and(quote), "a quote ends {literal} early");
        }
    }
    decoded
}

/// What .NET's `Regex.Unescape` makes of the two escapes that the scripts write.
pub fn unescape(text: &str) -> String {
    let mut units: Vec<u16> = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('\\') => units.push(u16::from(b'\\')),
                Some('u') => {
                    let digits: String = chars.by_ref().take(4).collect();
                    units.push(u16::from_str_radix(&digits, 16).unwrap());
                }
                other => panic!("\\{other:?} in {text}"),
            },
            c => units.extend(c.encode_utf16(&mut [0; 2]).iter()),
        }
    }
    String::from_utf16(&units).unwrap()
}

/// Names of all commands in their order, those within script blocks too.
pub fn command_names(program: &str) -> Vec<String> {
    texts(program, &["command_name", "command_name_expr"])
}

/// All commands with their arguments, those within script blocks too.
pub fn commands(program: &str) -> Vec<String> {
    texts(program, &["command"])
}

/// The texts of all nodes of these kinds.
fn texts(program: &str, kinds: &[&str]) -> Vec<String> {
    fn collect(node: Node<'_>, program: &str, kinds: &[&str], found: &mut Vec<String>) {
        if kinds.contains(&node.kind()) {
            found.push(program[node.byte_range()].to_owned());
        }
        // The parts of a name are no names.
        if node.kind() != "command_name_expr" {
            for place in 0..node.child_count() {
                collect(node.child(place).unwrap(), program, kinds, found);
            }
        }
    }
    let mut found = Vec::new();
    collect(parse(program).root_node(), program, kinds, &mut found);
    found
}

/// The tree of a program.
pub fn parse(program: &str) -> tree_sitter::Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
    parser.parse(program, None).unwrap()
}
