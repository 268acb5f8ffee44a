import type { EndedRequest, Receipt } from "@outlook-connector/forms";
import type { Body } from "../../api/http.ts";
import { problemOf, type Problem } from "../../api/problem.ts";
import { service } from "../../api/service.ts";
import { useDraft } from "../../drafts/use_draft.ts";
import { runKey } from "./mail_draft.ts";

/** What is known of a send while it runs. */
export interface SendProgress {
  reference?: string | undefined;
  sent?: number;
  total?: number;
  request?: EndedRequest;
}

export type SendRun =
  | { state: "writing" }
  | { state: "sending"; progress: SendProgress }
  | { state: "sent"; receipt: Receipt }
  | { state: "failed"; problem: Problem; reference: string | undefined };

interface Progress {
  sent_bytes: number;
  total_bytes: number;
}

/**
 * Sends a mail and follows it, also while the person is on another screen. The service ends a send whose body it has, even if the page is
 * closed.
 */
export function useSend(connection: string) {
  const [run, setRun] = useDraft<SendRun>(runKey(connection), () => ({ state: "writing" }));
  const send = async (body: Body, key: string) => {
    let progress: SendProgress = {};
    const note = (part: SendProgress) => {
      progress = { ...progress, ...part };
      setRun({ state: "sending", progress });
    };
    note({});
    try {
      const receipt = await service.send(connection, body, (event) => {
        if (event.name === "reference")
          note({ reference: (event.data as { reference: string | null }).reference ?? undefined });
        if (event.name === "request") note({ request: event.data as EndedRequest });
        if (event.name === "progress") {
          const { sent_bytes: sent, total_bytes: total } = event.data as Progress;
          note({ sent, total });
        }
      });
      setRun({ state: "sent", receipt });
    } catch (error) {
      const problem = problemOf(error);
      // There is no response, or its stream broke: nobody knows how far the program came.
      const isLost = problem.status === 0;
      setRun({
        state: "failed",
        problem: isLost ? { ...problem, may_have_been_sent: true } : problem,
        reference:
          problem.error?.reference ?? problem.reference ?? progress.reference ?? (key === "" ? undefined : key),
      });
    }
  };
  return { run, send, write: () => setRun({ state: "writing" }) };
}
