//! Commands: functions of the script, the few cmdlets of PowerShell itself, and those of modules, which the machine has.

use std::collections::HashMap;

use tree_sitter::Node;

use super::{Done, Flow, Process, child_of, descendants, last_variable, named, value::Value};

/// The arguments of a command.
#[derive(Default)]
pub struct Arguments<'t> {
    pub positional: Vec<Value<'t>>,
    /// Switches have no value.
    pub named: Vec<(String, Option<Value<'t>>)>,
}

impl<'t> Arguments<'t> {
    pub fn named(&self, name: &str) -> Option<&Value<'t>> {
        let found = self.named.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.and_then(|(_, value)| value.as_ref())
    }

    pub fn has(&self, name: &str) -> bool {
        self.named.iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
    }
}

impl<'t> Process<'t, '_, '_> {
    pub fn command(&mut self, node: Node<'t>, input: Option<Vec<Value<'t>>>) -> Done<'t, Vec<Value<'t>>> {
        let name_node = node.child_by_field_name("command_name").unwrap();
        let elements = node.child_by_field_name("command_elements");
        if child_of(node, "command_invokation_operator").is_some() {
            return self.invoke(name_node, elements);
        }
        let name = self.text(name_node).to_owned();
        let arguments = self.arguments(elements)?;
        if let Some(function) = self.functions.get(&name).copied() {
            assert!(input.is_none() && arguments.named.is_empty(), "{name}");
            return self.function(function, arguments.positional);
        }
        let input = input.unwrap_or_default();
        let block = match arguments.positional.first() {
            Some(Value::Block(block)) => Some(*block),
            _ => None,
        };
        match (name.as_str(), block) {
            ("Where-Object", Some(block)) => {
                let mut kept = Vec::new();
                for item in input {
                    let mut out = Vec::new();
                    self.with_item(item.clone(), |process| process.body(block, &mut out))?;
                    if Value::of_output(out).is_true() {
                        kept.push(item);
                    }
                }
                Ok(kept)
            }
            ("ForEach-Object", Some(block)) => {
                let mut out = Vec::new();
                for item in input {
                    self.with_item(item, |process| process.body(block, &mut out))?;
                }
                Ok(out)
            }
            ("Sort-Object", None) => {
                let key = arguments.positional[0].to_text();
                let mut keyed = Vec::new();
                for item in input {
                    let Value::Version(version) = item.property(&key)? else {
                        panic!("{key}")
                    };
                    keyed.push((version, item));
                }
                keyed.sort_by(|one, other| other.0.cmp(&one.0));
                assert!(arguments.has("Descending"));
                Ok(keyed.into_iter().map(|(_, item)| item).collect())
            }
            ("Out-Null", None) => Ok(Vec::new()),
            ("Join-Path", None) => {
                let parts: Vec<String> = arguments.positional.iter().map(Value::to_text).collect();
                Ok(vec![Value::text(&parts.join("/"))])
            }
            ("Set-StrictMode", None) => Ok(Vec::new()),
            (_, None) => self.machine.run(&name, &arguments, &input),
            (_, Some(_)) => panic!("{name} with a block"),
        }
    }

    /// `& $Action`, or `& $Shell -NoProfile -Command { … } -args …`, which is another process.
    fn invoke(&mut self, name: Node<'t>, elements: Option<Node<'t>>) -> Done<'t, Vec<Value<'t>>> {
        let what = self.get(self.text(name))?;
        let mut arguments = self.arguments(elements)?;
        if let Value::Block(block) = what {
            return self.in_new_scope(HashMap::new(), |process, out| process.body(block, out));
        }
        assert_eq!(what.to_text(), "/opt/powershell/pwsh");
        let named: Vec<&str> = arguments.named.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(named, ["NoProfile", "Command", "args"]);
        let Some(Value::Block(block)) = arguments.named("Command").cloned() else {
            panic!("-Command")
        };
        // After -args comes one list.
        let Some(Some(Value::Array(values))) = arguments.named.pop().map(|(_, value)| value) else {
            panic!("-args")
        };
        let parameters = descendants(block, "param_block").remove(0);
        let names: Vec<String> = descendants(parameters, "script_parameter")
            .into_iter()
            .map(|parameter| {
                self.text(last_variable(parameter))
                    .trim_start_matches('$')
                    .to_ascii_lowercase()
            })
            .collect();
        assert_eq!(names.len(), values.len());
        let mut scope: HashMap<String, Value<'t>> = names.into_iter().zip(values).collect();
        scope.insert("true".to_owned(), Value::Bool(true));
        scope.insert("false".to_owned(), Value::Bool(false));
        // Neither variables nor functions of this process are known there, and values arrive as texts.
        let (scopes, functions) = (
            std::mem::replace(&mut self.scopes, vec![scope]),
            std::mem::take(&mut self.functions),
        );
        self.machine.enter_second_process();
        let mut out = Vec::new();
        let result = self.body(block, &mut out);
        self.machine.leave_second_process();
        (self.scopes, self.functions) = (scopes, functions);
        result?;
        Ok(out.iter().map(|line| Value::text(&line.to_text())).collect())
    }

    /// The statements of a script block or a function.
    fn body(&mut self, block: Node<'t>, out: &mut Vec<Value<'t>>) -> Done<'t, ()> {
        for list in descendants(block, "statement_list") {
            self.statements(list, out)?;
        }
        Ok(())
    }

    fn in_new_scope(
        &mut self,
        scope: HashMap<String, Value<'t>>,
        run: impl FnOnce(&mut Self, &mut Vec<Value<'t>>) -> Done<'t, ()>,
    ) -> Done<'t, Vec<Value<'t>>> {
        self.scopes.push(scope);
        let mut out = Vec::new();
        let result = run(self, &mut out);
        self.scopes.pop();
        match result {
            Ok(()) | Err(Flow::Return) => Ok(out),
            Err(other) => Err(other),
        }
    }

    fn function(&mut self, function: Node<'t>, values: Vec<Value<'t>>) -> Done<'t, Vec<Value<'t>>> {
        let declared = child_of(function, "function_parameter_declaration");
        let parameters = declared
            .map(|list| descendants(list, "script_parameter"))
            .unwrap_or_default();
        assert!(values.len() <= parameters.len(), "{}", self.text(function));
        let mut values = values.into_iter();
        let mut scope = HashMap::new();
        for parameter in parameters {
            let name = self
                .text(last_variable(parameter))
                .trim_start_matches('$')
                .to_ascii_lowercase();
            let value = values.next().unwrap_or(Value::Null);
            let value = match self.type_of(parameter).as_str() {
                "string" => Value::text(&value.to_text()),
                "string[]" => match value {
                    Value::Null => Value::Null,
                    value => Value::Array(value.elements().iter().map(|one| Value::text(&one.to_text())).collect()),
                },
                "scriptblock" | "" => value,
                other => panic!("a parameter of the type {other}"),
            };
            scope.insert(name, value);
        }
        match child_of(function, "script_block") {
            Some(block) => self.in_new_scope(scope, |process, out| process.body(block, out)),
            None => Ok(Vec::new()),
        }
    }

    fn arguments(&mut self, elements: Option<Node<'t>>) -> Done<'t, Arguments<'t>> {
        let mut arguments = Arguments::default();
        let Some(elements) = elements else {
            return Ok(arguments);
        };
        // The name of a parameter takes the next value, unless it is a switch.
        let mut open = false;
        for element in named(elements) {
            let value = match element.kind() {
                "command_argument_sep" => continue,
                "command_parameter" => {
                    arguments.named.push((self.text(element)[1..].to_owned(), None));
                    open = true;
                    continue;
                }
                "generic_token" => Value::text(self.text(element)),
                _ => self.expression(element)?,
            };
            // `@Options`: each entry is a parameter.
            if let Value::Hash(entries) = value {
                arguments
                    .named
                    .extend(entries.into_iter().map(|(name, value)| (name, Some(value))));
            } else if open && !SWITCHES.contains(&arguments.named[arguments.named.len() - 1].0.as_str()) {
                arguments.named.last_mut().unwrap().1 = Some(value);
                open = false;
            } else {
                arguments.positional.push(value);
            }
        }
        Ok(arguments)
    }
}

/// Parameters that take no value, where a value follows.
const SWITCHES: [&str; 4] = ["ListAvailable", "Descending", "NoProfile", "All"];

pub fn not_recognized<'t>(name: &str) -> Flow<'t> {
    let message = format!(
        "The term '{name}' is not recognized as a name of a cmdlet, function, script file, or executable program.\nCheck the \
         spelling of the name, or if a path was included, verify that the path is correct and try again."
    );
    Flow::Throw(Value::error("CommandNotFoundException", &message, name))
}
