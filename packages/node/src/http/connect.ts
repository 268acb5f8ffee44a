// Opens connections: by route, through a proxy, or directly after a check of the resolved address. Every failure here is a `ConnectFault`.
import { lookup, type LookupAddress } from "node:dns";
import { connect as connectTcp, type LookupFunction, type Socket } from "node:net";
import { connect as connectTls, type SecureContext } from "node:tls";
import { isPublic } from "../policy/address.js";
import type { Target } from "../policy/route.js";
import { ConnectFault, dnsFault, tcpFault, tlsFault } from "./fault.js";
import type { Proxy, ProxyFor } from "./proxies.js";

/** Longest head of a proxy's response to CONNECT. */
const PROXY_HEAD_BYTES = 16 * 1024;

/** How connections are opened. */
export interface Ways {
  readonly route: Target | undefined;
  readonly proxyFor: ProxyFor;
  readonly secureContext: SecureContext | undefined;
}

/** Opens a connection to a host of Microsoft, with TLS unless a route says otherwise. `signal` ends the attempt. */
export async function connect(ways: Ways, host: string, signal: AbortSignal): Promise<Socket> {
  const { route } = ways;
  if (route !== undefined) {
    const tcp = await opened(connectTcp({ host: route.address, port: route.port, noDelay: true }), signal);
    return route.tls ? secured(ways, tcp, host, signal) : tcp;
  }
  const proxy = ways.proxyFor(host);
  const tcp =
    proxy === undefined
      ? await opened(connectTcp({ host, port: 443, noDelay: true, lookup: publicOnly }), signal)
      : await tunnel(proxy, host, signal);
  return secured(ways, tcp, host, signal);
}

async function opened(socket: Socket, signal: AbortSignal): Promise<Socket> {
  try {
    await event(socket, "connect", signal);
    return socket;
  } catch (error) {
    throw tcpFault(error);
  }
}

async function secured(ways: Ways, socket: Socket, host: string, signal: AbortSignal): Promise<Socket> {
  const context = ways.secureContext === undefined ? {} : { secureContext: ways.secureContext };
  const tls = connectTls({ socket, servername: host, ALPNProtocols: ["http/1.1"], ...context });
  try {
    await event(tls, "secureConnect", signal);
    return tls;
  } catch (error) {
    throw tlsFault(error);
  }
}

/** Opens a tunnel. The operator chooses the proxy, which commonly has a private address: it is not checked. */
async function tunnel(proxy: Proxy, host: string, signal: AbortSignal): Promise<Socket> {
  const socket = await opened(connectTcp({ host: proxy.host, port: proxy.port, noDelay: true }), signal);
  const authorization = proxy.authorization === undefined ? "" : `Proxy-Authorization: ${proxy.authorization}\r\n`;
  socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n${authorization}\r\n`);
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    if (socket.readableLength === 0) {
      try {
        await event(socket, "readable", signal);
      } catch (error) {
        throw tcpFault(error);
      }
    }
    const chunk = socket.read() as Buffer | null;
    head += chunk?.toString("latin1") ?? "";
    if (head.length > PROXY_HEAD_BYTES || socket.readableEnded || (chunk === null && socket.destroyed)) break;
  }
  // After a refusal nothing was sent. The server speaks first in no protocol that is used here, so that no byte follows the head.
  if (/^HTTP\/1\.[01] 200/.test(head) && head.endsWith("\r\n\r\n")) return socket;
  socket.destroy();
  throw new ConnectFault({ tag: "destination-unavailable" }, "the proxy refused");
}

/** Waits for an event of a socket. Rejects if the socket fails or closes first, or if the signal is aborted: then the socket is destroyed. */
function event(socket: Socket, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: unknown) => {
      socket.off(name, onEvent).off("error", onError).off("close", onClose).off("end", onClose);
      signal.removeEventListener("abort", onAbort);
      if (error === undefined) {
        resolve();
        return;
      }
      // Its further errors say nothing new.
      socket.on("error", () => undefined).destroy();
      reject(error instanceof Error ? error : new Error("the socket failed"));
    };
    const onEvent = () => done();
    const onError = (error: Error) => done(error);
    const onClose = () => done(new Error("the connection was closed"));
    const onAbort = () => done(signal.reason);
    if (signal.aborted) {
      done(signal.reason);
      return;
    }
    socket.on(name, onEvent).on("error", onError).on("close", onClose).on("end", onClose);
    signal.addEventListener("abort", onAbort);
  });
}

/** Resolves a name and drops every address that is not of the public Internet. */
const publicOnly: LookupFunction = (host, options, callback) => {
  const refuse = (fault: ConnectFault) => callback(fault, [], undefined);
  lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const allowed = error === null ? addresses.filter(({ address }) => isPublic(address)) : [];
    const [first] = allowed;
    if (error !== null) refuse(dnsFault(error));
    else if (first === undefined) refuse(addresses.length === 0 ? dnsFault(undefined) : prohibited());
    else if (options.all === true) callback(null, allowed);
    else callback(null, first.address, first.family);
  });
};

function prohibited(): ConnectFault {
  const text = "the name resolved only to addresses inside a network";
  return new ConnectFault({ tag: "destination-IP-prohibited" }, text);
}
