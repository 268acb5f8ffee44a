import { toRequest, type FileShelf, type FormData as Values, type FormDescription } from "@outlook-connector/forms";
import type { Body } from "../../api/http.ts";
import type { AttachedFile, SentMail } from "./elsewhere/sent_mail.ts";

/** A form takes a file's place in the list of attachments by this case of the contract. */
interface StoredFile {
  name: string;
  content: { stored?: string };
}

/** Takes the mail out of the form. */
export function mailOf(connection: string, form: FormDescription, data: Values, key: string): SentMail {
  const { parameters } = toRequest(form, data);
  const { attachments = [], ...message } = (parameters.message ?? {}) as Values & { attachments?: StoredFile[] };
  return {
    connection,
    message,
    options: { ...(parameters.options as object | undefined), ...(key !== "" && { idempotency_key: key }) },
    files: attachments.map(({ content, ...file }): AttachedFile => ({ ...file, part: content.stored ?? "" })),
  };
}

/**
 * Makes the body of `send-mail`. Files go beside the JSON as parts of their own, so that the browser reads them from the disk while it
 * sends. An attachment names its part.
 */
export function bodyOf({ files, message, ...rest }: SentMail, shelf: FileShelf): Body {
  if (files.length === 0) return { ...rest, message };
  const body = new FormData();
  const request = { ...rest, message: { ...message, attachments: files } };
  body.append("request", new Blob([JSON.stringify(request)], { type: "application/json" }));
  for (const { part } of files) {
    const file = shelf.get(part);
    if (file) body.append(part, file, file.name);
  }
  return body;
}
