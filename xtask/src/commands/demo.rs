//! `cargo xtask demo`: sends mails as a user does, with the commands of the tool, on this machine alone.
//!
//! The emulator plays Entra and Microsoft Graph. The tool routes Microsoft's host names to it, over real HTTP. All files are
//! written below `target/demo`.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail};

use crate::{
    commands::{build, page, size},
    project, run,
};

/// Runs the demo: sends mails, or opens the page with `--ui`.
///
/// # Errors
/// At the first step that fails. What it printed stands above.
pub fn run(arguments: &[String]) -> Result<()> {
    match arguments {
        [] => send_mails(),
        [only] if only == "--ui" => open_page(),
        _ => bail!("`cargo xtask demo` takes --ui and nothing else"),
    }
}

/// Builds the page, and opens it on an emulator. Runs until a person ends it.
fn open_page() -> Result<()> {
    page::run()?;
    let component = build::with_tool()?;
    run::step("The page, on an emulator of Entra and Microsoft Graph. Ctrl-C ends it");
    let mut tool = Command::new(project::program("outlook-host"));
    run::run(tool.arg("--component").arg(component).args(["ui", "--demo", "--open"]))
}

fn send_mails() -> Result<()> {
    let started = Instant::now();
    let component = build::with_tool()?;
    let built = started.elapsed();

    let folder = project::target().join("demo");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder)?;
    let demo = Demo::start(folder, component)?;
    demo.tool(
        "Storing the client secret, encrypted",
        &["secret", "set", "demo"],
        Some(demo.id("client_secret")?),
    )?;
    let (tenant, client, mailbox) = (demo.id("tenant_id")?, demo.id("client_id")?, demo.id("mailbox")?);
    let connection = [
        "connection",
        "add",
        "demo",
        "--tenant",
        tenant,
        "--client-id",
        client,
        "--mailbox",
        mailbox,
    ];
    demo.tool("Saving the connection", &connection, None)?;
    demo.tool("Connecting", &["connect", "demo"], None)?;
    demo.tool(
        "Testing the connection, without sending",
        &["test-connection", "demo"],
        None,
    )?;
    let mut send = vec![
        "send-mail",
        "demo",
        "--to",
        "Megan Bowen <megan@contoso.com>",
        "--cc",
        "alex@contoso.com",
    ];
    send.extend([
        "--subject",
        "Größe matters: 62 answers this month",
        "--importance",
        "high",
    ]);
    send.extend([
        "--html-file",
        "xtask/demo/body.html",
        "--attach",
        "xtask/demo/report.csv",
    ]);
    demo.tool("Sending a mail with an attachment", &send, None)?;
    let mail = demo.delivered()?;
    send_twice(&demo)?;

    run::step("The delivered message");
    show_mail(&mail)?;
    run::step("The component that sent it");
    size::show(&std::fs::read(project::component())?)?;
    println!(
        "\nDone in {:.1} s, {:.1} s of them for building. Open the message in a mail program:\n  {}",
        started.elapsed().as_secs_f64(),
        built.as_secs_f64(),
        mail.display()
    );
    Ok(())
}

/// Sends a large file with an idempotency key, and sends it again with the same key.
fn send_twice(demo: &Demo) -> Result<()> {
    const FILE_BYTES: usize = 8_000_000;
    let file = demo.folder.join("scan.tif");
    std::fs::write(&file, vec![42; FILE_BYTES]).with_context(|| format!("cannot write {}", file.display()))?;
    let file = file.display().to_string();
    let mut send = vec![
        "send-mail",
        "demo",
        "--to",
        "megan@contoso.com",
        "--subject",
        "The scan",
    ];
    send.extend([
        "--text",
        "Attached.",
        "--attach",
        &file,
        "--idempotency-key",
        "order-4711/scan",
    ]);
    let before = demo.mails()?.len();
    demo.tool("Sending 8 MB, with an idempotency key", &send, None)?;
    demo.tool(
        "Sending it again with the same key, as an engine does that lost the response",
        &send,
        None,
    )?;
    let sent = demo.mails()?.len() - before;
    if sent != 1 {
        bail!("{sent} mails were sent; one was expected");
    }
    println!("  one mail was sent");
    Ok(())
}

/// The running emulator, and a configuration folder for the tool. Dropping it stops the emulator.
struct Demo {
    emulator: Child,
    /// The first line that the emulator prints: its address, and the ids of its demo world.
    ready: serde_json::Value,
    folder: PathBuf,
    component: PathBuf,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.emulator.kill();
        let _ = self.emulator.wait();
    }
}

impl Demo {
    fn start(folder: PathBuf, component: PathBuf) -> Result<Self> {
        run::step("Starting the emulator of Entra and Microsoft Graph");
        let spool = folder.join("delivered");
        let mut emulator = Command::new(project::program("outlook-host"))
            .args(["emulator", "--port", "0", "--json", "--spool"])
            .arg(&spool)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the emulator")?;
        // The first line names the address. The emulator runs until it is stopped.
        let mut line = String::new();
        let stdout = emulator.stdout.take().context("the emulator has no output")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let ready: serde_json::Value =
            serde_json::from_str(&line).with_context(|| format!("the emulator printed: {line}"))?;
        let ready = ready["result"].clone();
        let demo = Self {
            emulator,
            ready,
            folder,
            component,
        };
        println!("  listening on {}", demo.address()?);
        Ok(demo)
    }

    fn address(&self) -> Result<&str> {
        self.ready["http"].as_str().context("the emulator printed no address")
    }

    fn id(&self, name: &str) -> Result<&str> {
        self.ready["demo"][name]
            .as_str()
            .with_context(|| format!("the emulator printed no {name}"))
    }

    /// Runs one command of the tool and shows it as a person would type it.
    fn tool(&self, title: &str, arguments: &[&str], input: Option<&str>) -> Result<()> {
        run::step(title);
        let quoted: Vec<String> = arguments
            .iter()
            .map(|a| {
                if a.contains([' ', '<']) {
                    format!("'{a}'")
                } else {
                    (*a).to_owned()
                }
            })
            .collect();
        println!(
            "  $ outlook-host {}{}",
            quoted.join(" "),
            if input.is_some() { " < secret.txt" } else { "" }
        );
        let mut command = Command::new(project::program("outlook-host"));
        command
            .args(arguments)
            .arg("--config-dir")
            .arg(self.folder.join("config"));
        command
            .arg("--component")
            .arg(&self.component)
            .args(["--emulator", self.address()?]);
        // Not in the desktop's keyring, where the demo would leave it behind.
        command.args(["--store-key", "file"]);
        command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
        let started = Instant::now();
        let mut child = command.spawn().context("cannot start outlook-host")?;
        if let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) {
            stdin.write_all(input.as_bytes())?;
        }
        let status = child.wait()?;
        if !status.success() {
            bail!(
                "outlook-host {} failed ({status}); its message stands above",
                arguments.first().unwrap_or(&"")
            );
        }
        println!("  done in {:.0} ms", started.elapsed().as_secs_f64() * 1000.0);
        Ok(())
    }

    /// The newest message in the spool.
    fn delivered(&self) -> Result<PathBuf> {
        self.mails()?
            .into_iter()
            .max()
            .context("the emulator delivered no message")
    }

    /// All messages in the spool.
    fn mails(&self) -> Result<Vec<PathBuf>> {
        let spool = self.folder.join("delivered");
        let files = std::fs::read_dir(&spool).with_context(|| format!("cannot read {}", spool.display()))?;
        let mails = files
            .flatten()
            .map(|file| file.path())
            .filter(|path| path.extension().is_some_and(|e| e == "eml"));
        Ok(mails.collect())
    }
}

/// Shows the header of a message and the first lines of its parts.
fn show_mail(path: &Path) -> Result<()> {
    let mail = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
    for line in mail.lines().filter(|line| !line.trim().is_empty()).take(28) {
        println!("  | {}", line.chars().take(110).collect::<String>());
    }
    println!("  | … {} bytes in all", mail.len());
    Ok(())
}
