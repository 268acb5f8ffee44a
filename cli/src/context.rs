//! What every command works with: folders, the component, routes, stores.

use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
};

use directories::ProjectDirs;
use outlook_host::{
    CancellationToken, ComponentSource, Connector, ConnectorBuilder, EngineOptions, Policy, Roots, Route,
    TransportOptions,
    stores::{
        FileAttachments,
        sealed::{KeyKind, KeySource, SealedKeys, SealedSecrets},
    },
    types::Credential,
};

use crate::{
    connections::Connections,
    failure::Failure,
    options::{Global, KeyPlace},
    sources::{self, Sources},
    text,
};

const COMPONENT: &str = "outlook-connector.wasm";

/// Most bytes of a file whose first line is the passphrase.
const PASSPHRASE_FILE_BYTES: usize = 64 * 1024;

/// Where the key of a new store is, as people read it. Windows has no modes: the folder's permissions hold for the file.
const KEY_FILE: &str = if cfg!(unix) {
    "a key file beside it (mode 0600); keep it out of backups of the store"
} else {
    "a key file beside it; whoever can read the folder can read it. Keep it out of backups of the store"
};

#[derive(Clone)]
pub struct Context {
    global: Global,
    config_dir: PathBuf,
    cache_dir: PathBuf,
}

impl Context {
    pub fn new(global: Global) -> Result<Self, Failure> {
        let (config_dir, cache_dir) = folders(global.config_dir.as_deref())?;
        Ok(Self {
            global,
            config_dir,
            cache_dir,
        })
    }

    /// The same over another folder and an emulator in place of Microsoft. What was compiled is shared.
    #[cfg(all(feature = "serve", feature = "emulator"))]
    pub fn with_emulator(&self, config_dir: &Path, address: String) -> Self {
        let global = Global {
            config_dir: Some(config_dir.to_owned()),
            emulator: Some(address),
            passphrase_file: None,
            // Not in the desktop's keyring, where the demo would leave it behind.
            store_key: Some(KeyPlace::File),
            ..self.global.clone()
        };
        Self {
            global,
            config_dir: config_dir.to_owned(),
            cache_dir: self.cache_dir.clone(),
        }
    }

    /// The options given for every command.
    pub fn global(&self) -> &Global {
        &self.global
    }

    /// The folder of connections, secrets and keys.
    #[cfg(feature = "serve")]
    pub fn config_dir(&self) -> &Path {
        &self.config_dir
    }

    pub fn connections(&self) -> Connections {
        Connections::in_dir(&self.config_dir)
    }

    /// The secret store, if there is one.
    pub fn existing_secrets(&self) -> Result<Option<SealedSecrets>, Failure> {
        self.existing_secrets_in(&self.secrets_dir())
    }

    fn existing_secrets_in(&self, dir: &Path) -> Result<Option<SealedSecrets>, Failure> {
        let source = match SealedSecrets::key_kind(dir)? {
            None => return Ok(None),
            Some(KeyKind::KeyFile) => KeySource::KeyFile,
            Some(KeyKind::OsKeyring) => KeySource::OsKeyring,
            Some(KeyKind::Passphrase) => self.passphrase("Passphrase of the secret store: ")?,
            Some(other) => {
                return Err(Failure::tool(
                    "secret-store-unusable",
                    format!("this version cannot get a key of the kind {other:?}; use a newer outlook-host"),
                ));
            }
        };
        Ok(Some(SealedSecrets::open(dir, &source)?))
    }

    /// Whether the store is known to hold what the credential names. False as well if opening the store would ask for a passphrase
    /// or for the keyring, which a hint is not worth.
    pub fn holds(&self, credential: &Credential) -> bool {
        let dir = self.secrets_dir();
        if !matches!(SealedSecrets::key_kind(&dir), Ok(Some(KeyKind::KeyFile))) {
            return false;
        }
        let Ok(store) = SealedSecrets::open(&dir, &KeySource::KeyFile) else {
            return false;
        };
        let has_secret = |name: &str| {
            store
                .list()
                .is_ok_and(|secrets| secrets.iter().any(|secret| secret.name == name))
        };
        let has_source = |name: &str| {
            let sources = Sources::of(&store).list();
            sources.is_ok_and(|sources| sources.iter().any(|(known, _)| known == name))
        };
        match credential {
            Credential::ClientSecret(name) | Credential::FederatedAssertion(name) => {
                has_secret(name) || has_source(name)
            }
            Credential::Certificate(name) => SealedKeys::of(&store).names().is_ok_and(|names| names.contains(name)),
        }
    }

    /// The secret store, made where there is none. Also tells where a new one's key went.
    pub fn secrets(&self) -> Result<(SealedSecrets, Option<&'static str>), Failure> {
        self.secrets_in(&self.secrets_dir())
    }

    /// The secret store in that folder, made where there is none.
    pub fn secrets_in(&self, dir: &Path) -> Result<(SealedSecrets, Option<&'static str>), Failure> {
        if let Some(store) = self.existing_secrets_in(dir)? {
            return Ok((store, None));
        }
        let place = match self.global.store_key {
            Some(place) => place,
            None if self.global.passphrase_file.is_some() => KeyPlace::Passphrase,
            None => {
                // Only a desktop session has a keyring that answers; elsewhere asking can wait for a prompt nobody sees.
                let desktop = !cfg!(target_os = "linux") || std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some();
                match desktop.then(|| SealedSecrets::open(dir, &KeySource::OsKeyring)) {
                    Some(Ok(store)) => return Ok((store, Some("the OS keyring"))),
                    Some(Err(_)) | None => KeyPlace::File,
                }
            }
        };
        let (source, what) = match place {
            KeyPlace::File => (KeySource::KeyFile, KEY_FILE),
            KeyPlace::Keyring => (KeySource::OsKeyring, "the OS keyring"),
            KeyPlace::Passphrase => (self.new_passphrase()?, "the passphrase"),
        };
        Ok((SealedSecrets::open(dir, &source)?, Some(what)))
    }

    pub fn secrets_dir(&self) -> PathBuf {
        secrets_dir(&self.config_dir)
    }

    /// The builder of a connector whose tenants bring their stores.
    #[cfg(feature = "serve")]
    pub fn connector_of_tenants(&self) -> Result<ConnectorBuilder, Failure> {
        Ok(self.builder()?.transport(self.transport()?))
    }

    /// The files of certificates that are trusted beside the system's.
    #[cfg(feature = "postgres-gate")]
    pub fn ca_files(&self) -> &[PathBuf] {
        &self.global.ca_files
    }

    /// Asks twice for a passphrase that nobody can check yet: with a typo the store would be lost.
    fn new_passphrase(&self) -> Result<KeySource, Failure> {
        let first = self.passphrase("New passphrase for the secret store: ")?;
        if self.global.passphrase_file.is_some() {
            return Ok(first);
        }
        match (&first, self.passphrase("The same passphrase again: ")?) {
            (KeySource::Passphrase(one), KeySource::Passphrase(other)) if *one != other => Err(Failure::input(
                "passphrase-differs",
                "the two passphrases differ; nothing was stored",
            )),
            _ => Ok(first),
        }
    }

    fn passphrase(&self, prompt: &str) -> Result<KeySource, Failure> {
        let phrase = match &self.global.passphrase_file {
            Some(path) => {
                let text = text::read(path, "passphrase-file", PASSPHRASE_FILE_BYTES)?;
                text.lines().next().unwrap_or_default().to_owned()
            }
            None if std::io::stdin().is_terminal() => {
                rpassword::prompt_password(prompt).map_err(|error| Failure::tool("passphrase", error.to_string()))?
            }
            None => {
                return Err(Failure::input(
                    "passphrase-missing",
                    "the secret store needs its passphrase; name a file that holds it with --passphrase-file",
                ));
            }
        };
        Ok(KeySource::Passphrase(phrase.into()))
    }

    /// The connector for one command.
    pub fn connector(&self, attachments: FileAttachments) -> Result<Connector, Failure> {
        let mut builder = self.builder()?.transport(self.transport()?).attachments(attachments);
        if let Some(secrets) = self.existing_secrets()? {
            builder = builder.keys(SealedKeys::of(&secrets)).secrets(sources::over(&secrets)?);
        }
        Ok(builder.build()?)
    }

    /// The connector for a command that makes no request: it opens no secret store, so that nobody has to type a passphrase, and
    /// reads no certificates.
    pub fn offline_connector(&self) -> Result<Connector, Failure> {
        let transport = TransportOptions::new().policy(Policy::no_hosts());
        Ok(self.builder()?.transport(transport).build()?)
    }

    fn builder(&self) -> Result<ConnectorBuilder, Failure> {
        let mut engine = EngineOptions::new().code_cache(self.cache_dir.join("code"));
        if let Some(digest) = self.global.component_digest {
            engine = engine.component_digest(digest);
        }
        Ok(Connector::builder(ComponentSource::file(self.component()?)).engine(engine))
    }

    fn transport(&self) -> Result<TransportOptions, Failure> {
        let routes = match &self.global.emulator {
            Some(target) if target.contains("://") => Route::all_hosts(target)?,
            Some(address) => Route::all_hosts(&format!("http://{address}"))?,
            None => self.global.routes.clone(),
        };
        let mut roots = Roots::system();
        for path in &self.global.ca_files {
            roots = roots.and_file(path)?;
        }
        let transport = TransportOptions::new().routes(routes).roots(roots);
        transport
            .proxies_from_env()
            .map_err(|error| Failure::input("proxy", error.to_string()))
    }

    fn component(&self) -> Result<PathBuf, Failure> {
        if let Some(path) = &self.global.component {
            return Ok(path.clone());
        }
        let program = std::env::current_exe().ok();
        let beside = program.as_deref().and_then(Path::parent);
        let candidates: Vec<_> = [
            beside.map(|dir| dir.join(COMPONENT)),
            // Where cargo puts them: the program in target/release, the component in target.
            beside.and_then(Path::parent).map(|dir| dir.join(COMPONENT)),
            Some(Path::new("target").join(COMPONENT)),
        ]
        .into_iter()
        .flatten()
        .collect();
        candidates.iter().find(|path| path.is_file()).cloned().ok_or_else(|| {
            let tried: Vec<_> = candidates.iter().map(|path| path.display().to_string()).collect();
            Failure::tool(
                "component-missing",
                format!(
                    "there is no {COMPONENT} (looked for {}); build it with `cargo xtask build`, or name it with --component",
                    tried.join(", ")
                ),
            )
        })
    }
}

/// The folder of the secret store in a folder of connections, secrets and keys.
pub fn secrets_dir(dir: &Path) -> PathBuf {
    dir.join("secrets")
}

/// Returns the folder of connections and secrets, and that of the cache. A folder that is given goes before the variable, and both
/// before the system's.
///
/// # Errors
/// When nothing names a folder.
pub fn folders(given: Option<&Path>) -> Result<(PathBuf, PathBuf), Failure> {
    let variable = || std::env::var_os("OUTLOOK_HOST_CONFIG_DIR").map(PathBuf::from);
    if let Some(dir) = given.map(Path::to_owned).or_else(variable) {
        let cache = dir.join("cache");
        return Ok((dir, cache));
    }
    let dirs = ProjectDirs::from("", "", "outlook-host")
        .ok_or_else(|| Failure::tool("no-home", "there is no home folder; name a folder with --config-dir"))?;
    Ok((dirs.config_dir().to_owned(), dirs.cache_dir().to_owned()))
}

/// A token that Ctrl-C cancels.
pub fn cancelled_by_ctrl_c() -> CancellationToken {
    let token = CancellationToken::new();
    let cancelled = token.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            cancelled.cancel();
        }
    });
    token
}
