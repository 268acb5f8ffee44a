//! Opens the file of a key, with a password that is asked for or read.

use std::{env, io::IsTerminal, path::PathBuf};

use clap::Args;
use outlook_host::stores::software_keys::{KeyFile, KeyFileError, SoftwareKey};
use zeroize::Zeroizing;

use crate::{failure::Failure, text};

/// Most bytes of a file whose first line is a password.
const PASSWORD_FILE_BYTES: usize = 64 * 1024;

#[derive(Args)]
#[command(after_help = "\
The password of an encrypted file is asked for on a terminal. A script gives \
--password-file (- is standard input) or --password-variable.")]
pub struct ImportArguments {
    /// Name to store it under
    pub name: String,
    /// File of the private key
    file: PathBuf,
    /// File of the certificate, if it is not in the file of the key
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// File whose first line is the password of the key's file
    #[arg(long, value_name = "FILE", conflicts_with = "password_variable")]
    password_file: Option<PathBuf>,
    /// Environment variable that holds the password of the key's file
    #[arg(long, value_name = "VARIABLE")]
    password_variable: Option<String>,
    /// Replaces a key of the same name. The old one is lost
    #[arg(long)]
    pub replace: bool,
}

/// Opens the key. Asks for a password only if the file needs one.
pub fn open(arguments: &ImportArguments) -> Result<SoftwareKey, Failure> {
    let mut file = KeyFile::new(&arguments.file);
    if let Some(certificate) = &arguments.certificate {
        file = file.certificate(certificate);
    }
    let given = given_password(arguments)?;
    let opened = match given {
        Some(password) => file.password(password).open(),
        None => match file.open() {
            Err(KeyFileError::PasswordNeeded) => file.password(asked_password(&arguments.file.display())?).open(),
            opened => opened,
        },
    };
    opened.map_err(|error| {
        let path = arguments.file.display();
        Failure::input(
            code(&error),
            match &error {
                KeyFileError::Io { .. } => error.to_string(),
                _ => format!("{path}: {error}"),
            },
        )
    })
}

fn given_password(arguments: &ImportArguments) -> Result<Option<Zeroizing<String>>, Failure> {
    if let Some(path) = &arguments.password_file {
        let text = Zeroizing::new(text::read(path, "key-password", PASSWORD_FILE_BYTES)?);
        return Ok(Some(text.lines().next().unwrap_or_default().to_owned().into()));
    }
    match &arguments.password_variable {
        None => Ok(None),
        Some(name) => {
            let value = env::var(name).map_err(|error| Failure::input("key-password", format!("{name}: {error}")))?;
            Ok(Some(value.into()))
        }
    }
}

fn asked_password(path: &dyn std::fmt::Display) -> Result<Zeroizing<String>, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::input(
            "key-password",
            format!("{path} is encrypted; give its password with --password-file or --password-variable"),
        ));
    }
    let asked = rpassword::prompt_password(format!("Password of {path} (not shown): "));
    asked
        .map(Zeroizing::new)
        .map_err(|error| Failure::tool("key-password", error.to_string()))
}

fn code(error: &KeyFileError) -> &'static str {
    match error {
        KeyFileError::PasswordNeeded | KeyFileError::WrongPassword => "key-password",
        KeyFileError::Mismatch | KeyFileError::NoCertificate | KeyFileError::BadCertificate => "key-certificate",
        _ => "key-file",
    }
}
