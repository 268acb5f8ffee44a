//! Statements and pipelines.

use tree_sitter::Node;

use super::{Done, Flow, Process, child_of, descendants, named, value::Value};

impl<'t> Process<'t, '_, '_> {
    pub fn statements(&mut self, list: Node<'t>, out: &mut Vec<Value<'t>>) -> Done<'t, ()> {
        // A function is known before the statements around it run: the script defines all before it calls one.
        for statement in named(list) {
            self.statement(statement, out)?;
        }
        Ok(())
    }

    /// The statements of `{ … }`.
    fn block(&mut self, block: Node<'t>, out: &mut Vec<Value<'t>>) -> Done<'t, ()> {
        match child_of(block, "statement_list") {
            Some(list) => self.statements(list, out),
            None => Ok(()),
        }
    }

    pub fn statement(&mut self, node: Node<'t>, out: &mut Vec<Value<'t>>) -> Done<'t, ()> {
        match node.kind() {
            "pipeline" => self.pipeline(node, out),
            "empty_statement" => Ok(()),
            "if_statement" => self.choice(node, out),
            "foreach_statement" => self.foreach(node, out),
            "try_statement" => self.attempt(node, out),
            "flow_control_statement" => self.leave(node, out),
            "function_statement" => {
                let name = self.text(child_of(node, "function_name").unwrap()).to_owned();
                self.functions.insert(name, node);
                Ok(())
            }
            other => panic!("a statement of the kind {other}: {}", self.text(node)),
        }
    }

    fn choice(&mut self, node: Node<'t>, out: &mut Vec<Value<'t>>) -> Done<'t, ()> {
        let mut branches = vec![node];
        branches.extend(descendants_of_child(node, "elseif_clauses", "elseif_clause"));
        for branch in branches {
            let condition = child_of(branch, "pipeline").unwrap();
            let mut value = Vec::new();
            self.pipeline(condition, &mut value)?;
            if Value::of_output(value).is_true() {
                return self.block(child_of(branch, "statement_block").unwrap(), out);
            }
        }
        match child_of(node, "else_clause") {
            Some(clause) => self.block(child_of(clause, "statement_block").unwrap(), out),
            None => Ok(()),
        }
    }

    fn foreach(&mut self, node: Node<'t>, out: &mut Vec<Value<'t>>) -> Done<'t, ()> {
        let variable = self.text(child_of(node, "variable").unwrap());
        let mut values = Vec::new();
        self.pipeline(child_of(node, "pipeline").unwrap(), &mut values)?;
        let body = child_of(node, "statement_block").unwrap();
        for value in values {
            self.assign(variable, value);
            match self.block(body, out) {
                Err(Flow::Break) => break,
                Ok(()) | Err(Flow::Continue) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    fn attempt(&mut self, node: Node<'t>, out: &mut Vec<Value<'t>>) -> Done<'t, ()> {
        let mut result = self.block(child_of(node, "statement_block").unwrap(), out);
        if let (Err(Flow::Throw(_)), Some(catch)) = (&result, child_of(node, "catch_clauses")) {
            let Err(Flow::Throw(error)) = result else {
                unreachable!()
            };
            let clause = child_of(catch, "catch_clause").unwrap();
            let body = child_of(clause, "statement_block").unwrap();
            result = self.with_item(error, |process| process.block(body, out));
        }
        if let Some(finally) = child_of(node, "finally_clause") {
            self.block(child_of(finally, "statement_block").unwrap(), out)?;
        }
        result
    }

    /// Runs something with `$_`, and gives `$_` back its value of before.
    pub fn with_item<T>(&mut self, item: Value<'t>, run: impl FnOnce(&mut Self) -> T) -> T {
        let depth = self.scopes.len();
        let before = self.scopes[depth - 1].insert("_".to_owned(), item);
        let result = run(self);
        match before {
            Some(before) => self.scopes[depth - 1].insert("_".to_owned(), before),
            None => self.scopes[depth - 1].remove("_"),
        };
        result
    }

    fn leave(&mut self, node: Node<'t>, out: &mut Vec<Value<'t>>) -> Done<'t, ()> {
        let word = self.text(node).split_whitespace().next().unwrap().to_ascii_lowercase();
        let mut values = Vec::new();
        if let Some(pipeline) = child_of(node, "pipeline") {
            self.pipeline(pipeline, &mut values)?;
        }
        Err(match word.as_str() {
            "return" => {
                out.extend(values);
                Flow::Return
            }
            "break" => Flow::Break,
            "continue" => Flow::Continue,
            "exit" => match Value::of_output(values) {
                Value::Int(code) => Flow::Exit(code),
                other => panic!("exit {other:?}"),
            },
            // In a catch, without a value: the same error again.
            "throw" if values.is_empty() => Flow::Throw(self.get("$_")?),
            "throw" => {
                let text = Value::of_output(values).to_text();
                Flow::Throw(Value::error(&text, &text, ""))
            }
            other => panic!("{other}"),
        })
    }

    pub fn pipeline(&mut self, node: Node<'t>, out: &mut Vec<Value<'t>>) -> Done<'t, ()> {
        let first = node.named_child(0).unwrap();
        if first.kind() == "assignment_expression" {
            return self.assignment(first);
        }
        assert_eq!(node.named_child_count(), 1, "{}", self.text(node));
        let mut values: Option<Vec<Value<'t>>> = None;
        for part in named(first) {
            values = Some(match part.kind() {
                "command" => self.command(part, values)?,
                _ => self.expression(part)?.elements_of_pipeline(),
            });
        }
        out.extend(values.unwrap_or_default());
        Ok(())
    }

    fn assignment(&mut self, node: Node<'t>) -> Done<'t, ()> {
        let mut out = Vec::new();
        let statement = node.child_by_field_name("value").unwrap();
        let operator = self.text(child_of(node, "assignement_operator").unwrap());
        // An array stays an array if nothing enumerates it: `$x = @()`.
        let value = match self.array_alone(statement)? {
            Some(array) => array,
            None => {
                self.statement(statement, &mut out)?;
                Value::of_output(out)
            }
        };
        let target = self.text(child_of(node, "left_assignment_expression").unwrap());
        if let Some((variable, key)) = target.split_once('[') {
            let Value::Hash(mut entries) = self.get(variable)? else {
                panic!("{target}")
            };
            entries.push((key.trim_matches(['\'', ']']).to_owned(), value));
            self.assign(variable, Value::Hash(entries));
            return Ok(());
        }
        let value = match operator {
            "=" => value,
            "+=" => match self.get(target)? {
                Value::Array(mut all) => {
                    all.extend(value.elements_of_pipeline());
                    Value::Array(all)
                }
                other => panic!("{other:?} += "),
            },
            other => panic!("{other}"),
        };
        self.assign(target, value);
        Ok(())
    }

    /// The value of a statement that is one expression: PowerShell assigns it as it is.
    fn array_alone(&mut self, statement: Node<'t>) -> Done<'t, Option<Value<'t>>> {
        let mut node = statement;
        for kind in ["pipeline", "pipeline_chain"] {
            if node.kind() != kind || node.named_child_count() != 1 {
                return Ok(None);
            }
            node = node.named_child(0).unwrap();
        }
        match node.kind() {
            "command" => Ok(None),
            _ => self.expression(node).map(Some),
        }
    }
}

fn descendants_of_child<'t>(node: Node<'t>, child: &str, kind: &str) -> Vec<Node<'t>> {
    let child = child_of(node, child);
    child.map(|child| descendants(child, kind)).unwrap_or_default()
}

impl<'t> Value<'t> {
    /// What a value is in a pipeline: an array is enumerated; `$null` is one element.
    fn elements_of_pipeline(self) -> Vec<Value<'t>> {
        self.elements()
    }
}
