//! Obelisk's rules against our components, without Obelisk. Release 0.38.3 was run with them by hand; `docs/src/embed/obelisk.md` says what
//! was seen.
//!
//! - Obelisk calls functions that return `result<T>`, `result<T, string>`, or `result<T, variant>` whose variant has the case
//!   `execution-failed` without a payload. It ignores others with a warning (`crates/concepts/src/lib.rs` there, "result<T, E>").
//! - It does not repeat an error whose case has "permanent" in its name, and repeats all others (`is_permanent_variant`).
//! - An activity imports WASI only. A workflow imports activities and Obelisk's own interfaces.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use wit_component::DecodedWasm;
use wit_parser::{Function, Resolve, Type, TypeDefKind, TypeId, World, WorldItem};

use crate::project;

/// Cases of the contract's error that an engine may repeat: the contract says so in `wit/types.wit`.
const REPEATED: [&str; 3] = ["execution-failed", "throttled", "transient"];

/// Checks a composition that Obelisk runs as an activity.
///
/// # Errors
/// If Obelisk would not run it, or would ignore a function.
pub fn check_activity(component: &[u8]) -> Result<()> {
    let (resolve, world) = decode(component)?;
    let mut functions = 0;
    for function in functions_of(&resolve, &world) {
        check_result(&resolve, function).with_context(|| format!("Obelisk would ignore `{}`", function.name))?;
        functions += 1;
    }
    ensure!(functions > 0, "the activity exports no function");
    for (key, _) in &world.imports {
        let name = resolve.name_world_key(key);
        ensure!(name.starts_with("wasi:"), "an activity of Obelisk cannot import {name}");
    }
    println!("  Obelisk accepts all {functions} functions of the activity");
    Ok(())
}

/// Checks the workflow.
///
/// # Errors
/// If Obelisk would not run it.
pub fn check_workflow(component: &[u8]) -> Result<()> {
    let (resolve, world) = decode(component)?;
    for function in functions_of(&resolve, &world) {
        check_result(&resolve, function).with_context(|| format!("Obelisk would ignore `{}`", function.name))?;
    }
    for (key, _) in &world.imports {
        let name = resolve.name_world_key(key);
        let is_known = ["obelisk:types/", "obelisk:workflow/", "outlook:connector/"];
        ensure!(
            is_known.iter().any(|known| name.starts_with(known)),
            "a workflow of Obelisk cannot import {name}"
        );
    }
    Ok(())
}

/// Checks that a deployment gives an activity the hosts that the connector needs, and a lock that outlives a call.
///
/// # Errors
/// If it does not.
pub fn check_deployment(text: &str) -> Result<()> {
    let deployment: Value = toml::from_str(text)?;
    let descriptor = descriptor()?;
    let activity = &deployment["activity_wasm"][0];
    let lock = activity["exec"]["lock_expiry"]["seconds"].as_u64().unwrap_or_default();
    let budget = descriptor["limits"]["time_budget_ms"]["default"].as_u64();
    // After its time budget a call may take some seconds to remove a draft.
    let needed = budget.context("describe names no time budget")? / 1000 + 20;
    ensure!(lock >= needed, "the lock lasts {lock} s, and a call up to {needed} s");
    ensure!(
        activity["max_retries"] == 0,
        "the workflow repeats, and Obelisk must not"
    );
    let hosts = activity["allowed_host"]
        .as_array()
        .context("there are no allowed hosts")?;
    let allowed: BTreeSet<&str> = hosts.iter().filter_map(|host| host["pattern"].as_str()).collect();
    let clouds = descriptor["clouds"].as_array().context("describe lists no clouds")?;
    let global = clouds.iter().find(|cloud| cloud["id"] == "global");
    let needed = global.and_then(|cloud| cloud["allowed_hosts"].as_array());
    for host in needed.context("describe lists no hosts of the global cloud")? {
        let host = host.as_str().unwrap_or_default();
        ensure!(allowed.contains(host), "{host} is not allowed");
    }
    let login = hosts.iter().find(|host| host["secrets"].is_object());
    ensure!(
        login.is_some_and(|host| host["secrets"]["replace_in"] == serde_json::json!(["body"])),
        "the secret is not put into the body of the token request"
    );
    Ok(())
}

/// What `describe` returns.
fn descriptor() -> Result<Value> {
    let path = project::root().join("src/operations/describe/descriptor.json");
    let text = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(serde_json::from_slice(&text)?)
}

fn decode(component: &[u8]) -> Result<(Resolve, World)> {
    match wit_component::decode(component).context("not a component")? {
        DecodedWasm::Component(resolve, world) => {
            let world = resolve.worlds[world].clone();
            Ok((resolve, world))
        }
        DecodedWasm::WitPackage(..) => bail!("a WIT package, not a component"),
    }
}

/// The functions of all exported interfaces.
fn functions_of<'a>(resolve: &'a Resolve, world: &'a World) -> impl Iterator<Item = &'a Function> {
    world.exports.values().flat_map(|item| match item {
        WorldItem::Interface { id, .. } => resolve.interfaces[*id].functions.values().collect(),
        WorldItem::Function(function) => vec![function],
        WorldItem::Type { .. } => Vec::new(),
    })
}

fn check_result(resolve: &Resolve, function: &Function) -> Result<()> {
    let Some(Type::Id(id)) = function.result else {
        bail!("it returns no result");
    };
    let TypeDefKind::Result(result) = kind(resolve, id) else {
        bail!("it returns no result");
    };
    let error = match result.err {
        None | Some(Type::String) => return Ok(()),
        Some(Type::Id(error)) => error,
        Some(other) => bail!("its error is {other:?}"),
    };
    let TypeDefKind::Variant(variant) = kind(resolve, error) else {
        bail!("its error is no variant");
    };
    let failed = variant.cases.iter().find(|case| case.name == "execution-failed");
    ensure!(
        failed.is_some_and(|case| case.ty.is_none()),
        "its error has no case `execution-failed` without a payload"
    );
    for case in &variant.cases {
        ensure!(
            case.name.contains("permanent") || REPEATED.contains(&case.name.as_str()),
            "Obelisk would repeat its case `{}`",
            case.name
        );
    }
    Ok(())
}

/// The kind of a type, behind the names that it was given by `use`.
fn kind(resolve: &Resolve, mut id: TypeId) -> &TypeDefKind {
    loop {
        match &resolve.types[id].kind {
            TypeDefKind::Type(Type::Id(inner)) => id = *inner,
            kind => return kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(wit: &str) -> Result<()> {
        let mut resolve = Resolve::default();
        let text = format!("package a:b; interface i {{ record detail {{ code: string }} {wit} }}");
        resolve.push_str("test.wit", &text)?;
        let (_, interface) = resolve.interfaces.iter().next().context("no interface")?;
        let function = interface.functions.values().next().context("no function")?;
        check_result(&resolve, function)
    }

    #[test]
    fn results_that_obelisk_calls() {
        for wit in [
            "f: func() -> result<string>;",
            "f: func() -> result<_, string>;",
            "variant e { execution-failed, permanent-rejected(detail), transient(detail) } f: func() -> result<string, e>;",
            "variant e { execution-failed, throttled(detail) } type alias = e; f: func() -> result<_, alias>;",
        ] {
            function(wit).unwrap_or_else(|error| panic!("{wit}: {error:#}"));
        }
    }

    #[test]
    fn results_that_obelisk_ignores_or_repeats_wrongly() {
        for wit in [
            "f: func() -> string;",
            "f: func();",
            "f: func() -> result<string, list<detail>>;",
            "f: func() -> result<string, detail>;",
            "variant e { permanent-rejected(detail) } f: func() -> result<string, e>;",
            "variant e { execution-failed(string) } f: func() -> result<string, e>;",
            "variant e { execution-failed, rejected(detail) } f: func() -> result<string, e>;",
        ] {
            assert!(function(wit).is_err(), "{wit}");
        }
    }

    #[test]
    fn a_deployment_that_would_send_twice_or_not_at_all() {
        let path = project::root().join("deploy/obelisk/deployment.toml");
        let text = std::fs::read_to_string(path).unwrap();
        check_deployment(&text).unwrap();
        for (from, to) in [
            ("lock_expiry.seconds = 130", "lock_expiry.seconds = 100"),
            ("exec.lock_expiry.seconds = 130", ""),
            ("max_retries = 0", "max_retries = 5"),
            ("pattern = \"graph.microsoft.com\"", "pattern = \"graph.microsoft.us\""),
            ("replace_in = [\"body\"]", "replace_in = [\"headers\"]"),
        ] {
            assert!(text.contains(from), "{from}");
            assert!(check_deployment(&text.replace(from, to)).is_err(), "{from}");
        }
    }
}
