import type { ConnectionReport, EndedRequest } from "@outlook-connector/forms";
import { useEffect, useRef, useState } from "react";
import { problemOf, type Problem } from "../../api/problem.ts";
import { service } from "../../api/service.ts";
import { useShared } from "../../store.tsx";

/** A test of a connection: not begun, under way, or ended. */
export interface TestRun {
  isRunning: boolean;
  requests: EndedRequest[];
  report?: ConnectionReport;
  problem?: Problem;
}

const NOT_BEGUN: TestRun = { isRunning: false, requests: [] };

/** Runs tests of a connection. A test that is under way is cancelled when the person leaves the screen. */
export function useTest(name: string) {
  const { setHealth } = useShared();
  const [run, setRun] = useState(NOT_BEGUN);
  const abort = useRef<AbortController>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const start = async (options: { send_test_mail?: boolean } = {}) => {
    abort.current?.abort();
    const controller = (abort.current = new AbortController());
    setRun({ isRunning: true, requests: [] });
    try {
      const report = await service.test(
        name,
        options,
        (event) => {
          if (event.name !== "request") return;
          setRun((before) => ({ ...before, requests: [...before.requests, event.data as EndedRequest] }));
        },
        controller.signal,
      );
      setRun({ isRunning: false, requests: [], report });
      setHealth(name, report.status === "skip" ? "warn" : report.status);
    } catch (error) {
      if (controller.signal.aborted) return;
      setRun({ isRunning: false, requests: [], problem: problemOf(error) });
      setHealth(name, "fail");
    }
  };
  return { run, start };
}
