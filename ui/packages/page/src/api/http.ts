import { ApiProblem, type Problem } from "./problem.ts";
import { eventsOf, type ServerEvent } from "./events.ts";

/** A form of another site cannot send this header, so that the service knows that the page itself calls. */
const OWN_HEADER = { "x-outlook-page": "1" };

/** The body of a call: JSON, or parts with files. */
export type Body = object | FormData | undefined;

/** Calls the service, and returns its JSON. Throws an `ApiProblem` for every response that is no success. */
export async function call<T>(
  method: string,
  path: string,
  body?: Body,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await send(method, path, body, { accept: "application/json", ...headers });
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/**
 * Calls an operation that reports its progress. Returns the `result`. Throws an `ApiProblem` for a `problem`, and if the stream ends
 * without either.
 */
export async function callWithEvents<T>(
  path: string,
  body: Body,
  onEvent: (event: ServerEvent) => void,
  options: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<T> {
  const response = await send("POST", path, body, { accept: "text/event-stream", ...options.headers }, options.signal);
  if (!response.body) throw new ApiProblem({ title: "The response has no body", status: response.status });
  for await (const event of eventsOf(response.body)) {
    if (event.name === "result") return event.data as T;
    if (event.name === "problem") throw new ApiProblem(event.data as Problem);
    onEvent(event);
  }
  throw new Error("The stream of events ended without a result.");
}

async function send(method: string, path: string, body: Body, headers: Record<string, string>, signal?: AbortSignal) {
  const isForm = body instanceof FormData;
  const response = await fetch(path, {
    method,
    headers: { ...OWN_HEADER, ...headers, ...(body && !isForm && { "content-type": "application/json" }) },
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
    credentials: "same-origin",
    cache: "no-store",
  });
  if (!response.ok) throw new ApiProblem(await problemIn(response));
  return response;
}

async function problemIn(response: Response): Promise<Problem> {
  const fallback = { title: response.statusText || `HTTP ${response.status}`, status: response.status };
  try {
    return { ...fallback, ...((await response.json()) as Partial<Problem>) };
  } catch {
    return fallback;
  }
}
