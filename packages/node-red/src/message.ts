// Makes a mail of a Node-RED message. The properties are those of Node-RED's own e-mail node.
import type { NodeMessage } from "node-red";
import type { AttachmentInput, MessageInput, Recipient } from "outlook-connector";

/** Properties of a message that the send node reads. */
export interface MailProperties extends NodeMessage {
  to?: unknown;
  cc?: unknown;
  bcc?: unknown;
  replyTo?: unknown;
  from?: unknown;
  html?: unknown;
  attachments?: unknown;
}

/** What the send node's form holds. Properties of the message win over it. */
export interface SendForm {
  readonly to?: string;
  readonly cc?: string;
  readonly bcc?: string;
  readonly subject?: string;
  readonly body?: "text" | "html";
}

/**
 * Makes a mail.
 *
 * @throws TypeError for an attachment without content.
 */
export function messageOf(msg: MailProperties, form: SendForm): MessageInput {
  const payload = msg.payload === undefined ? "" : textOf(msg.payload);
  const html = typeof msg.html === "string" ? msg.html : form.body === "html" ? payload : undefined;
  const from = recipients(msg.from, undefined);
  return {
    to: recipients(msg.to, form.to),
    cc: recipients(msg.cc, form.cc),
    bcc: recipients(msg.bcc, form.bcc),
    replyTo: recipients(msg.replyTo, undefined),
    ...(from.length === 0 ? {} : { from: from[0] }),
    subject: msg.topic ?? form.subject ?? "",
    ...(html === undefined ? { text: payload } : { html }),
    attachments: (Array.isArray(msg.attachments) ? msg.attachments : []).map(attachmentOf),
  };
}

function textOf(payload: unknown): string {
  if (typeof payload === "string") return payload;
  return Buffer.isBuffer(payload) ? payload.toString() : JSON.stringify(payload, undefined, 2);
}

/** Reads a text with addresses that commas or semicolons separate, a recipient, or a list of both. */
function recipients(given: unknown, otherwise: string | undefined): (string | Recipient)[] {
  const list: unknown[] = Array.isArray(given) ? given : [given ?? otherwise ?? ""];
  return list.flatMap((each): (string | Recipient)[] => {
    if (typeof each !== "string") return [each as Recipient];
    const addresses = each.split(/[,;]/).map((address) => address.trim());
    return addresses.filter((address) => address !== "");
  });
}

/** Reads an attachment: `filename` or `name`, `contentType`, `cid`, and `content` (bytes or text) or `path`. */
function attachmentOf(given: unknown): AttachmentInput {
  const { filename, name, contentType, cid, content, path } = given as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const named = text(filename) ?? text(name);
  const about = {
    ...(named === undefined ? {} : { name: named }),
    contentType: text(contentType),
    contentId: text(cid),
  };
  if (typeof path === "string") return { ...about, path };
  if (typeof content === "string") return { ...about, bytes: Buffer.from(content) };
  if (content instanceof Uint8Array) return { ...about, bytes: content };
  throw new TypeError("msg.attachments: each entry needs `content` (a buffer or a text) or `path`");
}
