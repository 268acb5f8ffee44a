//! The page over an emulator that runs in this program, with connections that are filled in.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use outlook_emulator::{Emulator, EmulatorOptions, World, demo};
use outlook_host::{
    CancellationToken, StoredSecret,
    types::{Connection, Credential},
};
use outlook_service::{OpenDemo, Page};
use tempfile::TempDir;
use tokio::{sync::OnceCell, task::JoinHandle};

use super::served::Served;
use crate::{context::Context, failure::Failure};

/// The demo's connections: one that works, and one to a mailbox that the app must not use, so that a failure can be seen as well.
const CONNECTIONS: [(&str, &str); 2] = [("demo", demo::MAILBOX), ("demo-refused", demo::OTHER_MAILBOX)];

/// An emulator with connections to it in a temporary folder.
pub struct Demo {
    folder: TempDir,
    emulator: Emulator,
    context: Context,
}

impl Demo {
    pub async fn start(context: &Context) -> Result<Self, Failure> {
        let cannot =
            |error: std::io::Error| Failure::tool("emulator", format!("the emulator cannot be started: {error}"));
        let folder = tempfile::Builder::new()
            .prefix("outlook-demo-")
            .tempdir()
            .map_err(cannot)?;
        let options = EmulatorOptions {
            http: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
            tls: None,
            spool: Some(mails_in(&folder)),
        };
        let emulator = Emulator::start(World::demo(), options).await.map_err(cannot)?;
        let address = emulator
            .http_addr()
            .map(|address| address.to_string())
            .unwrap_or_default();
        let context = context.with_emulator(folder.path(), address);
        let (secrets, _) = context.secrets()?;
        for (name, mailbox) in CONNECTIONS {
            // The page names secrets like this, so that it removes the secret with the connection.
            let secret = format!("outlook/{name}/client_secret");
            secrets.set(&secret, StoredSecret::new(demo::SECRET_VALUE))?;
            let connection = Connection {
                tenant_id: demo::TENANT_ID.to_string(),
                client_id: demo::CLIENT_ID.to_string(),
                credential: Credential::ClientSecret(secret),
                mailbox: mailbox.to_owned(),
                ..Connection::default()
            };
            context.connections().save(name, &connection, false)?;
        }
        Ok(Self {
            folder,
            emulator,
            context,
        })
    }

    /// What the page works with.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The folder of delivered mails.
    pub fn mails(&self) -> PathBuf {
        mails_in(&self.folder)
    }

    /// Stops the emulator, and removes the folder.
    pub async fn end(self) {
        self.emulator.shutdown().await;
    }
}

fn mails_in(folder: &TempDir) -> PathBuf {
    folder.path().join("mail")
}

/// The demo that a page of real connections opens: started when somebody asks for it, and once.
pub struct Demos {
    context: Context,
    running: OnceCell<Running>,
}

struct Running {
    page: Page,
    end: CancellationToken,
    served: Mutex<Option<JoinHandle<()>>>,
}

impl Demos {
    /// Returns the place of the demo, and what opens it.
    pub fn of(context: Context) -> (Arc<Self>, Option<OpenDemo>) {
        let demos = Arc::new(Self {
            context,
            running: OnceCell::new(),
        });
        let place = Arc::clone(&demos);
        let open: OpenDemo = Box::new(move || {
            let demos = Arc::clone(&place);
            Box::pin(async move {
                let running = demos.running.get_or_try_init(|| Running::start(&demos.context)).await;
                running
                    .map(|running| running.page.link())
                    .map_err(|failure| failure.message())
            })
        });
        (demos, Some(open))
    }

    /// Ends the demo, if it runs. Its folder is gone then.
    pub async fn end(&self) {
        let Some(running) = self.running.get() else { return };
        running.end.cancel();
        let served = running.served.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(served) = served {
            let _ = served.await;
        }
    }
}

impl Running {
    async fn start(context: &Context) -> Result<Self, Failure> {
        let demo = Demo::start(context).await?;
        let served = Served::new(demo.context(), 0, None).await?;
        let page = served.page().clone();
        let end = CancellationToken::new();
        let ended = end.clone().cancelled_owned();
        let task = tokio::spawn(async move {
            // It ends when the program does. What went wrong before, the browser shows.
            let _ = served.until(ended).await;
            demo.end().await;
        });
        Ok(Self {
            page,
            end,
            served: Mutex::new(Some(task)),
        })
    }
}
