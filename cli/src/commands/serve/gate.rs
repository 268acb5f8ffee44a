//! The gate before the mailboxes. It stays when the service reloads, so that calls of the earlier connector and of the later one are
//! counted together.

use std::sync::Arc;

use outlook_host::{InProcessGate, MailboxGate};

use super::{ServeArguments, setup};
use crate::{context::Context, failure::Failure};

/// The gate that the arguments or the configuration file name, or one of this process.
#[cfg(feature = "postgres-gate")]
pub async fn gate(arguments: &ServeArguments, context: &Context) -> Result<Arc<dyn MailboxGate>, Failure> {
    use outlook_postgres_gate::{Address, PostgresGate};
    use zeroize::Zeroizing;

    use crate::text;

    /// Most bytes of a file whose first line is the address.
    const FILE_BYTES: usize = 64 * 1024;

    let configured = arguments.config.as_deref().map(setup::config).transpose()?;
    let configured = configured.and_then(|config| config.gate).map(|gate| gate.url_file);
    let address = match (&arguments.gate, arguments.gate_file.as_ref().or(configured.as_ref())) {
        (Some(address), _) => Zeroizing::new(address.clone()),
        (None, Some(path)) => {
            let text = Zeroizing::new(text::read(path, "gate-file", FILE_BYTES)?);
            Zeroizing::new(text.lines().next().unwrap_or_default().to_owned())
        }
        (None, None) => return Ok(Arc::new(InProcessGate::new())),
    };
    let address: Address = address
        .parse()
        .map_err(|error| Failure::input("gate", format!("{error}")))?;
    let address = context
        .ca_files()
        .iter()
        .fold(address, |address, file| address.trusting(file));
    let gate = PostgresGate::connect(address).await;
    Ok(Arc::new(
        gate.map_err(|error| Failure::tool("gate", error.to_string()))?,
    ))
}

/// A gate of this process.
#[cfg(not(feature = "postgres-gate"))]
#[expect(clippy::unused_async, reason = "with the feature it connects")]
pub async fn gate(arguments: &ServeArguments, _: &Context) -> Result<Arc<dyn MailboxGate>, Failure> {
    let configured = arguments.config.as_deref().map(setup::config).transpose()?;
    if configured.is_some_and(|config| config.gate.is_some()) {
        let text = "this program has no gate for several processes; build it with the cargo feature postgres-gate";
        return Err(Failure::input("gate", text));
    }
    Ok(Arc::new(InProcessGate::new()))
}
