//! Pushes a component or a WIT package to a registry on this machine, in the layout of the CNCF's TAG Runtime ("Wasm OCI Artifact layout"),
//! and pulls it. The artefact holds no time of the clock, so that the same file has the same digest each time.
//!
//! Usage: `outlook-oci push|pull <registry>/<repository>:<tag> <file>`. `push` prints the digest of the manifest.

use std::fs;

use anyhow::{Context, Result, bail};
use chrono::DateTime;
use oci_client::{
    Client, Reference,
    client::{ClientConfig, ClientProtocol},
    secrets::RegistryAuth,
};
use oci_wasm::{WasmClient, WasmConfig};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [command, reference, file] = &arguments[..] else {
        bail!("usage: outlook-oci push|pull <registry>/<repository>:<tag> <file>");
    };
    let reference: Reference = reference.parse().context("the reference cannot be read")?;
    // A registry on this machine needs no TLS, and the client needs a provider all the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match command.as_str() {
        "push" => runtime.block_on(push(&reference, file)),
        "pull" => runtime.block_on(pull(&reference, file)),
        _ => bail!("there is no command `{command}`"),
    }
}

fn client() -> WasmClient {
    let protocol = ClientProtocol::Http;
    WasmClient::new(Client::new(ClientConfig {
        protocol,
        ..ClientConfig::default()
    }))
}

async fn push(reference: &Reference, file: &str) -> Result<()> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {file}"))?;
    let (mut config, layer) = WasmConfig::from_raw_component(bytes, None)?;
    config.created = DateTime::UNIX_EPOCH;
    // Those of a WIT package come in another order each time.
    if let Some(component) = &mut config.component {
        component.exports.sort();
        component.imports.sort();
    }
    let client = client();
    client
        .push(reference, &RegistryAuth::Anonymous, layer, config, None)
        .await
        .context("the registry does not take it")?;
    let digest = client
        .fetch_manifest_digest(reference, &RegistryAuth::Anonymous)
        .await
        .context("the registry has no digest")?;
    println!("{digest}");
    Ok(())
}

async fn pull(reference: &Reference, file: &str) -> Result<()> {
    let image = client()
        .pull(reference, &RegistryAuth::Anonymous)
        .await
        .context("the registry does not give it")?;
    let layer = image.layers.first().context("an artefact without a layer")?;
    fs::write(file, &layer.data).with_context(|| format!("cannot write {file}"))
}
