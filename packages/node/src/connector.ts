import { run, type CallOptions, type Operation, type Shared } from "./calls/call.js";
import { budget, hasDefaultBudget, lessTime, ownBudget } from "./calls/deadline.js";
import { MailboxQueues } from "./calls/queue.js";
import type {
  Connection,
  ConnectionReport,
  ConnectResult,
  Explanation,
  Receipt,
  SendOutcome,
  SetupInstructions,
} from "./contract/types.js";
import { proxiesFrom, type ProxyFor } from "./http/proxies.js";
import { secureContext } from "./http/roots.js";
import { Transport } from "./http/transport.js";
import * as complete from "./input/complete.js";
import { CallFiles } from "./input/files.js";
import type {
  ConnectionInput,
  MailInput,
  SendOptionsInput,
  ServiceResponseInput,
  SetupInput,
  TestOptionsInput,
} from "./input/types.js";
import { parseTarget } from "./policy/route.js";
import { InPlace } from "./sandbox/in-place.js";
import { canSuspend } from "./sandbox/modules.js";
import { Places } from "./sandbox/places.js";
import { Thread } from "./sandbox/threads.js";
import type { Stores } from "./stores/index.js";
import { MemoryTokens } from "./stores/memory.js";

/** Requests at once that Outlook serves for an app and a mailbox. */
const CALLS_PER_MAILBOX = 4;

/** Options of a connector. */
export interface ConnectorOptions extends Stores {
  /** Calls that run at once, each in a thread. Others wait. 4 by default. A thread takes about 30 MB of memory (measured). */
  readonly threads?: number | undefined;
  /**
   * Runs calls in your program's own thread, as many at once as `threads` says: a call that waits is suspended, and your program goes on. 16 calls at
   * once then take some 100 MB, and not 500 (measured). What a call computes holds your program meanwhile, and cannot be stopped. It needs Node.js 25
   * or later.
   */
  readonly withoutThreads?: boolean | undefined;
  /** Calls at once to one mailbox. Others wait in order of arrival, within their own time budgets. 4 by default. */
  readonly callsPerMailbox?: number | undefined;
  /** Further certificates that are trusted, in PEM, as for a company's TLS proxy. */
  readonly ca?: string | readonly string[] | undefined;
  /**
   * Variables that name the proxy: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`. `process.env` by default. `{}` uses no proxy.
   */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  /** Leads Microsoft's host names to an emulator on this machine, such as `http://127.0.0.1:8080`. For tests. */
  readonly emulator?: string | undefined;
}

/**
 * Makes a connector.
 *
 * @throws TypeError for options that cannot be used, such as a proxy of another kind.
 */
export function createConnector(options: ConnectorOptions = {}): Connector {
  const atLeastOne = (given: number | undefined, otherwise: number) => Math.max(1, Math.floor(given ?? otherwise));
  const none: ProxyFor = () => undefined;
  const { withoutThreads = false } = options;
  if (withoutThreads && !canSuspend) {
    throw new TypeError("`withoutThreads` needs `WebAssembly.Suspending`: use Node.js 25 or later, or leave it out");
  }
  const transport = new Transport({
    route: options.emulator === undefined ? undefined : parseTarget(options.emulator),
    proxyFor: options.emulator === undefined ? proxiesFrom(options.environment ?? process.env) : none,
    secureContext: secureContext([options.ca ?? []].flat()),
  });
  const shared = {
    transport,
    places: new Places(atLeastOne(options.threads, 4), () => (withoutThreads ? InPlace.make() : Thread.make())),
    queues: new MailboxQueues(atLeastOne(options.callsPerMailbox, CALLS_PER_MAILBOX)),
  };
  return new Connector(shared, "", options);
}

/** The connector's operations. Made by `createConnector`. */
export class Connector {
  readonly #shared: Shared;
  readonly #tenant: string;
  readonly #stores: Stores & { readonly tokens: NonNullable<Stores["tokens"]> };

  /** @internal */
  constructor(shared: Shared, tenant: string, stores: Stores) {
    this.#shared = shared;
    this.#tenant = tenant;
    this.#stores = { ...stores, tokens: stores.tokens ?? new MemoryTokens() };
  }

  /**
   * Returns the connector of a tenant: a customer of your platform. It has stores, tokens and queues of its own, and shares threads and
   * connections.
   */
  forTenant(name: string, stores: Stores): Connector {
    if (name === "") throw new TypeError("a tenant needs a name");
    return new Connector(this.#shared, name, stores);
  }

  /**
   * Returns the description of the connector: its version, operations, forms, limits, hosts and causes. It makes no request.
   */
  async describe(options: CallOptions = {}): Promise<Record<string, unknown>> {
    const text = await this.#run<string>({ name: "describe", args: () => [], budgetMs: budget(undefined) }, options);
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** Checks every field of a connection and signs in. It sends no mail. The result holds the connection to save. */
  connect(connection: ConnectionInput, options: CallOptions = {}): Promise<ConnectResult> {
    return this.#run({ ...this.#of("connect", connection), budgetMs: budget(undefined) }, options);
  }

  /**
   * Tests a connection step by step. It sends no mail unless `sendTestMail` is true. A failed step is part of the report, and no error.
   */
  testConnection(connection: ConnectionInput, options: TestOptionsInput & CallOptions = {}): Promise<ConnectionReport> {
    const given = complete.testOptions(options);
    const operation = this.#of("testConnection", connection, (waitedMs) => [
      { ...given, timeBudgetMs: lessTime(given.timeBudgetMs, waitedMs) },
    ]);
    const budgetMs = budget(given.timeBudgetMs);
    return this.#run({ ...operation, budgetMs, usesMailbox: true, looksOutOfScope: true }, options);
  }

  /**
   * Sends one mail from the mailbox of the connection. It returns a receipt once Microsoft has accepted the mail. With an `idempotencyKey` a repeat
   * never sends a second mail.
   */
  async sendMail(
    connection: ConnectionInput,
    mail: MailInput,
    options: SendOptionsInput & CallOptions = {},
  ): Promise<Receipt> {
    const files = new CallFiles(this.#stores.attachments);
    try {
      const completed = await complete.mail(mail, files);
      const given = complete.sendOptions(options);
      const timed = (waitedMs: number) =>
        // The component knows the size of the files, and gives itself the time for them.
        given.timeBudgetMs !== undefined || hasDefaultBudget(completed)
          ? lessTime(given.timeBudgetMs, waitedMs)
          : undefined;
      const operation = this.#of("sendMail", connection, (waitedMs) => [
        completed,
        { ...given, timeBudgetMs: timed(waitedMs) },
      ]);
      const budgetMs = given.timeBudgetMs === undefined ? ownBudget(completed) : budget(given.timeBudgetMs);
      return await this.#run(
        { ...operation, budgetMs, mail: completed, usesMailbox: true, waitsForThrottling: true },
        options,
        files,
      );
    } finally {
      await files.close();
    }
  }

  /** Looks for an earlier send in the mailbox, by the reference of its receipt or error, or by its idempotency key. It changes nothing. */
  checkOutcome(connection: ConnectionInput, reference: string, options: CallOptions = {}): Promise<SendOutcome> {
    const operation = this.#of("checkOutcome", connection, () => [reference]);
    return this.#run({ ...operation, budgetMs: budget(undefined), usesMailbox: true }, options);
  }

  /** Explains an error response of Microsoft: its likely causes, each with the check that confirms it and the fix. It makes no request. */
  explain(response: ServiceResponseInput, options: CallOptions = {}): Promise<Explanation> {
    const completed = complete.serviceResponse(response);
    return this.#run({ name: "explain", args: () => [completed], budgetMs: budget(undefined) }, options);
  }

  /** Returns the steps that set up the app and its mailboxes, and a PowerShell script that does them. It makes no request. */
  setupGuide(setup: SetupInput, options: CallOptions = {}): Promise<SetupInstructions> {
    const completed = complete.setup(setup);
    return this.#run({ name: "setupGuide", args: () => [completed], budgetMs: budget(undefined) }, options);
  }

  /** Ends the threads and connections that are idle. Calls that run go on. The connector can still be used. */
  async close(): Promise<void> {
    this.#shared.transport.close();
    await this.#shared.places.close();
  }

  #of(name: string, given: ConnectionInput, more: (waitedMs: number) => readonly unknown[] = () => []) {
    const connection: Connection = complete.connection(given);
    return { name, connection, args: (waitedMs: number) => [connection, ...more(waitedMs)] };
  }

  async #run<T>(operation: Operation, options: CallOptions, files?: CallFiles): Promise<T> {
    const { secrets, tokens, attachments, keys } = this.#stores;
    const stores = { secrets, tokens, keys, attachments: files ?? attachments };
    return (await run(this.#shared, this.#tenant, stores, operation, options)) as T;
  }
}
