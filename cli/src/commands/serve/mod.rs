//! `serve`: the connector as an HTTP service on this machine.

mod gate;
mod health;
pub(super) mod setup;
pub(super) mod signals;

use std::{
    future::pending,
    io::IsTerminal,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use clap::{Args, ValueEnum};
use outlook_service::{Service, ServiceOptions, Token};
use serde_json::json;
use tokio::net::TcpListener;

use super::time_budget;
use crate::{
    context::Context,
    failure::{Failure, exit},
    options::quoted,
    output::{self, LogFormat, Output},
};

#[derive(Args)]
#[command(after_help = "\
Without --config there is one tenant: the connections, secrets and keys of this tool. With it each tenant has a folder of its own, which \
is a --config-dir of this tool: outlook-host --config-dir tenants/contoso secret set app

Ctrl-C and SIGTERM end it: it takes no new calls and waits for \
those under way. A second signal stops them; each then tells whether its mail may have been sent. \
SIGHUP reads the component, the tenants and the certificates anew. Calls under way end with what they began with.

Examples:
  outlook-host serve
  outlook-host serve --listen 127.0.0.1:9000 --token-file token.txt --metrics
  outlook-host serve --config serve.toml

serve.toml:
  [[tenant]]
  name = \"contoso\"
  token_file = \"contoso.token\"        # or token_sha256, certificate_sha256
  directory = \"tenants/contoso\"
  [limits]                             # may be left out
  calls_per_mailbox = 2                # also: calls_per_tenant, sandboxes_per_tenant
  [gate]                               # may be left out
  url_file = \"gate.url\"              # as --gate-file")]
pub struct ServeArguments {
    /// Address to listen on. Port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDR",
        default_value = "127.0.0.1:8025",
        env = "OUTLOOK_HOST_LISTEN",
        hide_env = true
    )]
    listen: SocketAddr,
    /// Certificate of the service in PEM, with those between it and its CA: serves TLS
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key of the certificate in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// CAs of client certificates in PEM (mutual TLS). The tenant is the one with the certificate_sha256 of the client's
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    client_ca: Option<PathBuf>,
    /// Serve plain HTTP beyond this machine, because a proxy, an ingress or a mesh in front of it does TLS
    #[arg(long)]
    behind_tls: bool,
    /// File whose first line is the bearer token. Without it a token is made and shown once
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// File with the tenants: the token and the folder of each, and limits
    #[arg(long, value_name = "FILE", conflicts_with = "token_file")]
    config: Option<PathBuf>,
    /// PostgreSQL database in which several services share the queue before each mailbox, such as postgres://user@db/outlook. An address
    /// with a password belongs into the variable or a file: arguments are seen by every user of a machine
    #[cfg(feature = "postgres-gate")]
    #[arg(
        long,
        value_name = "URL",
        env = "OUTLOOK_HOST_GATE",
        hide_env_values = true,
        conflicts_with = "gate_file"
    )]
    gate: Option<String>,
    /// File whose first line is that address
    #[cfg(feature = "postgres-gate")]
    #[arg(long, value_name = "FILE")]
    gate_file: Option<PathBuf>,
    /// Serve metrics for Prometheus on /metrics, without a token
    #[arg(long)]
    metrics: bool,
    /// Longest wait for calls under way at the end, such as 30s or 2m
    #[arg(long, value_name = "TIME", value_parser = time_budget::parse, default_value = "120s")]
    drain: Duration,
    /// Time in which /readyz says that the service ends before it takes no more connections
    #[arg(long, value_name = "TIME", value_parser = time_budget::parse, default_value = "0s")]
    drain_notice: Duration,
    /// Ask the service that listens there whether it works, and end: exit code 0 if it does, and 1 if not. For health checks of containers
    #[arg(long)]
    health: bool,
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
    if arguments.health {
        return health::check(arguments.listen, arguments.tls_cert.is_some()).await;
    }
    let tls = setup::tls(&arguments)?;
    check_address(arguments.listen.ip(), tls.is_some() || arguments.behind_tls)?;
    let has_token = arguments.config.is_some() || arguments.token_file.is_some();
    let made = (!has_token).then(Token::random);
    let gate = gate::gate(&arguments, context).await?;
    let (connector, tenants) = setup::connector_and_tenants(&arguments, made.as_ref(), &gate, context).await?;
    match arguments.log.unwrap_or_else(usual_log) {
        LogForm::Json => output::log_of_service(LogFormat::Json),
        LogForm::Text => output::log_of_service(LogFormat::Text),
        LogForm::Off => {}
    }
    let options = ServiceOptions::new()
        .metrics(arguments.metrics)
        .drain(arguments.drain)
        .drain_notice(arguments.drain_notice);
    #[cfg(feature = "otel")]
    let options = match outlook_service::Traces::from_env() {
        Ok(Some(traces)) => options.traces(traces),
        Ok(None) => options,
        Err(error) => return Err(Failure::input("traces", error.to_string())),
    };
    let service = Service::new(connector, tenants, options);
    let cannot = |error: std::io::Error| Failure::tool("listen", format!("{}: {error}", arguments.listen));
    let listener = TcpListener::bind(arguments.listen).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    announce(address, made.as_ref().map(Token::expose), &arguments, output);
    let serving = async {
        match &tls {
            Some(tls) => service.serve_tls(listener, tls.clone(), signals::end()).await,
            None => service.serve(listener, signals::end()).await,
        }
    };
    tokio::select! {
        served = serving => served.map_err(cannot)?,
        // The first signal ends the service, and the second one its calls. `serve` returns then.
        () = async { signals::end().await; signals::end().await; service.stop(); pending().await } => {}
        () = signals::reload_at_hangup(&service, tls.as_ref(), &arguments, made.as_ref(), &gate, context) => {}
    }
    Ok(exit::OK)
}

fn check_address(address: IpAddr, has_tls: bool) -> Result<(), Failure> {
    if address.is_loopback() || has_tls {
        return Ok(());
    }
    Err(Failure::input(
        "listen",
        "mails and tokens would cross the network in plain HTTP. Give a certificate with --tls-cert and --tls-key, or listen on 127.0.0.1; or \
         pass --behind-tls if an ingress or a mesh does TLS in front of this address",
    ))
}

fn usual_log() -> LogForm {
    if std::io::stderr().is_terminal() {
        LogForm::Text
    } else {
        LogForm::Json
    }
}

fn announce(address: SocketAddr, new_token: Option<&str>, arguments: &ServeArguments, output: &Output) {
    let scheme = if arguments.tls_cert.is_some() { "https" } else { "http" };
    let url = format!("{scheme}://{address}");
    output.result(exit::OK, json!({ "url": url, "token": new_token }), |out| {
        out.line(&format!("Serving the connector on {url}. Ctrl-C ends it."));
        if let Some(token) = new_token {
            out.line(&format!("Token, shown this once: {token}"));
        }
        let token = match (new_token, &arguments.token_file) {
            (Some(token), _) => token.to_owned(),
            (None, Some(path)) => format!("$(head -n 1 {})", quoted(&path.to_string_lossy())),
            (None, None) => "TOKEN_OF_A_TENANT".to_owned(),
        };
        out.line("Try it:");
        out.line(&format!(
            "  curl -H \"Authorization: Bearer {token}\" {url}/v1/connections"
        ));
    });
}
