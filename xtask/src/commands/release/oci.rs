//! Pushes components to a registry of OCI artefacts on this machine and pulls them back, by the program in `xtask/oci`: its dependencies
//! would slow every build of the other tasks. What comes back has the same bytes, and a second push has the same digest.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{project, run};

/// Debian's registry server. `.ci/run` installs it.
const SERVER: &str = "docker-registry";

/// Pushes and pulls the components of these names and the WIT package. Writes their digests as OCI artefacts to `oci-digests.txt`.
///
/// # Errors
/// If a component comes back with other bytes, or its digest depends on when it is pushed.
pub fn exchange(folder: &Path, components: &[String]) -> Result<()> {
    if Command::new(SERVER).arg("--version").output().is_err() {
        if std::env::var_os("CI").is_some() {
            bail!("{SERVER} is not installed; .ci/run installs it");
        }
        println!("  not run, because {SERVER} is not installed (Debian's package of that name)");
        return Ok(());
    }
    let registry = Registry::start()?;
    let mut digests = String::new();
    for name in components
        .iter()
        .map(String::as_str)
        .chain(["outlook-connector.wit.wasm"])
    {
        let repository = name.trim_end_matches(".wasm").replace('.', "-");
        let reference = format!("{}/{repository}:{}", registry.address, env!("CARGO_PKG_VERSION"));
        let file = folder.join(name);
        let first = oci("push", &reference, &file)?;
        if oci("push", &reference, &file)? != first {
            bail!("{name} has another digest when it is pushed again");
        }
        let pulled = registry.storage.join(name);
        oci("pull", &reference, &pulled)?;
        if fs::read(&pulled)? != fs::read(&file)? {
            bail!("{name} comes back from the registry with other bytes");
        }
        println!("  {name}: {first}");
        digests += &format!("{first}  {name}\n");
    }
    let path = folder.join("oci-digests.txt");
    fs::write(&path, digests).with_context(|| format!("cannot write {}", path.display()))
}

/// Runs the program. Returns what it prints.
fn oci(command: &str, reference: &str, file: &Path) -> Result<String> {
    let printed = run::output(
        run::cargo()
            .env("CARGO_TARGET_DIR", project::target().join("oci"))
            .args(["run", "--quiet", "--locked", "--manifest-path"])
            .arg(project::root().join("xtask/oci/Cargo.toml"))
            .args(["--", command, reference])
            .arg(file),
    )?;
    Ok(printed.trim().to_owned())
}

/// A registry on a free port of this machine. It ends when it is dropped.
struct Registry {
    server: Child,
    address: String,
    storage: std::path::PathBuf,
}

impl Registry {
    fn start() -> Result<Self> {
        let storage = project::target().join("registry");
        if storage.exists() {
            fs::remove_dir_all(&storage)?;
        }
        fs::create_dir_all(&storage)?;
        let settings = storage.join("config.yml");
        // YAML reads JSON's strings.
        let root = serde_json::to_string(&storage)?;
        let text = format!(
            "version: 0.1\nstorage: {{filesystem: {{rootdirectory: {root}}}}}\nhttp: {{addr: '127.0.0.1:0'}}\n"
        );
        fs::write(&settings, text)?;
        let mut server = Command::new(SERVER)
            .arg("serve")
            .arg(&settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("the registry cannot be started")?;
        let log = server.stderr.take().context("no log")?;
        let mut lines = BufReader::new(log).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| address(&line));
        // It must not stop over a full pipe.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        match address {
            Some(address) => Ok(Self {
                server,
                address,
                storage,
            }),
            None => {
                let _ = server.kill();
                bail!("the registry ended before it listened");
            }
        }
    }
}

/// The address in the line `msg="listening on 127.0.0.1:43231"`.
fn address(line: &str) -> Option<String> {
    let rest = line.split("listening on ").nth(1)?;
    Some(rest.split(['"', ' ', ',']).next()?.to_owned())
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registrys_log_names_its_address() {
        let line = r#"time="2026-11-26T13:00:00Z" level=info msg="listening on 127.0.0.1:43231" go.version=go1.19.8"#;
        assert_eq!(address(line).as_deref(), Some("127.0.0.1:43231"));
        assert_eq!(address("level=info msg=\"redis not configured\""), None);
    }
}
