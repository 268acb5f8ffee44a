// Fills in what a caller has left out. The bindings refuse an absent list with a bare `TypeError`; the connector refuses an empty value with the
// name of the field.
import { basename } from "node:path";
import type {
  Attachment,
  Connection,
  Mail,
  Message,
  Recipient,
  SendOptions,
  ServiceResponse,
  Setup,
  TestOptions,
} from "../contract/types.js";
import type { CallFiles } from "./files.js";
import type {
  AttachmentInput,
  ConnectionInput,
  MailInput,
  MessageInput,
  Recipients,
  SendOptionsInput,
  ServiceResponseInput,
  SetupInput,
  TestOptionsInput,
} from "./types.js";

/** Fills in a connection. JavaScript callers and forms leave out what the types require. */
export function connection(given: Partial<ConnectionInput>): Connection {
  return {
    ...given,
    tenantId: given.tenantId ?? "",
    clientId: given.clientId ?? "",
    mailbox: given.mailbox ?? "",
    credential: given.credential ?? { tag: "client-secret", val: "" },
  };
}

/** Fills in a mail. `files` keeps what is not passed by value. */
export async function mail(given: MailInput, files: CallFiles): Promise<Mail> {
  if ("mime" in given) return { tag: "mime", val: await files.content(given.mime) };
  return { tag: "message", val: await message(given, files) };
}

async function message(given: MessageInput, files: CallFiles): Promise<Message> {
  const attachments: Attachment[] = [];
  for (const file of given.attachments ?? []) attachments.push(await attachment(file, files));
  return {
    ...given,
    to: recipients(given.to),
    cc: recipients(given.cc),
    bcc: recipients(given.bcc),
    replyTo: recipients(given.replyTo),
    from: given.from === undefined ? undefined : recipient(given.from),
    subject: given.subject ?? "",
    attachments,
    categories: given.categories ?? [],
    readReceipt: given.readReceipt ?? false,
    deliveryReceipt: given.deliveryReceipt ?? false,
    headers: given.headers ?? [],
  };
}

async function attachment(file: AttachmentInput, files: CallFiles): Promise<Attachment> {
  const named = "path" in file ? basename(file.path) : "";
  return {
    name: file.name ?? named,
    contentType: file.contentType,
    contentId: file.contentId,
    content: await files.content(file),
  };
}

function recipients(given: Recipients | undefined): Recipient[] {
  if (given === undefined) return [];
  return typeof given === "string" || !isList(given) ? [recipient(given)] : given.map(recipient);
}

function isList(given: Exclude<Recipients, string>): given is readonly (string | Recipient)[] {
  return Array.isArray(given);
}

function recipient(given: string | Recipient): Recipient {
  return typeof given === "string" ? { address: given } : given;
}

/** Leaves the options of this package out. */
export function sendOptions(given: SendOptionsInput): SendOptions {
  const { idempotencyKey, timeBudgetMs, reference } = given;
  return { idempotencyKey, timeBudgetMs, reference };
}

export function testOptions(given: TestOptionsInput): TestOptions {
  return { sendTestMail: given.sendTestMail ?? false, timeBudgetMs: given.timeBudgetMs };
}

export function serviceResponse(given: ServiceResponseInput): ServiceResponse {
  return {
    ...given,
    headers: given.headers ?? [],
    body: given.body ?? "",
    connection: given.connection === undefined ? undefined : connection(given.connection),
  };
}

export function setup(given: SetupInput): Setup {
  return { ...given, mailboxes: given.mailboxes ?? [], needsDrafts: given.needsDrafts ?? false };
}
