// One exchange over the transport, against a server that behaves in one particular way.
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Exchange, type ResponseHead, type Times } from "../../src/http/exchange.js";
import type { ErrorCode } from "../../src/http/fault.js";
import { Journal } from "../../src/http/journal.js";
import { Transport } from "../../src/http/transport.js";
import type { Ways } from "../../src/http/connect.js";
import { Binding } from "../../src/policy/binding.js";
import type { RequestHead } from "../../src/policy/endpoint.js";

/** The head of a request that sends mail. */
export const SEND: RequestHead = {
  method: "POST",
  scheme: "https",
  authority: "graph.microsoft.com",
  target: "/v1.0/users/u/sendMail",
  headers: [["content-type", "application/json"]],
};

/** The head of a request for a token. */
export const TOKEN: RequestHead = { ...SEND, authority: "login.microsoftonline.com", target: "/t/oauth2/v2.0/token" };

/** Ways to a server on this machine. */
export function waysTo(port: number, more: Partial<Ways> & { tls?: boolean } = {}): Ways {
  const route = { address: "127.0.0.1", port, tls: more.tls ?? false };
  return { route, proxyFor: () => undefined, secureContext: undefined, ...more };
}

/** How an exchange went. */
export interface Went {
  readonly response: ResponseHead | ErrorCode;
  readonly body: string | ErrorCode;
  readonly journal: Journal;
}

/** A way to make exchanges over one transport. */
export class Line implements Disposable {
  readonly transport: Transport;
  readonly binding = new Binding({
    tenantId: "t",
    clientId: "c",
    mailbox: "u",
    credential: { tag: "client-secret", val: "s" },
  });

  constructor(ways: Ways) {
    this.transport = new Transport(ways);
  }

  /** Makes an exchange. `body` are the pieces of the body; a number stands for so many bytes of a body that is not finished. */
  async exchange(
    head: RequestHead,
    body: readonly Uint8Array[] | "endless" = [Buffer.from("{}")],
    times: Times = {},
    journal = new Journal(),
  ): Promise<Went> {
    let wake: () => void = () => undefined;
    const ring = () => wake();
    const rung = () => new Promise<void>((resolve) => (wake = resolve));
    const { transport, binding } = this;
    const exchange = Exchange.start({ transport, binding, journal, onRequest: undefined, ring }, head, times);
    if (!(exchange instanceof Exchange)) return { response: exchange, body: "", journal };
    for (const piece of body === "endless" ? endless() : body) {
      while (!exchange.isWritable && !exchange.hasResponse) await rung();
      if (exchange.hasResponse || !exchange.write(piece)) break;
    }
    if (body !== "endless") exchange.finish();
    while (!exchange.hasResponse) await rung();
    const response = exchange.response();
    if (response === undefined) throw new Error("no response");
    let text = "";
    let failure: ErrorCode | undefined;
    while ("status" in response) {
      const piece = exchange.read(1000);
      if (piece === "end") break;
      if (piece === "not-yet") await rung();
      else if (piece instanceof Uint8Array) text += Buffer.from(piece).toString();
      else {
        failure = piece;
        break;
      }
    }
    exchange.abort();
    return { response, body: failure ?? text, journal };
  }

  [Symbol.dispose](): void {
    this.transport.close();
  }
}

function* endless(): Generator<Uint8Array> {
  for (;;) yield new Uint8Array(64 * 1024);
}

/** What a server does with a connection. */
export type Script = (socket: Socket, server: TinyServer) => Promise<void>;

/** A server that reads requests and does what a script says. */
export class TinyServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Heads of the requests, in lower case. */
  readonly heads: string[] = [];
  readonly bodies: string[] = [];
  connections = 0;

  constructor(script: Script) {
    this.#server = createServer((socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      script(socket, this).catch(() => socket.destroy());
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** Reads each request whole and responds with these bytes. `close` ends the connection after the first. */
export function respond(text: string, close = false): Script {
  return async (socket, server) => {
    for (;;) {
      await readRequest(socket, server);
      socket.write(text);
      if (close) {
        socket.end();
        return;
      }
    }
  };
}

/** Responds as soon as the head is there, and reads on. */
export function respondEarly(text: string): Script {
  return async (socket, server) => {
    server.heads.push((await readHead(socket)).toLowerCase());
    socket.write(text);
    socket.resume();
  };
}

/** Reads, and never responds. */
export const silence: Script = async (socket) => {
  socket.resume();
  await once(socket, "close");
};

async function readRequest(socket: Socket, server: TinyServer): Promise<void> {
  const head = (await readHead(socket)).toLowerCase();
  server.heads.push(head);
  const length = /content-length: (\d+)/.exec(head)?.[1];
  let body = "";
  while (
    length === undefined ? !body.endsWith("0\r\n\r\n") && head.includes("chunked") : body.length < Number(length)
  ) {
    const chunk = await next(socket);
    body += chunk;
  }
  server.bodies.push(body);
}

async function readHead(socket: Socket): Promise<string> {
  let text = "";
  while (!text.includes("\r\n\r\n")) text += await next(socket);
  const end = text.indexOf("\r\n\r\n") + 4;
  socket.unshift(Buffer.from(text.slice(end), "latin1"));
  return text.slice(0, end);
}

async function next(socket: Socket): Promise<string> {
  for (;;) {
    const chunk = socket.read() as Buffer | null;
    if (chunk !== null) return chunk.toString("latin1");
    if (socket.readableEnded || socket.destroyed) throw new Error("closed");
    await Promise.race([once(socket, "readable"), once(socket, "close")]);
  }
}
