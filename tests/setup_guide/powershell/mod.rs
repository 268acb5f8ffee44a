//! Runs the script in a tenant of the emulator. It is an interpreter of the small part of PowerShell that the script uses, over the
//! tree of the grammar. What it does not know is a panic, so that a test cannot pass by it. It is as strict as
//! `Set-StrictMode -Version 3.0`: an unset variable, a missing property and an index out of bounds are errors.
//!
//! It shows what the script decides and in which order. It does not show that PowerShell reads the script in the same way: nobody
//! ran it there.

mod commands;
mod expressions;
pub mod machine;
mod statements;
mod strings;
mod value;

use std::collections::HashMap;

use tree_sitter::Node;

use super::reading::parse;
use machine::Machine;
use value::Value;

/// What ends a statement early.
pub enum Flow<'t> {
    Break,
    Continue,
    Return,
    Exit(i64),
    Throw(Value<'t>),
}

type Done<'t, T> = Result<T, Flow<'t>>;

/// The interpreter: one process.
struct Process<'t, 'm, 'e> {
    source: &'t str,
    functions: HashMap<String, Node<'t>>,
    /// The scope of the script comes first. Names are in lower case.
    scopes: Vec<HashMap<String, Value<'t>>>,
    machine: &'m mut Machine<'e>,
}

/// Runs a script with these parameters. Returns its exit code.
///
/// # Panics
/// If the script uses what the interpreter does not know.
pub fn run(script: &str, parameters: &[(&str, &str)], machine: &mut Machine<'_>) -> i64 {
    let tree = parse(script);
    let root = tree.root_node();
    let mut process = Process {
        source: script,
        functions: HashMap::new(),
        scopes: vec![HashMap::new()],
        machine,
    };
    process.set("PSCmdlet", Value::Caller);
    process.set("PSHOME", Value::text("/opt/powershell"));
    process.set("PSEdition", Value::text("Core"));
    process.set("null", Value::Null);
    process.set("true", Value::Bool(true));
    process.set("false", Value::Bool(false));
    let mut parameters: HashMap<&str, &str> = parameters.iter().copied().collect();
    for child in named(root) {
        if child.kind() != "param_block" {
            continue;
        }
        for parameter in descendants(child, "script_parameter") {
            let name = process
                .text(last_variable(parameter))
                .trim_start_matches('$')
                .to_owned();
            let value = parameters.remove(name.as_str());
            let value = match process.type_of(parameter).as_str() {
                "switch" => Value::Bool(value.is_some()),
                "string[]" => Value::Array(value.map(Value::text).into_iter().collect()),
                "string" => Value::text(value.unwrap_or_default()),
                other => panic!("a parameter of the type {other}"),
            };
            process.set(&name, value);
        }
    }
    let what_if = parameters.remove("WhatIf").is_some();
    process.machine.what_if = what_if;
    assert!(parameters.is_empty(), "unknown parameters: {parameters:?}");
    let mut out = Vec::new();
    for child in named(root) {
        if child.kind() == "statement_list" {
            match process.statements(child, &mut out) {
                Ok(()) | Err(Flow::Return) => {}
                Err(Flow::Exit(code)) => {
                    assert!(out.is_empty(), "the script writes objects: {out:?}");
                    return code;
                }
                Err(Flow::Throw(error)) => panic!("an error that nobody catches: {}", error.to_text()),
                Err(Flow::Break | Flow::Continue) => panic!("a loop is left outside of one"),
            }
        }
    }
    panic!("the script has no exit code")
}

fn named(node: Node<'_>) -> Vec<Node<'_>> {
    (0..node.child_count())
        .filter_map(|place| node.child(place))
        .filter(|node| node.is_named() && node.kind() != "comment")
        .collect()
}

fn child_of<'t>(node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    named(node).into_iter().find(|child| child.kind() == kind)
}

/// All nodes of that kind below, but none within one of them.
fn descendants<'t>(node: Node<'t>, kind: &str) -> Vec<Node<'t>> {
    let mut found = Vec::new();
    for child in named(node) {
        if child.kind() == kind {
            found.push(child);
        } else {
            found.extend(descendants(child, kind));
        }
    }
    found
}

/// The variable of a parameter: its attributes may contain others, such as `$true`.
fn last_variable(parameter: Node<'_>) -> Node<'_> {
    child_of(parameter, "variable").unwrap()
}

impl<'t> Process<'t, '_, '_> {
    fn text(&self, node: Node<'t>) -> &'t str {
        &self.source[node.byte_range()]
    }

    /// The type in a parameter's attributes, without brackets. Empty if there is none.
    fn type_of(&self, parameter: Node<'t>) -> String {
        let types = descendants(parameter, "attribute")
            .into_iter()
            .map(|node| self.text(node));
        let types: Vec<&str> = types.filter(|text| !text.starts_with("[Parameter")).collect();
        let name = types.first().map_or("", |text| &text[1..text.len() - 1]);
        name.to_ascii_lowercase()
    }

    fn set(&mut self, name: &str, value: Value<'t>) {
        let scope = self.scopes.last_mut().unwrap();
        scope.insert(name.to_ascii_lowercase(), value);
    }

    /// Assigns to a variable as it is written: `$name` or `$script:name`.
    fn assign(&mut self, variable: &str, value: Value<'t>) {
        let name = variable.trim_start_matches('$').to_ascii_lowercase();
        match name.strip_prefix("script:") {
            Some(name) => {
                self.scopes[0].insert(name.to_owned(), value);
            }
            None => self.set(&name, value),
        }
    }

    fn get(&self, variable: &str) -> Done<'t, Value<'t>> {
        let name = variable.trim_start_matches(['$', '@']).to_ascii_lowercase();
        let found = match name.strip_prefix("script:") {
            Some(name) => self.scopes[0].get(name),
            None => self.scopes.iter().rev().find_map(|scope| scope.get(&name)),
        };
        found.cloned().ok_or_else(|| {
            error(
                "VariableIsUndefined",
                &format!("The variable '{variable}' cannot be retrieved because it has not been set."),
            )
        })
    }
}

/// An error of PowerShell.
fn error<'t>(id: &str, message: &str) -> Flow<'t> {
    Flow::Throw(Value::error(id, message, ""))
}
