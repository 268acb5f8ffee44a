// The requests that the connector makes: the one list of what may leave the sandbox, what a request may bring about, and what may be logged
// of it. The Rust host has the same list (host-harness/src/policy/endpoint.rs).
//
// A path is compared as it is written, segment by segment. Everything that a server might read as another path is refused: an encoded
// letter in a fixed segment, an empty segment, `.` and `..`, and slashes, backslashes and control characters in a value, encoded or not.
import { roleOf, type HostRole } from "./hosts.js";
import { decoded, isKnownQuery } from "./query.js";

/** The effect of a request on a mailbox, as far as it matters when a call is stopped. */
export type Effect = "sends-mail" | "writes-draft";

/** A request of a known kind. */
export interface KnownRequest {
  readonly endpoint: Endpoint;
  readonly role: HostRole;
  /** The path with its values left out, for the log. */
  readonly shape: string;
  /** The tenant of a token request, or the user of a request to Graph, decoded. Empty for an upload. */
  readonly owner: string;
  readonly effect: Effect | undefined;
}

export type Endpoint = "token" | "send" | "folder" | "messages" | "other" | "upload-session" | "upload";

interface Shape {
  readonly endpoint: Endpoint;
  readonly role: HostRole;
  /** `{owner}` stands for the tenant or the user, and `{}` for any other value. */
  readonly path: string;
  readonly methods: readonly string[];
  readonly effect?: Effect;
}

const USER = "/v1.0/users/{owner}";
const SHAPES: readonly Shape[] = [
  { endpoint: "token", role: "login", path: "/{owner}/oauth2/v2.0/token", methods: ["POST"] },
  { endpoint: "other", role: "graph", path: `${USER}/sendMail`, methods: ["POST"], effect: "sends-mail" },
  { endpoint: "folder", role: "graph", path: `${USER}/mailFolders/drafts`, methods: ["GET"] },
  { endpoint: "folder", role: "graph", path: `${USER}/mailFolders/sentitems`, methods: ["GET"] },
  { endpoint: "messages", role: "graph", path: `${USER}/messages`, methods: ["GET"] },
  { endpoint: "messages", role: "graph", path: `${USER}/messages`, methods: ["POST"], effect: "writes-draft" },
  { endpoint: "other", role: "graph", path: `${USER}/messages/{}`, methods: ["GET", "PATCH", "DELETE"] },
  { endpoint: "send", role: "graph", path: `${USER}/messages/{}/send`, methods: ["POST"], effect: "sends-mail" },
  { endpoint: "other", role: "graph", path: `${USER}/messages/{}/attachments`, methods: ["GET", "POST"] },
  {
    endpoint: "upload-session",
    role: "graph",
    path: `${USER}/messages/{}/attachments/createUploadSession`,
    methods: ["POST"],
  },
];

/** Logged for every path on the hosts of upload sessions: path and query hold a token. */
const UPLOAD = "(upload session)";
const UPLOAD_METHODS = ["PUT", "GET", "DELETE"];

/**
 * Headers that a request may have: those of the connector. Others may change what a request means, such as `x-http-method-override` and `te`.
 */
const HEADERS = new Set([
  "accept",
  "authorization",
  "client-request-id",
  "content-length",
  "content-range",
  "content-type",
  "if-match",
  "prefer",
  "return-client-request-id",
]);

/** The head of a request as the component made it. */
export interface RequestHead {
  readonly method: string;
  readonly scheme: string;
  readonly authority: string;
  /** Path with query. */
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** Finds the kind of a request. Returns `undefined` if the connector makes no such request: then it must not leave. */
export function knownRequest(head: RequestHead): KnownRequest | undefined {
  const host = hostOf(head);
  const role = host === undefined ? undefined : roleOf(host);
  if (role === undefined || !head.headers.every(([name]) => HEADERS.has(name.toLowerCase()))) return undefined;
  if (role === "upload") {
    if (!UPLOAD_METHODS.includes(head.method)) return undefined;
    return { endpoint: "upload", role, shape: UPLOAD, owner: "", effect: undefined };
  }
  const [path = "", ...rest] = head.target.split("?");
  const query = rest.length === 0 ? undefined : rest.join("?");
  for (const shape of SHAPES) {
    if (shape.role !== role || !shape.methods.includes(head.method)) continue;
    const owner = ownerIn(shape.path, path);
    if (owner === undefined) continue;
    // Without a selection, Graph would return the content of messages.
    const known = query === undefined ? head.method !== "GET" : head.method === "GET" && isKnownQuery(query);
    return known ? { endpoint: shape.endpoint, role, shape: shape.path, owner, effect: shape.effect } : undefined;
  }
  return undefined;
}

/** Returns the host of an https request in lower case. Returns `undefined` for another scheme, a port, or a user name in the authority. */
export function hostOf(head: RequestHead): string | undefined {
  if (head.scheme !== "https") return undefined;
  const host = head.authority.toLowerCase().replace(/:443$/, "");
  return /^[a-z0-9.-]+$/.test(host) ? host : undefined;
}

/** Compares a path with a shape. Returns the value in the place of `{owner}`. */
function ownerIn(shape: string, path: string): string | undefined {
  const wanted = shape.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  let owner: string | undefined;
  for (const [index, part] of wanted.entries()) {
    const segment = given[index] ?? "";
    if (part === "{owner}") {
      owner = valueOf(segment);
      if (owner === undefined) return undefined;
    } else if (part === "{}") {
      // A value that still has a `%` would be another one for a server that decodes twice.
      if (valueOf(segment)?.includes("%") !== false) return undefined;
    } else if (part !== segment) {
      return undefined;
    }
  }
  return owner;
}

/** Decodes a segment that holds a value. Returns `undefined` if a server might read it as more than one segment, or as none. */
function valueOf(segment: string): string | undefined {
  const value = decoded(segment);
  if (value === undefined || value === "" || value === "." || value === "..") return undefined;
  return /[/\\\p{Cc}]/u.test(value) ? undefined : value;
}
