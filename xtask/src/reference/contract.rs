//! The contract as a page: each interface with its functions and types.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use wit_parser::{Function, Interface, Resolve, Type, TypeDef, TypeDefKind, TypeId};

use super::cell;
use crate::project;

const HEAD: &str = "# The contract

This page is made from the files in `wit/` (`cargo xtask generate`). The interfaces `mail` and `types` are what the component exports. It imports
the other three: the host implements them.
";

/// Interfaces in the order of the page.
const INTERFACES: [&str; 5] = ["mail", "types", "secret-store", "signing-keys", "attachment-store"];

/// Returns the page.
///
/// # Errors
/// If `wit/` cannot be read.
pub fn page() -> Result<String> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve
        .push_dir(project::root().join("wit"))
        .context("cannot read wit/")?;
    let mut page = HEAD.to_owned();
    for name in INTERFACES {
        let id = resolve.packages[package].interfaces.get(name);
        let id = id.with_context(|| format!("the contract has no interface {name}"))?;
        interface(&mut page, &resolve, name, &resolve.interfaces[*id])?;
    }
    Ok(page)
}

fn interface(page: &mut String, resolve: &Resolve, name: &str, interface: &Interface) -> Result<()> {
    write!(
        page,
        "\n## Interface {name}\n\n{}\n",
        prose(interface.docs.contents.as_deref())
    )?;
    for function in interface.functions.values() {
        write!(
            page,
            "\n### {}\n\n```wit\n{}\n```\n",
            function.name,
            signature(resolve, function)
        )?;
        write!(page, "\n{}\n", prose(function.docs.contents.as_deref()))?;
    }
    for (name, id) in &interface.types {
        definition(page, resolve, name, &resolve.types[*id])?;
    }
    Ok(())
}

fn signature(resolve: &Resolve, function: &Function) -> String {
    let parameters: Vec<String> = function
        .params
        .iter()
        .map(|parameter| format!("{}: {}", parameter.name, name(resolve, &parameter.ty)))
        .collect();
    let result = function.result.map(|result| format!(" -> {}", name(resolve, &result)));
    let (parameters, result) = (parameters.join(", "), result.unwrap_or_default());
    format!("{}: func({parameters}){result};", function.name)
}

/// A type that the interface defines. Names that it takes from another interface have no section.
fn definition(page: &mut String, resolve: &Resolve, name: &str, definition: &TypeDef) -> Result<()> {
    let mut rows = Vec::new();
    let (kind, columns) = match &definition.kind {
        TypeDefKind::Record(record) => {
            for field in &record.fields {
                rows.push((&field.name, Some(self::name(resolve, &field.ty)), &field.docs));
            }
            ("Record", "| field | type | |\n|---|---|---|\n")
        }
        TypeDefKind::Variant(variant) => {
            for case in &variant.cases {
                let payload = case.ty.map(|ty| self::name(resolve, &ty));
                rows.push((&case.name, Some(payload.unwrap_or_else(|| "–".to_owned())), &case.docs));
            }
            ("Variant", "| case | payload | |\n|---|---|---|\n")
        }
        TypeDefKind::Enum(cases) => {
            rows.extend(cases.cases.iter().map(|case| (&case.name, None, &case.docs)));
            ("Enum", "| case | |\n|---|---|\n")
        }
        _ => return Ok(()),
    };
    write!(
        page,
        "\n### {kind} {name}\n\n{}\n\n{columns}",
        prose(definition.docs.contents.as_deref())
    )?;
    for (name, ty, docs) in rows {
        let ty = ty.map(|ty| {
            if ty == "–" {
                " – |".to_owned()
            } else {
                format!(" `{ty}` |")
            }
        });
        let docs = cell(docs.contents.as_deref().unwrap_or_default());
        writeln!(page, "| `{name}` |{} {docs} |", ty.unwrap_or_default())?;
    }
    Ok(())
}

/// Documentation as paragraphs. Its lists stay lists.
fn prose(docs: Option<&str>) -> String {
    docs.unwrap_or_default().trim().to_owned()
}

/// A type as WIT writes it.
fn name(resolve: &Resolve, ty: &Type) -> String {
    match ty {
        Type::Id(id) => name_of(resolve, *id),
        Type::Bool => "bool".to_owned(),
        Type::U8 => "u8".to_owned(),
        Type::U16 => "u16".to_owned(),
        Type::U32 => "u32".to_owned(),
        Type::U64 => "u64".to_owned(),
        Type::String => "string".to_owned(),
        other => format!("{other:?}"),
    }
}

fn name_of(resolve: &Resolve, id: TypeId) -> String {
    let definition = &resolve.types[id];
    if let Some(name) = &definition.name {
        return name.clone();
    }
    match &definition.kind {
        TypeDefKind::Option(inner) => format!("option<{}>", name(resolve, inner)),
        TypeDefKind::List(inner) => format!("list<{}>", name(resolve, inner)),
        TypeDefKind::Result(result) => {
            let ok = result.ok.map_or_else(|| "_".to_owned(), |ok| name(resolve, &ok));
            match result.err {
                Some(error) => format!("result<{ok}, {}>", name(resolve, &error)),
                None => format!("result<{ok}>"),
            }
        }
        other => other.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_the_contract() {
        let page = page().unwrap();
        for line in [
            "send-mail: func(connection: connection, mail: mail, options: send-options) -> result<receipt, error>;",
            "describe: func() -> result<string>;",
            "get: func(name: string) -> result<option<secret>, store-error>;",
            "| `to` | `list<recipient>` |",
            "| `execution-failed` | – |",
        ] {
            assert!(page.contains(line), "{line}\n{page}");
        }
    }
}
