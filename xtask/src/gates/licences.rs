//! Every dependency has a licence that `deny.toml` allows, none is one that it bans, and all come from crates.io.
//!
//! `cargo deny check` does this and more, from the same file, and CI on GitHub runs it. It is not run here because it takes
//! longer to compile than this whole project may, and cannot be had compiled on every machine.

use anyhow::{Context, Result, bail};
use toml::{Table, Value};

use crate::project::{self, Package};

/// The only registry that packages come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Checks all packages of the lock file.
///
/// # Errors
/// If a licence is missing or not allowed, or a package is banned or comes from elsewhere than crates.io. The message names the packages.
pub fn check() -> Result<()> {
    let file = std::fs::read_to_string(project::root().join("deny.toml")).context("cannot read deny.toml")?;
    let rules = Rules::parse(&file)?;
    let packages = project::packages()?;
    let refused: Vec<String> = packages
        .iter()
        .filter_map(|package| {
            Some(format!(
                "{} {}: {}",
                package.name,
                package.version,
                rules.refusal(package)?
            ))
        })
        .collect();
    if !refused.is_empty() {
        bail!("deny.toml refuses:\n  {}", refused.join("\n  "));
    }
    println!("  licences: {} packages, all allowed by deny.toml", packages.len());
    Ok(())
}

/// What `deny.toml` says of licences and banned packages.
struct Rules {
    allowed: Vec<String>,
    banned: Vec<String>,
}

impl Rules {
    fn parse(file: &str) -> Result<Self> {
        let file: Table = toml::from_str(file)?;
        let list = |table: &str, key: &str| -> Result<Vec<Value>> {
            let list = file
                .get(table)
                .and_then(|table| table.get(key))
                .and_then(Value::as_array);
            Ok(list.with_context(|| format!("deny.toml has no {table}.{key}"))?.clone())
        };
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        Ok(Self {
            allowed: list("licenses", "allow")?
                .iter()
                .filter_map(|licence| text(Some(licence)))
                .collect(),
            banned: list("bans", "deny")?
                .iter()
                .filter_map(|ban| text(ban.get("crate")))
                .collect(),
        })
    }

    /// Why a package is refused. `None` if it is not.
    fn refusal(&self, package: &Package) -> Option<String> {
        if self.banned.contains(&package.name) {
            return Some("banned".to_owned());
        }
        // The packages of this workspace have no source.
        if let Some(source) = package.source.as_ref().filter(|source| *source != REGISTRY) {
            return Some(format!("from {source}"));
        }
        let Some(licence) = &package.license else {
            return Some("no licence".to_owned());
        };
        // Old manifests write `/` for OR, which is no SPDX.
        let allowed = spdx::Expression::parse_mode(licence, spdx::ParseMode::LAX)
            .is_ok_and(|e| e.evaluate(|requirement| self.allowed.contains(&requirement.to_string())));
        (!allowed).then(|| licence.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_and_bans_are_read() {
        let rules = Rules::parse(
            "[licenses]\nallow = [\"MIT\", \"Apache-2.0 WITH LLVM-exception\", \"Unicode-3.0\"]\n\
             [bans]\ndeny = [{ crate = \"openssl-sys\" }]",
        )
        .unwrap();
        let refused = |name: &str, license: Option<&str>| {
            let package = Package {
                name: name.to_owned(),
                version: "1.0.0".to_owned(),
                license: license.map(str::to_owned),
                source: None,
                manifest_path: "Cargo.toml".into(),
            };
            rules.refusal(&package).is_some()
        };
        for (licence, expected) in [
            (Some("MIT"), false),
            (Some("MIT/Apache-2.0"), false),
            (Some("GPL-3.0-only OR MIT"), false),
            (Some("(MIT OR Apache-2.0) AND Unicode-3.0"), false),
            (Some("Apache-2.0 WITH LLVM-exception"), false),
            (Some("Apache-2.0"), true),
            (Some("MIT AND GPL-3.0-only"), true),
            (Some("what?"), true),
            (None, true),
        ] {
            assert_eq!(refused("some-crate", licence), expected, "{licence:?}");
        }
        assert!(refused("openssl-sys", Some("MIT")));
        let from = |source: &str| Package {
            name: "some-crate".to_owned(),
            version: "1.0.0".to_owned(),
            license: Some("MIT".to_owned()),
            source: Some(source.to_owned()),
            manifest_path: "Cargo.toml".into(),
        };
        assert!(rules.refusal(&from(REGISTRY)).is_none());
        assert!(
            rules
                .refusal(&from("git+https://github.com/somebody/some-crate"))
                .is_some()
        );
        assert!(Rules::parse("[licenses]\nallow = []\n[bans]").is_err());
        assert!(Rules::parse("[bans]\ndeny = []").is_err());
    }
}
