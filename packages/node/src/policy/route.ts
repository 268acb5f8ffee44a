// Routes: requests to Microsoft's hosts go to an address on this machine instead, where the emulator listens.
//
// The component keeps using Microsoft's host names, and so do the host header and the TLS server name. Only the address of the connection
// changes. A route leads to loopback and nowhere else, so that nobody can use one to send tokens away.

/** Where the requests for Microsoft's hosts go. */
export interface Target {
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
}

/**
 * Reads a target such as `http://127.0.0.1:8080`.
 *
 * @throws TypeError if it is no loopback address with a port.
 */
export function parseTarget(text: string): Target {
  const bad = () =>
    new TypeError(`emulator: write http://127.0.0.1:PORT or https://127.0.0.1:PORT, without a path; not ${text}`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw bad();
  }
  const tls = url.protocol === "https:";
  const port = Number(url.port || (tls ? 443 : 80));
  const plain = url.pathname === "/" && url.search === "" && url.username === "" && url.password === "";
  if (!plain || (!tls && url.protocol !== "http:")) throw bad();
  const address = url.hostname === "localhost" ? "127.0.0.1" : url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (address !== "::1" && !/^127(\.\d+){3}$/.test(address)) {
    throw new TypeError(`emulator: ${text} is not on this machine; write 127.0.0.1, [::1] or localhost`);
  }
  return { address, port, tls };
}
