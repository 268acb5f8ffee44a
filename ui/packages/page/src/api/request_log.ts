import type { RequestRecord } from "@outlook-connector/forms";
import { useSyncExternalStore } from "react";
import { ApiProblem } from "./problem.ts";

/** A request to Microsoft, and the call that it belongs to. */
export interface LoggedRequest extends RequestRecord {
  operation: string;
  /** The connection of the call, if it was a saved one. */
  connection: string | undefined;
}

/** Most requests: a test has six. */
const MOST = 500;

let log: LoggedRequest[] = [];
const listeners = new Set<() => void>();

/** Notes the requests of a call, whatever came of it. They live in memory and hold neither mail nor recipients. */
export async function logged<T>(operation: string, connection: unknown, call: Promise<T>): Promise<T> {
  try {
    const result = await call;
    add(operation, connection, (result as { requests?: RequestRecord[] }).requests);
    return result;
  } catch (error) {
    if (error instanceof ApiProblem) add(operation, connection, error.problem.error?.requests);
    throw error;
  }
}

/** The requests of this window, in the order in which the calls ended. */
export function useRequestLog(): LoggedRequest[] {
  return useSyncExternalStore(subscribe, () => log);
}

function add(operation: string, connection: unknown, requests: RequestRecord[] = []) {
  if (requests.length === 0) return;
  const name = typeof connection === "string" ? connection : undefined;
  log = [...log, ...requests.map((request) => ({ ...request, operation, connection: name }))].slice(-MOST);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
