import type { ConnectionReport, EndedRequest } from "@outlook-connector/forms";
import { useEffect, useRef } from "react";
import { problemOf, type Problem } from "../../api/problem.ts";
import { service } from "../../api/service.ts";
import { useDraft } from "../../drafts/use_draft.ts";
import { useShared } from "../../store.tsx";

/** A test of a connection: not begun, under way, or ended. */
export interface TestRun {
  isRunning: boolean;
  /** It was asked to send a test mail. */
  sends?: boolean;
  requests: EndedRequest[];
  report?: ConnectionReport;
  problem?: Problem;
}

const NOT_BEGUN: TestRun = { isRunning: false, requests: [] };

/**
 * Runs tests of a connection. A test that is under way is cancelled when the person leaves the screen. The result of one that has ended
 * stays: a second test could begin the wait of Exchange again.
 */
export function useTest(name: string) {
  const { setHealth } = useShared();
  const [run, setRun] = useDraft<TestRun>(`test-run/${name}`, () => NOT_BEGUN);
  const abort = useRef<AbortController>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const start = async (options: { send_test_mail?: boolean } = {}) => {
    abort.current?.abort();
    const controller = (abort.current = new AbortController());
    let requests: EndedRequest[] = [];
    const sends = options.send_test_mail === true;
    setRun({ isRunning: true, requests });
    try {
      const report = await service.test(
        name,
        options,
        (event) => {
          if (event.name !== "request") return;
          requests = [...requests, event.data as EndedRequest];
          setRun({ isRunning: true, requests });
        },
        controller.signal,
      );
      setRun({ isRunning: false, sends, requests: [], report });
      setHealth(name, report.status);
    } catch (error) {
      if (controller.signal.aborted) {
        if (abort.current === controller) setRun(NOT_BEGUN);
        return;
      }
      setRun({ isRunning: false, requests: [], problem: problemOf(error) });
      setHealth(name, "fail");
    }
  };
  return { run, start };
}
