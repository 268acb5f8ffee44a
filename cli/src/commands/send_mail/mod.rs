//! `send-mail`: sends one mail, from flags, from a JSON document or from a complete message.

mod document;
mod prepared;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use clap_complete::ArgValueCandidates;
use outlook_contract_json::recipient;
use outlook_host::types::{Header, Mail, Message, SendOptions};

use super::{files::Files, time_budget};
use crate::{
    completion,
    context::{Context, cancelled_by_ctrl_c},
    failure::{Failure, exit},
    output::{Output, ProgressBar, json},
    suggest, text,
};
use prepared::{ImportanceName, Prepared, SensitivityName};

#[derive(Args)]
#[command(after_help = "\
Examples:
  outlook-host send-mail contoso --to megan@contoso.com --subject Hello --text 'It works.'
  outlook-host send-mail contoso --to 'Megan Bowen <megan@contoso.com>' --cc alex@contoso.com \\
      --subject Report --html-file report.html --inline logo=logo.png --attach report.pdf
  outlook-host send-mail contoso --message - --json < message.json
  outlook-host send-mail contoso --mime message.eml --idempotency-key order-4711

The message document (all but recipients and a body may be left out):
  { \"to\": [\"megan@contoso.com\", \"Alex <alex@contoso.com>\", {\"address\": \"a@contoso.com\", \"name\": \"A\"}],
    \"subject\": \"Report\", \"html\": \"<p>Attached.</p>\",
    \"attachments\": [{\"path\": \"report.pdf\"}, {\"name\": \"a.txt\", \"base64\": \"aGk=\", \"content_type\": \"text/plain\"}] }
  Further fields: cc, bcc, reply_to, from, text, importance, sensitivity, categories, headers, read_receipt,
  delivery_receipt, save_to_sent_items, idempotency_key, time_budget_ms.")]
pub struct SendMailArguments {
    /// Name of the connection
    #[arg(add = ArgValueCandidates::new(completion::connections))]
    name: String,
    /// The whole message as a JSON file, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "to", "cc", "bcc", "reply_to", "from", "subject", "text", "html", "text_file", "html_file", "attach", "inline",
        "importance", "sensitivity", "categories", "headers", "read_receipt", "delivery_receipt", "no_save",
    ])]
    message: Option<PathBuf>,
    /// A complete message as a file (RFC 5322, .eml), or - for standard input; sent as it is, to whom its header names
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "message", "to", "cc", "bcc", "reply_to", "from", "subject", "text", "html", "text_file", "html_file", "attach",
        "inline", "importance", "sensitivity", "categories", "headers", "read_receipt", "delivery_receipt", "no_save",
    ])]
    mime: Option<PathBuf>,
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
    /// Body as plain text; with HTML as well, the recipient's mail program shows the one that it prefers
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
    importance: Option<ImportanceName>,
    /// Sensitivity shown to recipients
    #[arg(long, value_enum)]
    sensitivity: Option<SensitivityName>,
    /// Outlook category of the copy in Sent Items (repeatable)
    #[arg(long = "category", value_name = "CATEGORY")]
    categories: Vec<String>,
    /// Internet message header (repeatable): 'x-ticket: 42' (at most 5 beginning with x-), 'List-Unsubscribe: <https://…>' and
    /// its kin; `describe` lists them
    #[arg(long = "header", value_name = "'NAME: VALUE'")]
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
    /// Key that makes the send repeatable, such as the number of the order that it is about: run the same command again with
    /// the same key, and it goes on or says what was sent, and never sends a second mail. Needs Mail.ReadWrite
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
    /// Time that the whole call may take, such as 30s or 2m, up to 60m. Otherwise 100s, and with more than 3 MB of attachments
    /// another second for every 100 KB of them
    #[arg(long, value_name = "TIME", value_parser = time_budget::parse)]
    time_budget: Option<Duration>,
}

pub async fn run(arguments: SendMailArguments, context: &Context, output: &Output) -> Result<i32, Failure> {
    let name = arguments.name.clone();
    let connection = context.connections().load(&name)?;
    let Prepared {
        mail,
        mut options,
        files,
    } = prepare(arguments)?;
    if options
        .idempotency_key
        .as_deref()
        .is_some_and(|key| key.trim().is_empty())
    {
        return Err(Failure::input(
            "idempotency-key",
            "the idempotency key is empty; give one that stands for this mail and no other, such as an order's number, or none",
        ));
    }
    let bar = ProgressBar::new(files.sent.encoded_bytes(), output);
    let key = options.idempotency_key.clone();
    options.reference = reference(&mail, &options);
    let reference = options.reference.clone();
    let connector = context.connector(files.mapped)?;
    let call = connector
        .send_mail(&connection, &mail)
        .options(options)
        .cancelled_by(cancelled_by_ctrl_c());
    let sent = bar.follow(call).await;
    bar.clear();
    let receipt = sent.map_err(Failure::from).map_err(|failure| {
        let next = suggest::after_send(&failure, context.global(), &name, key.as_deref(), reference.as_deref());
        failure.with_next(next)
    })?;
    output.result(exit::OK, json::receipt(receipt.clone()), |out| out.receipt(&receipt));
    Ok(exit::OK)
}

/// Makes a reference where the contract takes one, so that an interrupted send can be looked for.
fn reference(mail: &Mail, options: &SendOptions) -> Option<String> {
    let takes_one = match mail {
        Mail::Message(message) => message.save_to_sent_items != Some(false),
        Mail::Mime(_) => false,
    };
    (takes_one && options.idempotency_key.is_none()).then(|| uuid::Uuid::new_v4().to_string())
}

/// Most bytes of a message document: what fits into the memory of a call. Larger files go by `path`.
const DOCUMENT_BYTES: usize = 64 * 1024 * 1024;

/// Most bytes of a body. Graph takes 4 MB in a request, and a file in UTF-16 has twice as many bytes.
const BODY_BYTES: usize = 8 * 1024 * 1024 + 1;

fn prepare(arguments: SendMailArguments) -> Result<Prepared, Failure> {
    let mut prepared = match (&arguments.message, &arguments.mime) {
        (Some(path), _) => document::prepare(&text::read(path, "file", DOCUMENT_BYTES)?)?,
        (None, Some(path)) => {
            let mut files = Files::default();
            Prepared {
                mail: Mail::Mime(files.mime(path)?),
                options: SendOptions::default(),
                files,
            }
        }
        (None, None) => return from_flags(arguments),
    };
    overrule(&mut prepared.options, &arguments);
    Ok(prepared)
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
    let mut options = SendOptions::default();
    overrule(&mut options, &arguments);
    let recipients = |texts: &[String]| texts.iter().map(|text| recipient(text)).collect();
    let message = Message {
        to: recipients(&arguments.to),
        cc: recipients(&arguments.cc),
        bcc: recipients(&arguments.bcc),
        reply_to: recipients(&arguments.reply_to),
        from: arguments.from.as_deref().map(recipient),
        subject: arguments.subject,
        text: body(arguments.text, arguments.text_file.as_deref())?,
        html: body(arguments.html, arguments.html_file.as_deref())?,
        attachments,
        importance: arguments.importance.map(Into::into),
        sensitivity: arguments.sensitivity.map(Into::into),
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
        mail: Mail::Message(message),
        options,
        files,
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

fn body(typed: Option<String>, file: Option<&Path>) -> Result<Option<String>, Failure> {
    match file {
        Some(path) => text::read(path, "file", BODY_BYTES).map(Some),
        None => Ok(typed),
    }
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
