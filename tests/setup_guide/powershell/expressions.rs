//! Expressions.

use tree_sitter::Node;

use super::{
    Done, Process, child_of, named,
    strings::{is_like, method, pattern},
    value::Value,
};

impl<'t> Process<'t, '_, '_> {
    pub fn expression(&mut self, node: Node<'t>) -> Done<'t, Value<'t>> {
        let parts = named(node);
        match node.kind() {
            "variable" => self.get(self.text(node)),
            "string_literal" => self.string(node),
            "real_literal" => Ok(Value::text(self.text(node))),
            "integer_literal" | "decimal_integer_literal" => Ok(Value::Int(self.text(node).parse().unwrap())),
            "type_literal" => Ok(Value::Type(
                self.text(node).trim_matches(['[', ']']).to_ascii_lowercase().into(),
            )),
            "parenthesized_expression" => {
                let mut out = Vec::new();
                self.pipeline(parts[0], &mut out)?;
                Ok(Value::of_output(out))
            }
            "sub_expression" | "array_expression" => {
                let mut out = Vec::new();
                if let Some(list) = child_of(node, "statement_list") {
                    self.statements(list, &mut out)?;
                }
                Ok(match node.kind() {
                    "array_expression" => Value::Array(out),
                    _ => Value::of_output(out),
                })
            }
            "script_block_expression" => Ok(Value::Block(node)),
            "hash_literal_expression" => self.hash(node),
            "array_literal_expression" if parts.len() > 1 => {
                let values = parts.into_iter().map(|part| self.expression(part));
                Ok(Value::Array(values.collect::<Result<_, _>>()?))
            }
            "expression_with_unary_operator" if self.text(node).to_ascii_lowercase().starts_with("-not") => {
                Ok(Value::Bool(!self.expression(parts[0])?.is_true()))
            }
            "expression_with_unary_operator" if self.text(node).starts_with('-') => match self.expression(parts[0])? {
                Value::Int(number) => Ok(Value::Int(-number)),
                other => panic!("minus {other:?}"),
            },
            "cast_expression" => {
                let value = self.expression(parts[1])?.to_text();
                assert_eq!(self.text(parts[0]), "[version]");
                Ok(Value::Version(
                    value.split('.').map(|part| part.parse().unwrap()).collect(),
                ))
            }
            "member_access" => {
                let of = self.expression(parts[0])?;
                of.property(self.text(parts[1]))
            }
            "element_access" => {
                let (of, at) = (self.expression(parts[0])?, self.expression(parts[1])?);
                of.index(&at)
            }
            "invokation_expression" => self.invocation(node),
            // Operators of two sides.
            _ if parts.len() > 1 => self.operation(node, &parts),
            // A layer of the grammar without an operator.
            _ if parts.len() == 1 => self.expression(parts[0]),
            other => panic!("an expression of the kind {other}: {}", self.text(node)),
        }
    }

    fn hash(&mut self, node: Node<'t>) -> Done<'t, Value<'t>> {
        let mut entries = Vec::new();
        for entry in super::descendants(node, "hash_entry") {
            let parts = named(entry);
            let mut out = Vec::new();
            self.statement(parts[1], &mut out)?;
            entries.push((self.text(parts[0]).to_owned(), Value::of_output(out)));
        }
        Ok(Value::Hash(entries))
    }

    fn invocation(&mut self, node: Node<'t>) -> Done<'t, Value<'t>> {
        let parts = named(node);
        let of = self.expression(parts[0])?;
        let name = self.text(parts[1]);
        let mut arguments = Vec::new();
        for list in super::descendants(parts[2], "argument_expression") {
            arguments.push(self.expression(list)?);
        }
        if matches!(of, Value::Caller) {
            assert_eq!((name, arguments.len()), ("ShouldProcess", 3));
            return Ok(Value::Bool(self.machine.should_process(&arguments[0].to_text())));
        }
        Ok(method(&of, name, &arguments))
    }

    /// An operator between two sides. `-and` and `-or` look at the right side only if they need it.
    fn operation(&mut self, node: Node<'t>, parts: &[Node<'t>]) -> Done<'t, Value<'t>> {
        let between = self.source[parts[0].end_byte()..parts[parts.len() - 1].start_byte()].trim();
        let operator = between.split_whitespace().next().unwrap().to_ascii_lowercase();
        let left = self.expression(parts[0])?;
        match operator.as_str() {
            "-and" if !left.is_true() => return Ok(Value::Bool(false)),
            "-or" if left.is_true() => return Ok(Value::Bool(true)),
            _ => {}
        }
        let right = self.expression(parts[parts.len() - 1])?;
        let contains = |list: &Value<'t>, value: &Value<'t>| {
            let elements = list.clone().elements();
            elements.iter().any(|element| element.equals(value))
        };
        Ok(match operator.as_str() {
            "-and" | "-or" => Value::Bool(right.is_true()),
            "-eq" => Value::Bool(left.equals(&right)),
            "-ne" => Value::Bool(!left.equals(&right)),
            "-lt" | "-ge" | "-gt" => {
                let order = match (&left, &right) {
                    (Value::Int(left), Value::Int(right)) => left.cmp(right),
                    (Value::Version(left), Value::Version(right)) => left.cmp(right),
                    other => panic!("an order of {other:?}"),
                };
                Value::Bool(match operator.as_str() {
                    "-lt" => order.is_lt(),
                    "-gt" => order.is_gt(),
                    _ => order.is_ge(),
                })
            }
            "-in" => Value::Bool(contains(&right, &left)),
            "-notin" => Value::Bool(!contains(&right, &left)),
            "-contains" => Value::Bool(contains(&left, &right)),
            "-notcontains" => Value::Bool(!contains(&left, &right)),
            "-like" => Value::Bool(is_like(&left.to_text(), &right.to_text())),
            "-match" => Value::Bool(pattern(&right.to_text()).is_match(&left.to_text())),
            "-notmatch" => Value::Bool(!pattern(&right.to_text()).is_match(&left.to_text())),
            "-replace" => {
                let Value::Array(pair) = right else {
                    panic!("-replace takes two texts")
                };
                let pattern = pattern(&pair[0].to_text());
                let replacement = pair.get(1).map(Value::to_text).unwrap_or_default();
                Value::text(&pattern.replace_all(&left.to_text(), replacement.as_str()))
            }
            "-split" => {
                let (text, pattern) = (left.to_text(), pattern(&right.to_text()));
                Value::Array(pattern.split(&text).map(Value::text).collect())
            }
            "-join" => {
                let texts: Vec<String> = left.elements().iter().map(Value::to_text).collect();
                Value::text(&texts.join(&right.to_text()))
            }
            "-as" => {
                assert!(matches!(&right, Value::Type(name) if &**name == "guid"));
                let text = left.to_text();
                let groups: Vec<usize> = text.split('-').map(str::len).collect();
                match groups == [8, 4, 4, 4, 12] && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-') {
                    true => Value::text(&text),
                    false => Value::Null,
                }
            }
            "+" => match (left, right) {
                (Value::Array(mut left), right) => {
                    left.extend(right.elements());
                    Value::Array(left)
                }
                (Value::Text(left), right) => Value::text(&format!("{left}{}", right.to_text())),
                (Value::Int(left), Value::Int(right)) => Value::Int(left + right),
                other => panic!("a sum of {other:?}"),
            },
            other => panic!("the operator {other} in {}", self.text(node)),
        })
    }
}
