import type { RequestRecord } from "../records.ts";

/** Writes requests as Microsoft support asks for them: a line each, with both IDs and the time. Nothing of the mail is in it. */
export function supportText(requests: RequestRecord[]): string {
  return requests
    .map((request) =>
      [
        request.step,
        request.host,
        request.http_status ?? "-",
        `request-id ${request.request_id ?? "-"}`,
        `client-request-id ${request.client_request_id}`,
        request.date ?? "",
      ]
        .join(" ")
        .trimEnd(),
    )
    .join("\n");
}
