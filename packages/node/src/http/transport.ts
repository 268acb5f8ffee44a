// The transport: HTTP/1.1 over pooled connections, under the egress policy. It follows no redirects, uses nothing but https outside of
// routes, and logs nothing.
import {
  Agent,
  request as httpRequest,
  type ClientRequest,
  type ClientRequestArgs,
  type RequestOptions,
} from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { RequestHead } from "../policy/endpoint.js";
import { hostOf } from "../policy/endpoint.js";
import { connect, type Ways } from "./connect.js";

/** Idle connections kept for a host. */
const IDLE_PER_HOST = 32;

/**
 * Time after which an idle connection is dropped. Load balancers commonly allow 60 s and more. A shorter time means that we rarely write into a
 * connection that the other side is just closing: after that nobody knows whether the mail was sent.
 */
const IDLE_MS = 45_000;

/** What the agent gets of a request, beside Node.js's own options. */
interface ConnectOptions extends RequestOptions {
  readonly host: string;
  readonly connectSignal: AbortSignal;
}

/** Opens the connections of requests by our rules, TLS included. So `node:http` sends all requests. */
class WayAgent extends Agent {
  readonly #ways: Ways;

  constructor(ways: Ways) {
    super({ keepAlive: true, maxFreeSockets: IDLE_PER_HOST, timeout: IDLE_MS });
    this.#ways = ways;
  }

  override createConnection(
    options: ClientRequestArgs,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const { host, connectSignal } = options as ConnectOptions;
    connect(this.#ways, host, connectSignal).then(
      (socket) => callback?.(null, socket),
      // Node.js looks at the error alone.
      (error: unknown) => callback?.(error as Error, undefined as unknown as Socket),
    );
  }
}

/** Carries requests to Microsoft. All calls share one: it holds the connections. */
export class Transport {
  readonly #agent: Agent;

  constructor(ways: Ways) {
    this.#agent = new WayAgent(ways);
  }

  /** Begins a request. Its connection is opened now. `connectSignal` ends the attempt. */
  begin(head: RequestHead, headers: readonly (readonly [string, string])[], connectSignal: AbortSignal): ClientRequest {
    const host = hostOf(head) ?? "";
    const options: ConnectOptions = {
      agent: this.#agent,
      host,
      port: 443,
      method: head.method,
      path: head.target,
      setHost: false,
      headers: ["host", host, ...headers.flat()],
      connectSignal,
    };
    return httpRequest(options);
  }

  /** Closes the connections. */
  close(): void {
    this.#agent.destroy();
  }
}
