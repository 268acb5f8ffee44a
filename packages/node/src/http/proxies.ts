// Proxies from the environment, as curl honours them.

/** Variables that may name a proxy for https. The first that is set counts. */
const VARIABLES = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] as const;

/** A proxy for https: `CONNECT` over plain HTTP. */
export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** Value of `Proxy-Authorization`. */
  readonly authorization: string | undefined;
}

/** Chooses the proxy for a host. */
export type ProxyFor = (host: string) => Proxy | undefined;

/**
 * Reads the proxies from the environment.
 *
 * @throws TypeError for a proxy that cannot be used: it would mean a direct connection otherwise. The text shows no value, which may hold a
 * password.
 */
export function proxiesFrom(environment: NodeJS.ProcessEnv): ProxyFor {
  const variable = VARIABLES.find((name) => environment[name] !== undefined);
  const value = variable === undefined ? "" : (environment[variable] ?? "");
  if (variable === undefined || value === "") return () => undefined;
  const proxy = parse(value);
  if (proxy === undefined) {
    throw new TypeError(`the variable ${variable} names no proxy that can be used; write http://HOST:PORT`);
  }
  const excluded = (environment["NO_PROXY"] ?? environment["no_proxy"] ?? "").split(",").map((entry) => entry.trim());
  return (host) => (excluded.some((entry) => covers(entry.toLowerCase(), host)) ? undefined : proxy);
}

function parse(value: string): Proxy | undefined {
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  } catch {
    return undefined;
  }
  if (url.protocol !== "http:" || url.hostname === "") return undefined;
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port || 80),
    authorization: user === ":" ? undefined : `Basic ${Buffer.from(user).toString("base64")}`,
  };
}

/** Returns whether an entry of `NO_PROXY` covers a host: `*`, the name itself, or a domain that it is in. */
function covers(entry: string, host: string): boolean {
  if (entry === "*") return true;
  const domain = entry.replace(/^\*?\./, "");
  return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
}
