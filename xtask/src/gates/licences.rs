//! Every dependency's licence is one of those that `deny.toml` allows, and no dependency is one that it bans.

use anyhow::{Context, Result, bail};

use crate::{project, run};

/// Checks all packages of the lock file.
///
/// # Errors
/// When a licence is missing or not allowed; the message names the packages.
pub fn check() -> Result<()> {
    let deny = std::fs::read_to_string(project::root().join("deny.toml")).context("cannot read deny.toml")?;
    let (allowed, banned) = (allowed(&deny)?, banned(&deny)?);
    let metadata = run::output(run::cargo().args(["metadata", "--format-version=1", "--locked"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata lists no packages")?;
    let wrong: Vec<String> = packages
        .iter()
        .filter(|package| !permits(package["license"].as_str(), &allowed))
        .map(|package| format!("{} {} ({})", package["name"], package["version"], package["license"]))
        .collect();
    if !wrong.is_empty() {
        bail!("licences that deny.toml does not allow:\n  {}", wrong.join("\n  "));
    }
    let names = packages.iter().filter_map(|package| package["name"].as_str());
    let found: Vec<&str> = names
        .filter(|name| banned.iter().any(|crate_| crate_ == name))
        .collect();
    if !found.is_empty() {
        bail!("dependencies that deny.toml bans: {}", found.join(", "));
    }
    println!(
        "  licences: {} packages, all allowed by deny.toml; none banned",
        packages.len()
    );
    Ok(())
}

fn allowed(deny: &str) -> Result<Vec<String>> {
    let deny: toml::Table = toml::from_str(deny)?;
    let list = deny
        .get("licenses")
        .and_then(|l| l.get("allow"))
        .and_then(toml::Value::as_array)
        .context("deny.toml has no licenses.allow")?;
    Ok(list.iter().filter_map(toml::Value::as_str).map(str::to_owned).collect())
}

fn banned(deny: &str) -> Result<Vec<String>> {
    let deny: toml::Table = toml::from_str(deny)?;
    let list = deny
        .get("bans")
        .and_then(|b| b.get("deny"))
        .and_then(toml::Value::as_array)
        .context("deny.toml has no bans.deny")?;
    Ok(list
        .iter()
        .filter_map(|entry| entry.get("crate")?.as_str())
        .map(str::to_owned)
        .collect())
}

/// Tells whether an SPDX expression can be met with allowed licences. Old manifests write `/` for OR.
fn permits(licence: Option<&str>, allowed: &[String]) -> bool {
    let Some(expression) = licence.and_then(|l| spdx::Expression::parse_mode(l, spdx::ParseMode::LAX).ok()) else {
        return false;
    };
    expression.evaluate(|requirement| allowed.contains(&requirement.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bans_are_read() {
        assert_eq!(
            banned("[bans]\ndeny = [{ crate = \"openssl-sys\" }]").unwrap(),
            ["openssl-sys"]
        );
        assert!(banned("[bans]").is_err());
    }

    #[test]
    fn expressions_are_understood() {
        let allowed =
            allowed("[licenses]\nallow = [\"MIT\", \"Apache-2.0 WITH LLVM-exception\", \"Unicode-3.0\"]").unwrap();
        for (licence, expected) in [
            (Some("MIT"), true),
            (Some("MIT/Apache-2.0"), true),
            (Some("GPL-3.0-only OR MIT"), true),
            (Some("(MIT OR Apache-2.0) AND Unicode-3.0"), true),
            (Some("Apache-2.0 WITH LLVM-exception"), true),
            (Some("Apache-2.0"), false),
            (Some("MIT AND GPL-3.0-only"), false),
            (Some("what?"), false),
            (None, false),
        ] {
            assert_eq!(permits(licence, &allowed), expected, "{licence:?}");
        }
    }
}
