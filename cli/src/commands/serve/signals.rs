//! Signals: the end of the service, and its reload.

use std::{future::pending, sync::Arc};

use outlook_host::MailboxGate;
use outlook_service::{Service, Tls, Token};

use super::{ServeArguments, setup};
use crate::{context::Context, failure::Failure};

/// Ctrl-C, or SIGTERM as supervisors send it.
pub async fn end() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}

/// Reads the component, the tenants and the certificates anew at each SIGHUP. What cannot be used leaves everything as it was. Never ends.
pub async fn reload_at_hangup(
    service: &Service,
    tls: Option<&Tls>,
    arguments: &ServeArguments,
    made: Option<&Token>,
    gate: &Arc<dyn MailboxGate>,
    context: &Context,
) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut hangups) = signal(SignalKind::hangup()) {
            while hangups.recv().await.is_some() {
                match reload(service, tls, arguments, made, gate, context).await {
                    Ok(()) => tracing::info!(target: "outlook_service", "reloaded"),
                    Err(failure) => tracing::error!(
                        target: "outlook_service",
                        error = failure.message(),
                        "nothing was reloaded"
                    ),
                }
            }
        }
    }
    #[cfg(not(unix))]
    let _ = (service, tls, arguments, made, gate, context);
    pending().await
}

#[cfg(unix)]
async fn reload(
    service: &Service,
    tls: Option<&Tls>,
    arguments: &ServeArguments,
    made: Option<&Token>,
    gate: &Arc<dyn MailboxGate>,
    context: &Context,
) -> Result<(), Failure> {
    let (connector, tenants) = setup::connector_and_tenants(arguments, made, gate, context).await?;
    if let Some(tls) = tls {
        tls.reload().map_err(|error| Failure::input("tls", error.to_string()))?;
    }
    Ok(service.replace(connector, tenants).await?)
}
