//! `ui`: a page in the browser to make, test and use connections.

use std::net::{Ipv4Addr, SocketAddr};

use clap::Args;
use outlook_host::stores::FileAttachments;
use outlook_service::{Page, Service, ServiceOptions};
use serde_json::json;
use tokio::net::TcpListener;

use super::serve::{setup, signals};
use crate::{
    context::Context,
    failure::{Failure, exit},
    output::Output,
};

#[derive(Args)]
#[command(after_help = "\
The page uses the connections, secrets and keys of this tool. It is served on this machine only, and its link works once. Nothing but
calls to Microsoft leaves this machine. Ctrl-C ends it.

Examples:
  outlook-host ui
  outlook-host --emulator 127.0.0.1:8080 ui")]
pub struct UiArguments {
    /// Port to listen on. 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
}

pub async fn run(arguments: UiArguments, context: &Context, output: &Output) -> Result<i32, Failure> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    let cannot = |error: std::io::Error| Failure::tool("listen", format!("{address}: {error}"));
    let listener = TcpListener::bind(address).await.map_err(cannot)?;
    let page = Page::new(listener.local_addr().map_err(cannot)?.port());
    // No token: the page has its cookie.
    let folder = context.config_dir();
    let tenant = setup::tenant("", folder, context)?.with_history(folder.join("history.jsonl"));
    let options = ServiceOptions::new().page(page.clone());
    let service = Service::new(context.connector(FileAttachments::new())?, vec![tenant], options);
    let link = page.link();
    output.result(exit::OK, json!({ "url": link }), |out| {
        out.line("Open this link in a browser. It works once:");
        out.line(&format!("  {link}"));
        out.line("Ctrl-C ends the page.");
    });
    let serving = service.clone();
    tokio::select! {
        served = serving.serve(listener, signals::end()) => served.map_err(cannot)?,
        // The first signal ends the service, and the second one its calls. `serve` returns then.
        () = async { signals::end().await; signals::end().await; service.stop(); std::future::pending().await } => {}
    }
    Ok(exit::OK)
}
