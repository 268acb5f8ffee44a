import type { ErrorDetail, ServiceResponse } from "../records.ts";

/** Makes of an error the response that `explain` takes, so that the output of the checks can move its causes. */
export function responseOf(detail: ErrorDetail): ServiceResponse {
  const refused = detail.requests.findLast((request) => request.http_status === detail.http_status);
  const error = { error: { code: detail.service_code ?? undefined, message: detail.service_message ?? undefined } };
  return {
    body: detail.service_code == null ? (detail.service_message ?? "") : JSON.stringify(error),
    ...(detail.http_status == null ? {} : { http_status: detail.http_status }),
    ...(refused && { step: refused.step, service: refused.step === "token" ? "token" : "graph" }),
  };
}
