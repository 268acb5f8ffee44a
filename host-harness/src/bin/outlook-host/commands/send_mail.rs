//! `send-mail`: one mail, from flags or from a JSON document.

use std::{
    fs,
    io::{IsTerminal, Read},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use outlook_host::{
    stores::FileAttachments,
    types::{Attachment, Content, Header, Importance, Mail, Message, SendOptions},
};

use super::message;
use crate::{
    context::{Context, interrupt_on_ctrl_c},
    failure::{Failure, exit},
    output::{Output, json},
};

/// Files above this go to the component by name and are read piece by piece, so that they need not fit into its memory.
/// Graph, too, wants them sent otherwise from about here (3 MB).
const INLINE_FILE_BYTES: u64 = 3 * 1024 * 1024;

/// Attachment bytes from which a progress bar is worth showing.
const PROGRESS_BYTES: u64 = 512 * 1024;

#[derive(Args)]
#[command(after_help = "\
Examples:
  outlook-host send-mail contoso --to megan@contoso.com --subject Hello --text 'It works.'
  outlook-host send-mail contoso --to 'Megan Bowen <megan@contoso.com>' --cc alex@contoso.com \\
      --subject Report --html-file report.html --inline logo=logo.png --attach report.pdf
  outlook-host send-mail contoso --message - --json < message.json

The message document (all but recipients and a body may be left out):
  { \"to\": [\"megan@contoso.com\", \"Alex <alex@contoso.com>\", {\"address\": \"a@contoso.com\", \"name\": \"A\"}],
    \"subject\": \"Report\", \"html\": \"<p>Attached.</p>\",
    \"attachments\": [{\"path\": \"report.pdf\"}, {\"name\": \"a.txt\", \"base64\": \"aGk=\", \"content_type\": \"text/plain\"}] }
  Further fields: cc, bcc, reply_to, from, text, importance, sensitivity, categories, headers, read_receipt,
  delivery_receipt, save_to_sent_items, idempotency_key, time_budget_ms.")]
pub struct SendMailArguments {
    /// Name of the connection
    name: String,
    /// The whole message as a JSON file, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "to", "cc", "bcc", "reply_to", "from", "subject", "text", "html", "text_file", "html_file", "attach", "inline",
        "importance", "categories", "headers", "read_receipt", "delivery_receipt", "no_save",
    ])]
    message: Option<PathBuf>,
    /// Recipient: megan@contoso.com, or 'Megan Bowen <megan@contoso.com>' (repeatable)
    #[arg(long, value_name = "RECIPIENT")]
    to: Vec<String>,
    /// Carbon-copy recipient (repeatable)
    #[arg(long, value_name = "RECIPIENT")]
    cc: Vec<String>,
    /// Blind-carbon-copy recipient (repeatable)
    #[arg(long, value_name = "RECIPIENT")]
    bcc: Vec<String>,
    /// Where answers go (repeatable)
    #[arg(long, value_name = "RECIPIENT")]
    reply_to: Vec<String>,
    /// Sender shown, when it is not the mailbox; needs Send As rights in Exchange
    #[arg(long, value_name = "RECIPIENT")]
    from: Option<String>,
    /// Subject
    #[arg(long, default_value = "", hide_default_value = true)]
    subject: String,
    /// Body as plain text
    #[arg(long, conflicts_with = "text_file")]
    text: Option<String>,
    /// Body as HTML
    #[arg(long, conflicts_with = "html_file")]
    html: Option<String>,
    /// File with the body as plain text, or - for standard input
    #[arg(long, value_name = "FILE")]
    text_file: Option<PathBuf>,
    /// File with the body as HTML, or - for standard input
    #[arg(long, value_name = "FILE")]
    html_file: Option<PathBuf>,
    /// File to attach (repeatable)
    #[arg(long, value_name = "FILE")]
    attach: Vec<PathBuf>,
    /// Image that the HTML shows as <img src="cid:CID"> (repeatable)
    #[arg(long, value_name = "CID=FILE")]
    inline: Vec<String>,
    /// Importance shown to recipients
    #[arg(long, value_enum)]
    importance: Option<ImportanceArgument>,
    /// Outlook category of the copy in Sent Items (repeatable)
    #[arg(long = "category", value_name = "CATEGORY")]
    categories: Vec<String>,
    /// Internet message header beginning with x-, as in 'x-ticket: 42' (repeatable)
    #[arg(long = "header", value_name = "'x-NAME: VALUE'")]
    headers: Vec<String>,
    /// Asks for a receipt when the message is read
    #[arg(long)]
    read_receipt: bool,
    /// Asks for a receipt when the message is delivered
    #[arg(long)]
    delivery_receipt: bool,
    /// Keeps no copy in Sent Items
    #[arg(long)]
    no_save: bool,
    /// Key that makes the send repeatable
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
    /// Time that the whole call may take, such as 30s or 2m
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    time_budget: Option<Duration>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ImportanceArgument {
    Low,
    Normal,
    High,
}

/// What is sent, and how.
pub struct Prepared {
    pub message: Message,
    pub options: SendOptions,
    pub files: FileAttachments,
    /// Bytes of all attachments, for the progress bar.
    pub attachment_bytes: u64,
}

pub async fn run(arguments: SendMailArguments, context: &Context, output: &Output) -> Result<i32, Failure> {
    let connection = context.connections().load(&arguments.name)?.to_contract();
    let prepared = match &arguments.message {
        Some(path) => {
            let mut prepared = message::prepare(&read_text(path)?)?;
            overrule(&mut prepared.options, &arguments);
            prepared
        }
        None => from_flags(arguments)?,
    };
    let host = context.host(prepared.files)?;
    let mut call = host.call().interrupted_by(interrupt_on_ctrl_c());
    let bar = progress_bar(prepared.attachment_bytes, output);
    if let Some(bar) = bar.clone() {
        call = call.with_progress(Arc::new(move |bytes| bar.set_position(bytes)));
    }
    let answer = call
        .send_mail(&connection, &Mail::Message(prepared.message), &prepared.options)
        .await;
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    let receipt = answer??;
    output.success(json::receipt(&receipt), |out| out.receipt(&receipt));
    Ok(exit::OK)
}

fn from_flags(arguments: SendMailArguments) -> Result<Prepared, Failure> {
    let mut files = Files::default();
    let mut attachments = Vec::new();
    for path in &arguments.attach {
        attachments.push(files.attachment(path, None)?);
    }
    for inline in &arguments.inline {
        let (cid, path) = inline
            .split_once('=')
            .ok_or_else(|| Failure::input("inline", format!("`{inline}` is not CID=FILE, such as logo=logo.png")))?;
        attachments.push(files.attachment(Path::new(path), Some(cid.to_owned()))?);
    }
    let mut options = SendOptions {
        idempotency_key: None,
        time_budget_ms: None,
    };
    overrule(&mut options, &arguments);
    let recipients = |texts: &[String]| texts.iter().map(|text| message::recipient(text)).collect();
    let message = Message {
        to: recipients(&arguments.to),
        cc: recipients(&arguments.cc),
        bcc: recipients(&arguments.bcc),
        reply_to: recipients(&arguments.reply_to),
        from: arguments.from.as_deref().map(message::recipient),
        subject: arguments.subject,
        text: body(arguments.text, arguments.text_file.as_deref())?,
        html: body(arguments.html, arguments.html_file.as_deref())?,
        attachments,
        importance: arguments.importance.map(|importance| match importance {
            ImportanceArgument::Low => Importance::Low,
            ImportanceArgument::Normal => Importance::Normal,
            ImportanceArgument::High => Importance::High,
        }),
        sensitivity: None,
        categories: arguments.categories,
        read_receipt: arguments.read_receipt,
        delivery_receipt: arguments.delivery_receipt,
        headers: arguments
            .headers
            .iter()
            .map(|text| header(text))
            .collect::<Result<_, _>>()?,
        save_to_sent_items: arguments.no_save.then_some(false),
    };
    Ok(Prepared {
        message,
        options,
        files: files.mapped,
        attachment_bytes: files.bytes,
    })
}

/// Flags that go with a message document, too.
fn overrule(options: &mut SendOptions, arguments: &SendMailArguments) {
    if let Some(key) = &arguments.idempotency_key {
        options.idempotency_key = Some(key.clone());
    }
    if let Some(time) = arguments.time_budget {
        options.time_budget_ms = Some(u32::try_from(time.as_millis()).unwrap_or(u32::MAX));
    }
}

/// Attachments read from files.
#[derive(Default)]
pub struct Files {
    pub mapped: FileAttachments,
    pub bytes: u64,
    count: usize,
}

impl Files {
    /// A file as attachment: whole if small, else by name. The media type is told by the file's name.
    pub fn attachment(&mut self, path: &Path, content_id: Option<String>) -> Result<Attachment, Failure> {
        let bad = |why: &dyn std::fmt::Display| Failure::input("attachment", format!("{}: {why}", path.display()));
        let metadata = fs::metadata(path).map_err(|error| bad(&error))?;
        if !metadata.is_file() {
            return Err(bad(&"it is not a file"));
        }
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .ok_or_else(|| bad(&"its name is not text"))?;
        self.bytes += metadata.len();
        self.count += 1;
        let content = if metadata.len() > INLINE_FILE_BYTES {
            let stored = format!("attachment-{}", self.count);
            self.mapped.insert(&stored, path);
            Content::Stored(stored)
        } else {
            Content::Bytes(fs::read(path).map_err(|error| bad(&error))?)
        };
        let content_type = mime_guess::from_path(path).first_raw().map(str::to_owned);
        Ok(Attachment {
            name: name.to_owned(),
            content_type,
            content,
            content_id,
        })
    }
}

fn body(text: Option<String>, file: Option<&Path>) -> Result<Option<String>, Failure> {
    match file {
        Some(path) => read_text(path).map(Some),
        None => Ok(text),
    }
}

fn read_text(path: &Path) -> Result<String, Failure> {
    let bad = |error: std::io::Error| Failure::input("file", format!("{}: {error}", path.display()));
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).map_err(bad)?;
        return Ok(text);
    }
    fs::read_to_string(path).map_err(bad)
}

fn header(text: &str) -> Result<Header, Failure> {
    let (name, value) = text
        .split_once(':')
        .ok_or_else(|| Failure::input("header", "a header is written as 'x-name: value'"))?;
    Ok(Header {
        name: name.trim().to_owned(),
        value: value.trim().to_owned(),
    })
}

fn parse_time(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits
        .parse()
        .map_err(|_| "write a time such as 30s, 2m or 1500ms".to_owned())?;
    match &text[digits.len()..] {
        "" | "s" => Ok(Duration::from_secs(number)),
        "ms" => Ok(Duration::from_millis(number)),
        "m" => Ok(Duration::from_secs(number.saturating_mul(60))),
        _ => Err("write a time such as 30s, 2m or 1500ms".to_owned()),
    }
}

/// On a terminal only, and only where there is something to wait for.
fn progress_bar(attachment_bytes: u64, output: &Output) -> Option<ProgressBar> {
    if attachment_bytes < PROGRESS_BYTES || output.is_json() || !std::io::stderr().is_terminal() {
        return None;
    }
    // What is sent is base64, four bytes for three; the rest of the message is small beside it.
    let bar = ProgressBar::with_draw_target(Some(attachment_bytes / 3 * 4), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("sending {wide_bar} {bytes}/{total_bytes}") {
        bar.set_style(style);
    }
    Some(bar)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(parse_time("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(parse_time("30"), Ok(Duration::from_secs(30)));
        assert_eq!(parse_time("2m"), Ok(Duration::from_secs(120)));
        assert_eq!(parse_time("1500ms"), Ok(Duration::from_millis(1500)));
        for bad in ["", "s", "-1s", "1h", "1.5s", "ten"] {
            assert!(parse_time(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn small_files_travel_whole_and_large_ones_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let (small, large) = (dir.path().join("a.pdf"), dir.path().join("b.bin"));
        fs::write(&small, b"%PDF").unwrap();
        fs::write(&large, vec![0; 3 * 1024 * 1024 + 1]).unwrap();
        let mut files = Files::default();
        let small = files.attachment(&small, None).unwrap();
        assert_eq!(small.content, Content::Bytes(b"%PDF".to_vec()));
        assert_eq!(small.content_type.as_deref(), Some("application/pdf"));
        let large = files.attachment(&large, Some("cid".to_owned())).unwrap();
        assert_eq!(large.content, Content::Stored("attachment-2".to_owned()));
        assert!(files.attachment(dir.path(), None).is_err());
        assert!(files.attachment(&dir.path().join("gone"), None).is_err());
    }
}
