//! `serve`: the connector as an HTTP service on this machine.

use std::{
    io::IsTerminal,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{Args, ValueEnum};
use outlook_contract_json::saved::SavedConnections;
use outlook_host::{
    Stores,
    stores::{FileAttachments, sealed::SealedKeys},
};
use outlook_service::{Service, ServiceOptions, Tenant, TokenDigest, new_token};
use serde_json::json;
use tokio::net::TcpListener;

use super::time_budget;
use crate::{
    context::Context,
    failure::{Failure, exit},
    output::{self, LogFormat, Output},
    sources, text,
};

/// Most bytes of a file whose first line is the token.
const TOKEN_FILE_BYTES: usize = 64 * 1024;

/// Fewest characters of a token: 128 random bits in hexadecimal.
const TOKEN_CHARS: usize = 32;

#[derive(Args)]
#[command(after_help = "\
The service uses the connections, secrets and keys of this tool. Ctrl-C and SIGTERM end it: it takes no new calls and waits for
those under way. A second signal stops them; each then tells whether its mail may have been sent.

Examples:
  outlook-host serve
  outlook-host serve --listen 127.0.0.1:9000 --token-file token.txt --metrics")]
pub struct ServeArguments {
    /// Address to listen on. Port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8025")]
    listen: SocketAddr,
    /// Serve plain HTTP beyond this machine, because a proxy, an ingress or a mesh in front of it does TLS
    #[arg(long)]
    behind_tls: bool,
    /// File whose first line is the bearer token. Without it a token is made and shown once
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Serve metrics for Prometheus on /metrics, without a token
    #[arg(long)]
    metrics: bool,
    /// Longest wait for calls under way at the end, such as 30s or 2m
    #[arg(long, value_name = "TIME", value_parser = time_budget::parse, default_value = "120s")]
    drain: Duration,
    /// Time in which /readyz says that the service ends before it takes no more connections
    #[arg(long, value_name = "TIME", value_parser = time_budget::parse, default_value = "0s")]
    drain_notice: Duration,
    /// Print the OpenAPI document of the service, and end
    #[arg(long)]
    openapi: bool,
    /// Form of the log on standard error [default: text on a terminal, else json]
    #[arg(long, value_enum, value_name = "FORM")]
    log: Option<LogForm>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogForm {
    Json,
    Text,
    Off,
}

pub async fn run(arguments: ServeArguments, context: &Context, output: &Output) -> Result<i32, Failure> {
    if arguments.openapi {
        output.text(&outlook_service::openapi());
        return Ok(exit::OK);
    }
    check_address(arguments.listen.ip(), arguments.behind_tls)?;
    let token = match &arguments.token_file {
        Some(path) => token(path)?,
        None => new_token(),
    };
    match arguments.log.unwrap_or_else(usual_log) {
        LogForm::Json => output::log_of_service(LogFormat::Json),
        LogForm::Text => output::log_of_service(LogFormat::Text),
        LogForm::Off => {}
    }
    let options = ServiceOptions::new()
        .metrics(arguments.metrics)
        .drain(arguments.drain)
        .drain_notice(arguments.drain_notice);
    let service = Service::new(
        context.connector(FileAttachments::new())?,
        vec![tenant(context, &token)?],
        options,
    );
    let cannot = |error: std::io::Error| Failure::tool("listen", format!("{}: {error}", arguments.listen));
    let listener = TcpListener::bind(arguments.listen).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    announce(address, arguments.token_file.is_none().then_some(&*token), output);
    let serving = service.clone();
    tokio::select! {
        served = serving.serve(listener, signal()) => served.map_err(cannot)?,
        // The first signal ends the service, and the second one its calls. `serve` returns then.
        () = async { signal().await; signal().await; service.stop(); std::future::pending().await } => {}
    }
    Ok(exit::OK)
}

/// The one tenant: this tool's own connections, secrets and keys.
fn tenant(context: &Context, token: &str) -> Result<Tenant, Failure> {
    let (secrets, _) = context.secrets()?;
    let stores = Stores::new()
        .secrets(sources::over(&secrets)?)
        .keys(SealedKeys::of(&secrets));
    let connections = SavedConnections::in_dir(context.config_dir());
    Ok(Tenant::new(
        "",
        TokenDigest::of(token.as_bytes()),
        connections,
        secrets,
        stores,
    ))
}

fn check_address(address: IpAddr, behind_tls: bool) -> Result<(), Failure> {
    if address.is_loopback() || behind_tls {
        return Ok(());
    }
    Err(Failure::input(
        "listen",
        "mails and tokens would cross the network in plain HTTP. Listen on 127.0.0.1, with a proxy in front of it that does TLS; or pass \
         --behind-tls if an ingress or a mesh does TLS in front of this address",
    ))
}

fn token(path: &Path) -> Result<String, Failure> {
    let text = text::read(path, "token-file", TOKEN_FILE_BYTES)?;
    let token = text.lines().next().unwrap_or_default().trim();
    let is_sendable = token.bytes().all(|byte| byte.is_ascii_graphic());
    if token.len() < TOKEN_CHARS || !is_sendable {
        return Err(Failure::input(
            "token-file",
            format!(
                "{}: the first line is no token of at least {TOKEN_CHARS} characters of ASCII without spaces; make one with `openssl rand -hex 32`",
                path.display()
            ),
        ));
    }
    Ok(token.to_owned())
}

fn usual_log() -> LogForm {
    if std::io::stderr().is_terminal() {
        LogForm::Text
    } else {
        LogForm::Json
    }
}

fn announce(address: SocketAddr, new_token: Option<&str>, output: &Output) {
    let url = format!("http://{address}");
    output.result(exit::OK, json!({ "url": url, "token": new_token }), |out| {
        out.line(&format!("Serving the connector on {url}. Ctrl-C ends it."));
        if let Some(token) = new_token {
            out.line(&format!("Token, shown this once: {token}"));
        }
        let token = new_token.unwrap_or("$(head -n1 TOKEN_FILE)");
        out.line("Try it:");
        out.line(&format!(
            "  curl -H \"Authorization: Bearer {token}\" {url}/v1/connections"
        ));
    });
}

/// Ctrl-C, or SIGTERM as supervisors send it.
async fn signal() {
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
