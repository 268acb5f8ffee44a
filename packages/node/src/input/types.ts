// What a caller passes in. Only what has no sensible default must be given.
import type { Readable } from "node:stream";
import type {
  Attachment,
  Connection,
  Message,
  Recipient,
  SendOptions,
  ServiceResponse,
  Setup,
  TestOptions,
} from "../contract/types.js";

/** One address, one recipient, or a list of both. */
export type Recipients = string | Recipient | readonly (string | Recipient)[];

/** Bytes of a file: in one of these forms. */
export type FileContent =
  /** The bytes. */
  | { readonly bytes: Uint8Array }
  /** Standard base64 with padding. */
  | { readonly base64: string }
  /** Path of a file. It is read piece by piece. It must not change during the call. */
  | { readonly path: string }
  /** A stream. It is written into a temporary file first, because the connector needs the size, and may read the bytes twice. */
  | { readonly stream: Readable }
  /** Name of the bytes in the store `attachments`. */
  | { readonly stored: string };

/** An attached file. The name may be left out beside `path`. */
export type AttachmentInput = Partial<Pick<Attachment, "name" | "contentType" | "contentId">> & FileContent;

/** A message. Lists that are left out are empty, and receipts that are left out are not requested. */
export type MessageInput = Partial<Omit<Message, "to" | "cc" | "bcc" | "replyTo" | "from" | "attachments">> & {
  /** Primary recipients. */
  readonly to?: Recipients;
  /** Carbon-copy recipients. */
  readonly cc?: Recipients;
  /** Blind-carbon-copy recipients. */
  readonly bcc?: Recipients;
  /** Addresses that replies go to. */
  readonly replyTo?: Recipients;
  /** Sender to show. */
  readonly from?: string | Recipient;
  /** Attached files. */
  readonly attachments?: readonly AttachmentInput[];
};

/** A mail: the fields of a message, or a complete MIME message. */
export type MailInput = MessageInput | { readonly mime: FileContent };

/** A connection. `connect` returns the form to save. */
export type ConnectionInput = Connection;

/** Options of a send. */
export type SendOptionsInput = SendOptions;

/** Options of a test. */
export type TestOptionsInput = Partial<TestOptions>;

/** A response to explain. */
export type ServiceResponseInput = Partial<ServiceResponse>;

/** What to set up. */
export type SetupInput = Partial<Setup>;
