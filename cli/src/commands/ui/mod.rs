//! `ui`: a page in the browser to make, test and use connections.

#[cfg(feature = "emulator")]
mod demo;
mod served;

use clap::Args;
use serde_json::json;

use crate::{
    context::Context,
    failure::{Failure, exit},
    output::Output,
};
use served::Served;

#[derive(Args)]
#[command(after_help = "\
The page uses the connections, secrets and keys of this tool. It is served on this machine only, and its link works once. Nothing but \
calls to Microsoft leaves this machine. Ctrl-C ends it.

Examples:
  outlook-host ui --open
  outlook-host ui --demo
  outlook-host --emulator 127.0.0.1:8080 ui")]
pub struct UiArguments {
    /// Port to listen on. 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// Open the link in the browser
    #[arg(long)]
    open: bool,
    /// Start an emulator of Microsoft 365 as well, with connections to it in a temporary folder: nothing leaves this machine
    #[cfg(feature = "emulator")]
    #[arg(long)]
    demo: bool,
}

pub async fn run(arguments: UiArguments, context: &Context, output: &Output) -> Result<i32, Failure> {
    #[cfg(feature = "emulator")]
    if arguments.demo {
        let demo = demo::Demo::start(context).await?;
        let served = Served::new(demo.context(), arguments.port, None).await?;
        announce(&served, Some(demo.mails()), &arguments, output)?;
        served.until_ended().await?;
        demo.end().await;
        return Ok(exit::OK);
    }
    #[cfg(feature = "emulator")]
    let (demos, open_demo) = demo::Demos::of(context.clone());
    #[cfg(not(feature = "emulator"))]
    let open_demo = None;
    let served = Served::new(context, arguments.port, open_demo).await?;
    announce(&served, None, &arguments, output)?;
    served.until_ended().await?;
    #[cfg(feature = "emulator")]
    demos.end().await;
    Ok(exit::OK)
}

/// Prints the link, and opens it. `mails` is the folder into which the demo's emulator writes what it delivers.
fn announce(
    served: &Served,
    mails: Option<std::path::PathBuf>,
    arguments: &UiArguments,
    output: &Output,
) -> Result<(), Failure> {
    let link = served.page().link();
    output.result(exit::OK, json!({ "url": link, "delivered": mails }), |out| {
        if let Some(mails) = &mails {
            out.line("An emulator plays Microsoft 365 here. The mails that it delivers are in");
            out.line(&format!("  {}", mails.display()));
        }
        out.line("Open this link in a browser. It works once:");
        out.line(&format!("  {link}"));
        out.line("Ctrl-C ends the page.");
    });
    if arguments.open {
        let cannot = |error| {
            Failure::tool(
                "open",
                format!("no browser can be opened: {error}; open the link yourself"),
            )
        };
        open::that_detached(&link).map_err(cannot)?;
    }
    Ok(())
}
