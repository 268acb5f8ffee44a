import { toRequest, type FileShelf, type FormData as Values, type FormDescription } from "@outlook-connector/forms";
import type { Body } from "../../api/http.ts";

/** A form takes a file's place in the list of attachments by this case of the contract. */
interface StoredFile {
  content?: { stored?: string };
}

/**
 * Makes the body of `send-mail`. Files go beside the JSON as parts of their own, so that the browser reads them from the disk while it
 * sends. An attachment then names its part.
 */
export function sendBody(connection: string, form: FormDescription, data: Values, key: string, files: FileShelf): Body {
  const { parameters } = toRequest(form, data);
  const message = (parameters.message ?? {}) as Values & { attachments?: StoredFile[] };
  const parts: { name: string; file: File }[] = [];
  const attachments = message.attachments?.map((attachment) => {
    const name = attachment.content?.stored;
    const file = name === undefined ? undefined : files.get(name);
    if (name === undefined || !file) return attachment;
    parts.push({ name, file });
    return { ...attachment, content: undefined, part: name };
  });
  const request = {
    connection,
    message: { ...message, ...(attachments && { attachments }) },
    options: { ...(parameters.options as object | undefined), ...(key !== "" && { idempotency_key: key }) },
  };
  if (parts.length === 0) return request;
  const body = new FormData();
  body.append("request", new Blob([JSON.stringify(request)], { type: "application/json" }));
  for (const { name, file } of parts) body.append(name, file, file.name);
  return body;
}
