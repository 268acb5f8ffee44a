//! A page over the connections, secrets and keys in one folder.

use std::net::{Ipv4Addr, SocketAddr};

use outlook_host::stores::FileAttachments;
use outlook_service::{OpenDemo, Page, PageOptions, Service, ServiceOptions};
use tokio::net::TcpListener;

use crate::{
    commands::serve::{setup, signals},
    context::Context,
    failure::Failure,
};

/// A page that listens.
pub struct Served {
    page: Page,
    service: Service,
    listener: TcpListener,
    address: SocketAddr,
}

impl Served {
    /// A page on that port of the loopback interface; 0 takes a free one.
    pub async fn new(context: &Context, port: u16, open_demo: Option<OpenDemo>) -> Result<Self, Failure> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| cannot(address, &error))?;
        let address = listener.local_addr().map_err(|error| cannot(address, &error))?;
        let folder = context.config_dir();
        let mut options = PageOptions::new(folder.join("drafts.json"));
        if let Some(emulator) = &context.global().emulator {
            options = options.emulator(emulator);
        }
        if let Some(open) = open_demo {
            options = options.demo(open);
        }
        let page = Page::new(address.port(), options);
        // No token: the page has its cookie.
        let tenant = setup::tenant("", folder, context)?.with_history(folder.join("history.jsonl"));
        let options = ServiceOptions::new().page(page.clone());
        let service = Service::new(context.connector(FileAttachments::new())?, vec![tenant], options);
        Ok(Self {
            page,
            service,
            listener,
            address,
        })
    }

    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Serves until Ctrl-C, and until the calls under way have ended. A second Ctrl-C stops them.
    pub async fn until_ended(self) -> Result<(), Failure> {
        let Self {
            service,
            listener,
            address,
            ..
        } = self;
        let serving = service.clone();
        tokio::select! {
            served = serving.serve(listener, signals::end()) => served.map_err(|error| cannot(address, &error)),
            // The first signal ends the service, and the second one its calls. `serve` returns then.
            never = async { signals::end().await; signals::end().await; service.stop(); std::future::pending().await } => never,
        }
    }

    /// Serves until `end` is there, and stops the calls under way then: they send no real mail.
    #[cfg(feature = "emulator")]
    pub async fn until(self, end: impl Future<Output = ()> + Send + 'static) -> Result<(), Failure> {
        let service = self.service.clone();
        let stopped = async move {
            end.await;
            service.stop();
        };
        let served = self.service.serve(self.listener, stopped).await;
        served.map_err(|error| cannot(self.address, &error))
    }
}

fn cannot(address: SocketAddr, error: &std::io::Error) -> Failure {
    Failure::tool("listen", format!("{address}: {error}"))
}
