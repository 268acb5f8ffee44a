//! The component imports exactly what its world says, and exports exactly what its world says. This is the sandbox as it
//! can be checked from outside.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use wit_component::DecodedWasm;
use wit_parser::{Resolve, WorldId, WorldItem};

use crate::project;

/// Interfaces of the world that no code uses yet, which the encoder leaves out. An entry that is imported after all is as
/// wrong as a missing one.
const UNUSED: [&str; 1] = ["outlook:connector/signing-keys@0.1.0"];

/// What no component of ours may ever import.
const FORBIDDEN: [&str; 3] = ["wasi:cli/", "wasi:filesystem/", "wasi:sockets/"];

/// Imports and exports by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Surface {
    /// Names of imported interfaces.
    pub imports: BTreeSet<String>,
    /// Names of exported interfaces.
    pub exports: BTreeSet<String>,
}

/// Reads a component's surface.
///
/// # Errors
/// When it is no component.
pub fn of_component(component: &[u8]) -> Result<Surface> {
    match wit_component::decode(component).context("not a component")? {
        DecodedWasm::Component(resolve, world) => Ok(surface(&resolve, world)),
        DecodedWasm::WitPackage(..) => bail!("a WIT package, not a component"),
    }
}

/// Reads the world's surface from `wit/`.
fn of_world() -> Result<Surface> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve
        .push_dir(project::root().join("wit"))
        .context("cannot read wit/")?;
    let world = resolve.select_world(&[package], Some("connector"))?;
    Ok(surface(&resolve, world))
}

fn surface(resolve: &Resolve, world: WorldId) -> Surface {
    let world = &resolve.worlds[world];
    let names = |items: &mut dyn Iterator<Item = (&wit_parser::WorldKey, &WorldItem)>| {
        items.map(|(key, _)| resolve.name_world_key(key)).collect()
    };
    Surface {
        imports: names(&mut world.imports.iter()),
        exports: names(&mut world.exports.iter()),
    }
}

/// Checks a component against the world.
///
/// # Errors
/// When they differ; the message names each interface.
pub fn check(component: &[u8]) -> Result<()> {
    let found = of_component(component)?;
    compare(&of_world()?, &found)?;
    println!(
        "  imports: {} interfaces, exactly those of the world",
        found.imports.len()
    );
    Ok(())
}

fn compare(world: &Surface, found: &Surface) -> Result<()> {
    let unused: BTreeSet<String> = UNUSED.iter().map(|name| (*name).to_owned()).collect();
    let expected: BTreeSet<String> = world.imports.difference(&unused).cloned().collect();
    let mut wrong = Vec::new();
    wrong.extend(
        unused
            .difference(&world.imports)
            .map(|name| format!("{name} is named as unused, but is not in the world")),
    );
    wrong.extend(
        found
            .imports
            .intersection(&unused)
            .map(|name| format!("{name} is imported, but named as unused")),
    );
    wrong.extend(
        found
            .imports
            .difference(&world.imports)
            .map(|name| format!("{name} is imported, but is not in the world")),
    );
    wrong.extend(
        expected
            .difference(&found.imports)
            .map(|name| format!("{name} is in the world, but not imported")),
    );
    wrong.extend(
        found
            .imports
            .iter()
            .filter(|name| FORBIDDEN.iter().any(|f| name.starts_with(f)))
            .map(|name| format!("{name} is forbidden")),
    );
    if found.exports != world.exports {
        wrong.push(format!("exports are {:?}, not {:?}", found.exports, world.exports));
    }
    if !wrong.is_empty() {
        bail!("the component's surface is not the world's:\n  {}", wrong.join("\n  "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surface(imports: &[&str], exports: &[&str]) -> Surface {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Surface {
            imports: set(imports),
            exports: set(exports),
        }
    }

    #[test]
    fn only_the_worlds_own_surface_passes() {
        let world = surface(&["a:b/c", UNUSED[0]], &["x:y/z"]);
        assert!(compare(&world, &surface(&["a:b/c"], &["x:y/z"])).is_ok());
        for (imports, exports) in [
            (&["a:b/c", "wasi:cli/environment@0.2.12"][..], &["x:y/z"][..]),
            (&["a:b/c", UNUSED[0]], &["x:y/z"]),
            (&[], &["x:y/z"]),
            (&["a:b/c"], &[]),
            (&["a:b/c"], &["x:y/z", "x:y/more"]),
        ] {
            assert!(
                compare(&world, &surface(imports, exports)).is_err(),
                "{imports:?} {exports:?}"
            );
        }
        assert!(
            compare(&surface(&["a:b/c"], &[]), &surface(&["a:b/c"], &[])).is_err(),
            "a stale exception"
        );
    }

    #[test]
    fn the_world_can_be_read_and_asks_for_nothing_forbidden() {
        let world = of_world().unwrap();
        assert!(world.exports.contains("outlook:connector/mail@0.1.0"), "{world:?}");
        assert!(
            !world
                .imports
                .iter()
                .any(|name| FORBIDDEN.iter().any(|f| name.starts_with(f))),
            "{world:?}"
        );
    }
}
