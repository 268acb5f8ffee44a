import { setAccess } from "./access.ts";
import { eventsOf, type ServerEvent } from "./events.ts";
import { ApiProblem, type Problem } from "./problem.ts";

/** A form of another site cannot send this header, so that the service knows that the page itself calls. */
const OWN_HEADER = { "x-outlook-page": "1" };

/** The body of a call: JSON, or parts with files. */
export type Body = object | FormData | undefined;

/** Calls the service, and returns its JSON. Throws an `ApiProblem` for every response that is no success. */
export async function call<T>(
  method: string,
  path: string,
  body?: Body,
  options: { keepalive?: boolean } = {},
): Promise<T> {
  const response = await send(method, path, body, "application/json", options);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/**
 * Calls an operation that reports its progress below its path, at `/events`. Returns the `result`. Throws an `ApiProblem` for a `problem`, and if the stream ends
 * without either.
 */
export async function callWithEvents<T>(
  path: string,
  body: Body,
  onEvent: (event: ServerEvent) => void,
  options: { signal?: AbortSignal } = {},
): Promise<T> {
  const response = await send("POST", `${path}/events`, body, "text/event-stream", options);
  if (!response.body) throw new ApiProblem({ title: "The response has no body", status: response.status });
  for await (const event of eventsOf(response.body)) {
    if (event.name === "result") return event.data as T;
    if (event.name === "problem") throw new ApiProblem(event.data as Problem);
    onEvent(event);
  }
  throw new Error("The stream of events ended without a result.");
}

async function send(method: string, path: string, body: Body, accept: string, options: RequestInit) {
  const isForm = body instanceof FormData;
  const response = await fetch(path, {
    ...options,
    method,
    headers: { ...OWN_HEADER, accept, ...(body && !isForm && { "content-type": "application/json" }) },
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
    credentials: "same-origin",
    cache: "no-store",
  }).catch((error: unknown) => {
    // `fetch` throws a `TypeError` if there is no response.
    if (error instanceof TypeError) setAccess("gone");
    throw error;
  });
  setAccess(response.status === 401 ? "no-session" : "ok");
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
