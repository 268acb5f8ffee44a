//! Every dependency's licence is one of those that `deny.toml` allows.

use anyhow::{Context, Result, bail};

use crate::{project, run};

/// Checks all packages of the lock file.
///
/// # Errors
/// When a licence is missing or not allowed; the message names the packages.
pub fn check() -> Result<()> {
    let allowed =
        allowed(&std::fs::read_to_string(project::root().join("deny.toml")).context("cannot read deny.toml")?)?;
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
    println!("  licences: {} packages, all allowed by deny.toml", packages.len());
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
