//! The component imports and exports exactly the interfaces of its world. Imports are all that a component can reach, so this
//! check holds its sandbox without running it.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use wit_component::DecodedWasm;
use wit_parser::{Resolve, WorldId, WorldItem};

use crate::{adapters::Composition, project};

/// Interfaces that this component must never import, whatever its world says.
const FORBIDDEN: [&str; 3] = ["wasi:cli/", "wasi:filesystem/", "wasi:sockets/"];

/// Imports and exports by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Surface {
    /// Names of imported interfaces.
    pub imports: BTreeSet<String>,
    /// Names of exported interfaces.
    pub exports: BTreeSet<String>,
}

/// Reads the imports and exports of a component.
///
/// # Errors
/// If the bytes are no component.
pub fn of_component(component: &[u8]) -> Result<Surface> {
    match wit_component::decode(component).context("not a component")? {
        DecodedWasm::Component(resolve, world) => Ok(surface(&resolve, world)),
        DecodedWasm::WitPackage(..) => bail!("a WIT package, not a component"),
    }
}

/// Reads the imports and exports of the world in `wit/`.
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
/// If they differ. The message names each interface.
pub fn check(component: &[u8]) -> Result<()> {
    let found = of_component(component)?;
    compare(&of_world()?, &found)?;
    println!(
        "  imports: {} interfaces, exactly those of the world",
        found.imports.len()
    );
    Ok(())
}

/// Checks a composition: it has the connector's imports but those that adapters have taken the place of, and what
/// [`Composition::imports`] names.
///
/// # Errors
/// If it has other imports or exports.
pub fn check_composition(composition: &Composition, connector: &[u8], composed: &[u8]) -> Result<()> {
    let names = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<String>>()
    };
    let mut wanted = Surface {
        imports: of_component(connector)?.imports,
        exports: names(composition.exports),
    };
    wanted.imports.retain(|name| !name.starts_with("outlook:connector/"));
    wanted.imports.extend(names(composition.imports));
    let found = of_component(composed)?;
    if found != wanted {
        bail!("{} has {found:#?}\nand should have {wanted:#?}", composition.name);
    }
    Ok(())
}

fn compare(world: &Surface, found: &Surface) -> Result<()> {
    let mut wrong = Vec::new();
    wrong.extend(
        found
            .imports
            .difference(&world.imports)
            .map(|name| format!("{name} is imported, but is not in the world")),
    );
    wrong.extend(
        world
            .imports
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
        bail!(
            "the component's imports or exports are not those of its world:\n  {}",
            wrong.join("\n  ")
        );
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
        let world = surface(&["a:b/c"], &["x:y/z"]);
        assert!(compare(&world, &surface(&["a:b/c"], &["x:y/z"])).is_ok());
        for (imports, exports) in [
            (&["a:b/c", "wasi:cli/environment@0.2.12"][..], &["x:y/z"][..]),
            (&["a:b/c", "a:b/d"], &["x:y/z"]),
            (&[], &["x:y/z"]),
            (&["a:b/c"], &[]),
            (&["a:b/c"], &["x:y/z", "x:y/more"]),
        ] {
            assert!(
                compare(&world, &surface(imports, exports)).is_err(),
                "{imports:?} {exports:?}"
            );
        }
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
