import type { SentMail } from "./sent_mail.ts";

/** Writes the mail as a command of the tool, for a POSIX shell. The files are expected in the folder in which it runs. */
export function asCommand({ connection, message, options, files }: SentMail, emulator: string | null): string {
  const lines = [
    `outlook-host${emulator === null ? "" : ` --emulator ${quoted(emulator)}`} send-mail ${quoted(connection)}`,
  ];
  const add = (flag: string, value: string | undefined) => {
    if (value !== undefined) lines.push(`${flag} ${quoted(value)}`);
  };
  for (const [flag, recipients] of [
    ["--to", message.to],
    ["--cc", message.cc],
    ["--bcc", message.bcc],
    ["--reply-to", message.reply_to],
    ["--from", message.from && [message.from]],
  ] as const) {
    for (const { address, name } of recipients ?? []) {
      add(flag, name === undefined ? address : `"${name.replaceAll(/["\\]/g, "\\$&")}" <${address}>`);
    }
  }
  add("--subject", message.subject);
  add("--html", message.html);
  add("--text", message.text);
  for (const { name, content_id: id } of files) {
    if (id === undefined) add("--attach", name);
    else add("--inline", `${id}=${name}`);
  }
  add("--importance", message.importance);
  add("--sensitivity", message.sensitivity);
  for (const category of message.categories ?? []) add("--category", category);
  for (const { name, value } of message.headers ?? []) add("--header", `${name}: ${value}`);
  if (message.read_receipt) lines.push("--read-receipt");
  if (message.delivery_receipt) lines.push("--delivery-receipt");
  if (message.save_to_sent_items === false) lines.push("--no-save");
  add("--idempotency-key", options.idempotency_key);
  if (options.time_budget_ms !== undefined) lines.push(`--time-budget ${Math.ceil(options.time_budget_ms / 1000)}s`);
  return lines.join(" \\\n  ");
}

/** Quotes a word for a POSIX shell. */
function quoted(word: string): string {
  return /^[\w\-./:=@%+,]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
