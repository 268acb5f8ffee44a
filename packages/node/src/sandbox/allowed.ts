// What one call may use: the names in its stores that its own arguments contain, and no others. So a call for one connection cannot read the
// secret of another or use the other's tokens, whatever the component does.
import { createHash } from "node:crypto";
import type { Connection, Credential, Mail } from "../contract/types.js";
import { plain } from "../policy/binding.js";
import { StoreError } from "../stores/errors.js";

/** Names that begin so belong to the connector: it keeps access tokens there. */
const CACHE = "cache:";

/** What one call may use. */
export class Allowed {
  readonly #tenant: string;
  readonly #connection: Connection | undefined;
  readonly #credentials: readonly Credential[];
  readonly #attachments: ReadonlySet<string>;

  constructor(tenant: string, connection: Connection | undefined, mail: Mail | undefined) {
    this.#tenant = tenant;
    this.#connection = connection;
    const credentials = [connection?.credential, connection?.nextCredential];
    this.#credentials = credentials.filter((credential) => credential !== undefined);
    this.#attachments = new Set(storedNames(mail));
  }

  /** Whether a name is one of the connector's own. */
  isCached(name: string): boolean {
    return name.startsWith(CACHE);
  }

  /** Returns the name under which a secret may be read. */
  secret(name: string): string {
    const wanted = name.trim();
    if (this.#names((kind) => kind !== "certificate").includes(wanted)) return wanted;
    throw new StoreError("denied", "this call's connection does not name that secret");
  }

  /** Returns the name under which a key may be used. */
  key(name: string): string {
    const wanted = name.trim();
    if (this.#names((kind) => kind === "certificate").includes(wanted)) return wanted;
    throw new StoreError("denied", "this call's connection does not name that key");
  }

  /** Returns the name under which an attachment may be read. */
  attachment(name: string): string {
    if (this.#attachments.has(name)) return name;
    throw new StoreError("denied", "this call's mail does not name that attachment");
  }

  /**
   * Returns the name in the store of tokens for the component's name. There is one for each credential: the component's name holds the kind of the
   * credential and ends with its name. Every other name stands for the first credential.
   */
  token(name: string): string {
    const connection = this.#connection;
    const isNamed = ({ tag, val }: Credential) => name.endsWith(`${tag}/${val.trim()}`);
    const credential = this.#credentials.find(isNamed) ?? this.#credentials[0];
    if (!this.isCached(name) || connection === undefined || credential === undefined) {
      throw new StoreError("denied", `the connector may write names that begin with ${CACHE} only`);
    }
    const hash = createHash("sha256");
    for (const part of [
      this.#tenant,
      plain(connection.cloud ?? "global"),
      plain(connection.tenantId),
      plain(connection.clientId),
      credential.tag,
      credential.val.trim(),
    ]) {
      // With its length, so that no two lists of parts give the same bytes.
      const bytes = Buffer.from(part);
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(bytes.length));
      hash.update(length).update(bytes);
    }
    return `${CACHE}token/${hash.digest("hex").slice(0, 32)}`;
  }

  // The component trims what people paste, and so must the comparison.
  #names(isOfKind: (kind: Credential["tag"]) => boolean): string[] {
    return this.#credentials.filter(({ tag }) => isOfKind(tag)).map(({ val }) => val.trim());
  }
}

function storedNames(mail: Mail | undefined): string[] {
  if (mail === undefined) return [];
  const contents = mail.tag === "mime" ? [mail.val] : mail.val.attachments.map(({ content }) => content);
  return contents.filter(({ tag }) => tag === "stored").map(({ val }) => val as string);
}
