// One call: its place in the queue, its deadline, its end.
import { setTimeout as sleep } from "node:timers/promises";
import type { Connection, ConnectorError, Mail, RequestRecord } from "../contract/types.js";
import { OutlookError, reported, type SideEffects } from "../error.js";
import type { EndedRequest } from "../http/exchange.js";
import { Journal } from "../http/journal.js";
import type { Transport } from "../http/transport.js";
import { Binding, plain as plainName } from "../policy/binding.js";
import { Allowed } from "../sandbox/allowed.js";
import { HttpHost } from "../sandbox/http-host.js";
import type { Ended } from "../component/types.js";
import type { Place, Places } from "../sandbox/places.js";
import { StoreHost, type CallStores } from "../sandbox/store-host.js";
import { Deadline } from "./deadline.js";
import { plain } from "./plain.js";
import type { MailboxQueues } from "./queue.js";

/** How often a call is made again after a wait for throttling: as often as Microsoft's SDKs repeat a request, with the component's own repeats. */
const CALLS_AGAIN = 3;

/** Options of every call. */
export interface CallOptions {
  /** Stops the call, which then ends with the case `cancelled`. The error knows whether the mail may have been sent. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called with the number of bytes of request bodies that the network has taken so far. Bytes of requests that failed do not count: a repeat
   * shows as a step back.
   */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  /** Called with each request that has ended. It may be logged. */
  readonly onRequest?: ((request: EndedRequest) => void) | undefined;
  /** Called once, when the call has its turn, with the time that it waited for it in milliseconds. */
  readonly onTurn?: ((waitedMs: number) => void) | undefined;
}

/** What all calls of a connector share. */
export interface Shared {
  readonly transport: Transport;
  readonly places: Places;
  readonly queues: MailboxQueues;
}

/** An operation of the contract with its arguments. */
export interface Operation {
  readonly name: string;
  /** Returns the arguments. `waitedMs` is the time that passed before the call. */
  readonly args: (waitedMs: number) => readonly unknown[];
  readonly budgetMs: number;
  readonly connection?: Connection;
  readonly mail?: Mail;
  /** Whether it uses the connection's mailbox. */
  readonly usesMailbox?: boolean;
  readonly looksOutOfScope?: boolean;
  /** Whether a call that failed because it was throttled is made again after the wait. */
  readonly waitsForThrottling?: boolean;
}

/** Why a call is stopped from outside. */
interface Stop {
  readonly stop: "cancelled" | "timed-out";
  readonly message: string;
}

interface WithRequests {
  requests?: RequestRecord[];
  detail?: { retryAfterMs?: number };
}

/** Runs a call until it ends, is cancelled, or its time is over. */
export async function run(
  shared: Shared,
  tenant: string,
  stores: CallStores,
  operation: Operation,
  options: CallOptions,
): Promise<unknown> {
  const deadline = new Deadline(operation.budgetMs);
  const journal = new Journal(options.onProgress);
  const call = new RunningCall(shared, tenant, stores, operation, options, deadline, journal);
  const { connection, usesMailbox = false } = operation;
  const leave = usesMailbox && connection !== undefined ? await call.enterQueue(connection) : () => undefined;
  const earlier: RequestRecord[] = [];
  try {
    for (let again = 0; ; again += 1) {
      const { result, error } = await call.once();
      const response = (error?.detail ?? result) as WithRequests | undefined;
      const throttled = error === undefined ? response?.detail?.retryAfterMs : error.retryAfterMs;
      const waits = error === undefined ? operation.name === "checkOutcome" : error.case === "throttled";
      const wait = waits && (error === undefined || operation.waitsForThrottling === true) ? throttled : undefined;
      const { mail, draft } = effectsOf(journal);
      // The connector says that it has done nothing, too. A component that is not the connector may say anything.
      if (wait === undefined || again >= CALLS_AGAIN || mail || draft || !deadline.hasTimeFor(wait)) {
        if (response?.requests !== undefined) response.requests.unshift(...earlier);
        if (error !== undefined) throw error;
        return result;
      }
      earlier.push(...(response?.requests ?? []));
      await call.wait(wait);
    }
  } finally {
    leave();
  }
}

function effectsOf(journal: Journal): SideEffects {
  return { mail: journal.mayHaveSentMail, draft: journal.mayHaveLeftADraft };
}

class RunningCall {
  #hadTurn = false;

  constructor(
    private readonly shared: Shared,
    private readonly tenant: string,
    private readonly stores: CallStores,
    private readonly operation: Operation,
    private readonly options: CallOptions,
    private readonly deadline: Deadline,
    private readonly journal: Journal,
  ) {}

  /** Waits for a place with the mailbox. */
  enterQueue(connection: Connection): Promise<() => void> {
    // The component normalizes names in the same way. A mailbox that is called by several of its names has as many queues.
    const names = [connection.tenantId, connection.clientId, connection.mailbox].map(plainName);
    const key = JSON.stringify([this.tenant, ...names]);
    return this.#turn((signal) => this.shared.queues.enter(key, signal));
  }

  /** Waits, as the service asked for. */
  async wait(milliseconds: number): Promise<void> {
    const { signal } = this.options;
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => {
      throw this.#stopped("cancelled", "the call was cancelled");
    });
  }

  /** Makes the call in an instance of its own. */
  async once(): Promise<{ result: unknown; error?: OutlookError }> {
    const { operation, options, deadline, journal, shared } = this;
    const place = await this.#turn((signal) => shared.places.take(signal));
    if (!this.#hadTurn) options.onTurn?.(Math.round(deadline.elapsedMs));
    this.#hadTurn = true;
    const allowed = new Allowed(this.tenant, operation.connection, operation.mail);
    const stores = new StoreHost(allowed, this.stores);
    const http = new HttpHost({
      transport: shared.transport,
      binding: new Binding(operation.connection, operation.looksOutOfScope ?? false),
      journal,
      onRequest: options.onRequest,
    });
    try {
      const task = { operation: operation.name, args: operation.args(deadline.elapsedMs) };
      const running = place.run(task, (name, args) => stores.answer(name, args) ?? http.answer(name, args));
      const ended = await this.#untilStopped(running, place, http);
      if ("value" in ended) return { result: plain(ended.value) };
      if ("trap" in ended) throw this.#stopped("trap", `the component broke off: ${ended.trap}`);
      const error = plain(ended.error) as ConnectorError | undefined;
      return { result: undefined, error: reported(error, this.#effects(), stores.lastError) };
    } finally {
      http.abort();
      stores.abort();
      shared.places.give(place);
    }
  }

  /** Waits for a turn, within the budget. */
  async #turn<T>(wait: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = this.options;
    const late = AbortSignal.timeout(Math.ceil(this.deadline.leftMs));
    try {
      return await wait(signal === undefined ? late : AbortSignal.any([signal, late]));
    } catch (error) {
      if (signal?.aborted === true) throw this.#stopped("cancelled", "the call was cancelled");
      if (!late.aborted) throw this.#stopped("not-started", "the component could not be started", error);
      const seconds = this.deadline.budgetMs / 1000;
      const advice = "make fewer calls at once, above all to one mailbox, or give more time";
      throw this.#stopped("busy", `the call's turn did not come within ${seconds} s; ${advice}`);
    }
  }

  /** Waits for the end of the call. Ends its place if it is cancelled or late. */
  async #untilStopped(running: Promise<Ended>, place: Place, http: HttpHost): Promise<Ended> {
    const { signal } = this.options;
    let stop: () => void = () => undefined;
    let timer: NodeJS.Timeout | undefined;
    const stopped = new Promise<Stop>((resolve) => {
      stop = () => resolve({ stop: "cancelled", message: "the call was cancelled" });
      const seconds = this.deadline.limitMs / 1000;
      timer = setTimeout(() => {
        resolve({ stop: "timed-out", message: `the call did not end within ${seconds} s and was stopped` });
      }, this.deadline.leftToLimitMs);
    });
    try {
      if (signal?.aborted === true) stop();
      signal?.addEventListener("abort", stop);
      const ended = await Promise.race([running, stopped]);
      if (!("stop" in ended)) return ended;
      running.catch(() => undefined);
      http.abort();
      await place.end();
      // Only now nothing more can leave.
      throw this.#stopped(ended.stop, ended.message);
    } catch (error) {
      if (error instanceof OutlookError) throw error;
      throw this.#stopped("trap", "the thread of the call ended", error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }

  #effects(): SideEffects {
    return effectsOf(this.journal);
  }

  #stopped(
    kind: "busy" | "timed-out" | "cancelled" | "trap" | "not-started",
    message: string,
    cause?: unknown,
  ): OutlookError {
    return new OutlookError(kind, message, { effects: this.#effects(), ...(cause === undefined ? {} : { cause }) });
  }
}
