import type { Connection } from "@outlook-connector/forms";
import type { AttachedFile, Recipient, SentMail } from "./sent_mail.ts";

/** Writes the mail as a program over the host library. The secret comes from a variable, and the files from the folder in which it runs. */
export function asRust(mail: SentMail, connection: Connection): string {
  const { message, options, files } = mail;
  const hasOptions = Object.keys(options).length > 0;
  const types = new Set(["Connection", "Credential", "Mail", "Message", "Recipient"]);
  if (files.length > 0) types.add("Attachment").add("Content");
  if (message.importance !== undefined) types.add("Importance");
  if (message.sensitivity !== undefined) types.add("Sensitivity");
  if (message.headers !== undefined) types.add("Header");
  if (hasOptions) types.add("SendOptions");
  const stores = files.length > 0 ? "{FileAttachments, MemorySecrets}" : "MemorySecrets";
  const [kind, secret] = Object.entries<string>(connection.credential)[0] ?? ["client-secret", ""];
  return `use outlook_host::{
    ComponentSource, Connector,
    stores::${stores},
    types::{${[...types].sort().join(", ")}},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
${files.length > 0 ? filesBlock(files) : ""}    let secret = std::env::var("OUTLOOK_SECRET")?;
    let connector = Connector::builder(ComponentSource::file("outlook-connector.wasm"))
        .secrets(MemorySecrets::with([(${text(secret)}, secret)]))
${files.length > 0 ? "        .attachments(files)\n" : ""}        .build_async()
        .await?;
    let connection = Connection {
        tenant_id: ${owned(connection.tenant_id)},
        client_id: ${owned(connection.client_id)},
        credential: Credential::${camel(kind)}(${owned(secret)}),
        mailbox: ${owned(connection.mailbox)},
${connection.cloud == null ? "" : `        cloud: Some(${owned(connection.cloud)}),\n`}        ..Connection::default()
    };
    let mail = Mail::from(Message {
${fields(mail)}        ..Message::default()
    });
    let sent = connector.send_mail(&connection, &mail)${hasOptions ? `.options(${optionsBlock(options)})` : ""};
    match sent.await {
        Ok(receipt) => println!("accepted: {}", receipt.reference),
        Err(error) if error.may_have_been_sent() => println!("look before you send again: {error}"),
        Err(error) => println!("not sent: {error}"),
    }
    Ok(())
}
`;
}

function filesBlock(files: AttachedFile[]): string {
  const inserts = files.map(({ name, part }) => `    files.insert(${text(part)}, ${text(name)});\n`);
  return `    let mut files = FileAttachments::new();\n${inserts.join("")}`;
}

function fields({ message, files }: SentMail): string {
  const lines: string[] = [];
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined) lines.push(`        ${name}: ${value},\n`);
  };
  const some = (value: string | undefined) => (value === undefined ? undefined : `Some(${owned(value)})`);
  for (const name of ["to", "cc", "bcc", "reply_to"] as const) {
    const recipients = message[name];
    if (recipients) add(name, list(recipients.map(recipientOf)));
  }
  add("from", message.from && `Some(${recipientOf(message.from)})`);
  add("subject", message.subject === undefined ? undefined : owned(message.subject));
  add("text", some(message.text));
  add("html", some(message.html));
  if (files.length > 0) add("attachments", list(files.map(attachmentOf)));
  add("importance", message.importance && `Some(Importance::${camel(message.importance)})`);
  add("sensitivity", message.sensitivity && `Some(Sensitivity::${camel(message.sensitivity)})`);
  if (message.categories) add("categories", list(message.categories.map(owned)));
  if (message.headers) {
    add("headers", list(message.headers.map((h) => `Header { name: ${owned(h.name)}, value: ${owned(h.value)} }`)));
  }
  add("read_receipt", message.read_receipt ? "true" : undefined);
  add("delivery_receipt", message.delivery_receipt ? "true" : undefined);
  add("save_to_sent_items", message.save_to_sent_items === false ? "Some(false)" : undefined);
  return lines.join("");
}

function optionsBlock(options: SentMail["options"]): string {
  const key = options.idempotency_key;
  const budget = options.time_budget_ms;
  const lines = [
    ...(key === undefined ? [] : [`        idempotency_key: Some(${owned(key)}),\n`]),
    ...(budget === undefined ? [] : [`        time_budget_ms: Some(${budget}),\n`]),
  ];
  return `SendOptions {\n${lines.join("")}        ..SendOptions::default()\n    }`;
}

function recipientOf({ address, name }: Recipient): string {
  return name === undefined
    ? `Recipient::new(${text(address)})`
    : `Recipient { address: ${owned(address)}, name: Some(${owned(name)}) }`;
}

function attachmentOf(file: AttachedFile): string {
  const more = (["content_type", "content_id"] as const).flatMap((name) => {
    const value = file[name];
    return value === undefined ? [] : [`${name}: Some(${owned(value)}), `];
  });
  return `Attachment { name: ${owned(file.name)}, content: Content::Stored(${owned(file.part)}), ${more.join("")}..Attachment::default() }`;
}

const list = (items: string[]) =>
  items.length < 2
    ? `vec![${items.join("")}]`
    : `vec![\n${items.map((item) => `            ${item},\n`).join("")}        ]`;
const owned = (value: string) => `${text(value)}.into()`;
const camel = (name: string) => name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** A string literal. Rust has `\\u{…}` where JSON has `\\u….` */
function text(value: string): string {
  return JSON.stringify(value)
    .replaceAll("\\b", "\\u{8}")
    .replaceAll("\\f", "\\u{c}")
    .replaceAll(/\\u([0-9a-f]{4})/g, "\\u{$1}");
}
