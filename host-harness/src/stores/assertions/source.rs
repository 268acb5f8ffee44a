//! Where an assertion comes from.

use std::{
    env, fmt,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};

use zeroize::Zeroizing;

use super::{
    command::{self, CommandError},
    form::{self, Malformed},
};
use crate::stores::{StoreError, StoredSecret};

/// Longest text read. SPIRE's JSON holds the keys of every trust domain beside the token.
pub(super) const TEXT_BYTES: u64 = 64 * 1024;

/// Longest run of a command, and longest wait for a file on a network, unless set. `spire-agent` itself gives up after 5 s.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Where an assertion comes from. `Debug` and `Display` do not show the arguments of a command, which may hold a secret.
#[derive(Clone, PartialEq, Eq)]
#[must_use]
pub struct AssertionSource {
    kind: Kind,
    time_limit: Duration,
}

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    File(PathBuf),
    Variable(String),
    Command { program: String, arguments: Vec<String> },
}

impl AssertionSource {
    /// A file. At most 64 KiB of it are read.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::new(Kind::File(path.into()))
    }

    /// An environment variable of this process.
    pub fn variable(name: impl Into<String>) -> Self {
        Self::new(Kind::Variable(name.into()))
    }

    /// What a command prints: at most 64 KiB on its standard output. It runs without a shell, with this process's
    /// environment, and without standard input. Its standard error is thrown away: it may repeat a secret.
    pub fn command<A: Into<String>>(program: impl Into<String>, arguments: impl IntoIterator<Item = A>) -> Self {
        Self::new(Kind::Command {
            program: program.into(),
            arguments: arguments.into_iter().map(Into::into).collect(),
        })
    }

    fn new(kind: Kind) -> Self {
        Self {
            kind,
            time_limit: TIME_LIMIT,
        }
    }

    /// Sets how long a command may run, and how long a file may take. By default 10 s.
    pub fn time_limit(mut self, time_limit: Duration) -> Self {
        self.time_limit = time_limit;
        self
    }

    /// Reads the assertion.
    ///
    /// # Errors
    /// [`StoreError::Denied`] when the source is not there or is no assertion: a repeat does not help. [`StoreError::Unavailable`] when a
    /// repeat may help: an empty file, a command that failed, a time-out.
    pub async fn read(&self) -> Result<StoredSecret, StoreError> {
        let text = self.text().await?;
        form::token(&text).map_err(|malformed| match malformed {
            Malformed::Empty => StoreError::Unavailable(format!("{self} is empty")),
            Malformed::NoToken => StoreError::Denied(format!(
                "{self} is no token: expected a JWT, GitHub's {{\"value\": …}}, or SPIRE's JSON"
            )),
            Malformed::TooLong => StoreError::Denied(format!("{self} is too long for a token: at most 16 KiB")),
        })
    }

    async fn text(&self) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        match &self.kind {
            Kind::Variable(name) => match env::var_os(name) {
                None => Err(StoreError::Denied(format!("{self} is not set"))),
                Some(value) => Ok(Zeroizing::new(value.into_encoded_bytes())),
            },
            Kind::File(path) => {
                let path = path.clone();
                let reading = tokio::task::spawn_blocking(move || read(&path));
                let read = tokio::time::timeout(self.time_limit, reading)
                    .await
                    .map_err(|_| {
                        StoreError::Unavailable(format!("{self} could not be read within {:?}", self.time_limit))
                    })?
                    .map_err(|_| StoreError::Unavailable(format!("{self} could not be read")))?;
                read.map_err(|error| {
                    let text = format!("{self} cannot be read: {error}");
                    match error.kind() {
                        io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied | io::ErrorKind::InvalidInput => {
                            StoreError::Denied(text)
                        }
                        _ => StoreError::Unavailable(text),
                    }
                })
            }
            Kind::Command { program, arguments } => {
                command::output(program, arguments, self.time_limit)
                    .await
                    .map_err(|error| match error {
                        CommandError::Start(error) => StoreError::Denied(format!("{self} cannot be started: {error}")),
                        CommandError::TooLong => StoreError::Denied(format!("{self} prints more than 64 KiB")),
                        CommandError::Status(status) => StoreError::Unavailable(format!(
                            "{self} failed ({status}); its error output is not shown here, so run it by hand"
                        )),
                        CommandError::TimedOut => StoreError::Unavailable(format!(
                            "{self} did not end within {:?} and was stopped",
                            self.time_limit
                        )),
                        CommandError::Read(error) => StoreError::Unavailable(format!("{self} broke off: {error}")),
                    })
            }
        }
    }
}

/// Reads a file of a bounded length. A pipe or a device could block for ever, so only a regular file is opened; the link to one, as
/// Kubernetes makes it, is followed.
fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let invalid = |why| Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    if !path.metadata()?.is_file() {
        return invalid("it is not a regular file");
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(8 * 1024));
    File::open(path)?.take(TEXT_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > TEXT_BYTES {
        return invalid("it has more than 64 KiB");
    }
    Ok(bytes)
}

impl fmt::Display for AssertionSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::File(path) => write!(f, "the file {}", path.display()),
            Kind::Variable(name) => write!(f, "the variable {name}"),
            Kind::Command { program, arguments } => match arguments.len() {
                0 => write!(f, "the command {program}"),
                1 => write!(f, "the command {program} with 1 argument"),
                count => write!(f, "the command {program} with {count} arguments"),
            },
        }
    }
}

impl fmt::Debug for AssertionSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AssertionSource({self})")
    }
}
