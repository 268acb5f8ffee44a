//! `emulator`: serves Microsoft Entra and Graph on this machine.

use std::{
    convert::Infallible,
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use outlook_emulator::{Emulator, EmulatorOptions, World, credentials::KeyCredential, demo};
use serde_json::json;

use crate::{
    failure::{Failure, exit},
    output::{Output, TextOutput},
    text,
};

/// Most bytes of a scenario. Each mailbox in it takes some 200.
const SCENARIO_BYTES: usize = 16 * 1024 * 1024;

#[derive(Args)]
pub struct EmulatorArguments {
    /// Port for plain HTTP
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Also serves TLS on this port; the CA's certificate is written to --ca-out
    #[arg(long)]
    tls_port: Option<u16>,
    /// File for the certificate of the CA that was made for this run
    #[arg(long, value_name = "FILE", requires = "tls_port", default_value = "emulator-ca.pem")]
    ca_out: PathBuf,
    /// Adds a mailbox that the app may send from (repeatable)
    #[arg(long = "mailbox", value_name = "ADDR")]
    mailboxes: Vec<String>,
    /// Registers a certificate (DER or PEM) with the demo's app, as an upload in the portal does (repeatable)
    #[arg(long = "certificate", value_name = "FILE", conflicts_with = "scenario")]
    certificates: Vec<PathBuf>,
    /// World to play instead of the demo's: tenants, apps, grants, mailboxes, faults, as JSON
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Folder into which delivered mail is written as .eml files
    #[arg(long, value_name = "DIR")]
    spool: Option<PathBuf>,
}

pub async fn run(arguments: EmulatorArguments, output: &Output) -> Result<i32, Failure> {
    let mut world = match &arguments.scenario {
        Some(path) => {
            let bad =
                |error: &dyn std::fmt::Display| Failure::input("scenario", format!("{}: {error}", path.display()));
            World::from_json(&text::read(path, "scenario", SCENARIO_BYTES)?).map_err(|error| bad(&error))?
        }
        None => World::demo(),
    };
    for mailbox in &arguments.mailboxes {
        world.add_mailbox(mailbox);
    }
    if let Some(app) = world.application_mut(demo::CLIENT_ID) {
        for path in &arguments.certificates {
            app.certificates.push(certificate(path)?);
        }
    }
    let loopback = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let options = EmulatorOptions {
        http: Some(loopback(arguments.port)),
        tls: arguments.tls_port.map(loopback),
        spool: arguments.spool.clone(),
    };
    let cannot = |error: std::io::Error| Failure::tool("emulator", format!("the emulator cannot be started: {error}"));
    let emulator = Emulator::start(world, options).await.map_err(cannot)?;
    if emulator.tls_addr().is_some() {
        fs::write(&arguments.ca_out, emulator.ca_pem()).map_err(cannot)?;
    }
    announce(&emulator, &arguments, output);
    tokio::select! {
        ended = tokio::signal::ctrl_c() => ended.map_err(cannot)?,
        never = log(&emulator, output) => match never {},
    }
    emulator.shutdown().await;
    Ok(exit::OK)
}

/// How often the log looks for new requests.
const LOG_INTERVAL: Duration = Duration::from_millis(200);

/// Writes a line for each request once it was answered, and one for each delivered mail. With `--json` it writes nothing.
async fn log(emulator: &Emulator, output: &Output) -> Infallible {
    let (mut requests, mut mails) = (0, 0);
    loop {
        tokio::time::sleep(LOG_INTERVAL).await;
        if output.is_json() {
            continue;
        }
        let mut out = TextOutput::on_stdout(false);
        for request in emulator.requests().iter().skip(requests) {
            let status = match (request.status, request.fault) {
                (Some(status), _) => status.to_string(),
                (None, Some(fault)) => fault.to_owned(),
                // It is under way. The next ones wait for it: lines stand in order of arrival.
                (None, None) => break,
            };
            requests += 1;
            let note = request
                .note
                .as_deref()
                .map(|note| format!("  {note}"))
                .unwrap_or_default();
            out.line(&format!(
                "{status} {} {}{}{note}",
                request.method, request.host, request.path
            ));
        }
        for mail in emulator.delivered().iter().skip(mails) {
            mails += 1;
            out.line(&format!(
                "mail {} from {} to {}: {}",
                mail.number,
                mail.mailbox,
                mail.envelope_to.join(", "),
                mail.subject
            ));
        }
    }
}

/// Reads a certificate.
fn certificate(path: &Path) -> Result<KeyCredential, Failure> {
    let bad = |error: &dyn std::fmt::Display| Failure::input("certificate", format!("{}: {error}", path.display()));
    let bytes = fs::read(path).map_err(|error| bad(&error))?;
    KeyCredential::from_file(&bytes).map_err(|error| bad(&error))
}

fn announce(emulator: &Emulator, arguments: &EmulatorArguments, output: &Output) {
    let http = emulator.http_addr().map(|address| address.to_string());
    let tls = emulator.tls_addr().map(|address| address.to_string());
    // A scenario has its own ids; the demo's are known.
    let demo = arguments.scenario.is_none();
    let ids = demo.then(|| {
        json!({
            "tenant_id": demo::TENANT_ID.to_string(),
            "client_id": demo::CLIENT_ID.to_string(),
            "client_secret": demo::SECRET_VALUE,
            "mailbox": demo::MAILBOX,
        })
    });
    output.result(exit::OK, json!({ "http": http, "tls": tls, "ca_file": tls.as_ref().map(|_| &arguments.ca_out), "demo": ids }), |out| {
        let address = http.as_deref().unwrap_or_default();
        out.line(&format!("Serving Microsoft Entra and Graph on http://{address}. Ctrl-C ends it."));
        if let Some(tls) = &tls {
            let ca = arguments.ca_out.display();
            out.line(&format!("TLS: https://{tls}; use --emulator https://{tls} --ca {ca}"));
        }
        if demo {
            let (tenant, client, secret, mailbox) =
                (demo::TENANT_ID, demo::CLIENT_ID, demo::SECRET_VALUE, demo::MAILBOX);
            out.line("");
            out.line("Paste into another terminal (the secret opens nothing but this emulator):");
            out.line("");
            out.line(&format!("  printf %s {secret} | outlook-host secret set demo"));
            out.line(&format!(
                "  outlook-host connection add demo --tenant {tenant} --client-id {client} --mailbox {mailbox}"
            ));
            out.line(&format!("  outlook-host --emulator {address} test-connection demo"));
            out.line(&format!(
                "  outlook-host --emulator {address} send-mail demo --to alex@contoso.com --subject Hello --text 'It works.'"
            ));
        }
        out.line("");
        out.line("--emulator stands for one --route per host, such as:");
        for host in ["login.microsoftonline.com", "graph.microsoft.com"] {
            out.line(&format!("  --route {host}=http://{address}"));
        }
        if let Some(spool) = &arguments.spool {
            out.line("");
            out.line(&format!("Delivered mail is written to {}.", spool.display()));
        }
    });
}
