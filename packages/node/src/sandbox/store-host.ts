// The imports of the contract's own package, over the stores of a call. Each checks first that the call may use the name, and how much it asks
// for. No store may keep a call waiting for longer than its time-out.
import { createHash } from "node:crypto";
import { Secret } from "../secret.js";
import { StoreError, type StoreErrorKind } from "../stores/errors.js";
import type { AttachmentStore, Awaitable, SecretStore, SigningKeys, TokenStore } from "../stores/index.js";
import type { Allowed } from "./allowed.js";
import { Refusal } from "./bridge.js";

/** Longest wait for one answer of a store, in milliseconds. A store that does not answer would hold a place with a mailbox. */
const STORE_TIMEOUT_MS = 15_000;

/** Bytes of a value that the component puts into the cache at most. A token has at most 16 KiB. */
const CACHED_BYTES = 64 * 1024;

/** Longest life of such a value: a token lives for a day at most (Entra, "Configurable token lifetimes"). */
const CACHED_MS = 24 * 3_600_000;

/** Bytes of what a key signs at most. An assertion has about 1 KB. */
const SIGNED_BYTES = 64 * 1024;

/** Bytes that one read of an attachment returns at most. The component asks for 256 KiB. */
const READ_BYTES = 1024 * 1024;

/** The stores of one call. */
export interface CallStores {
  readonly secrets: SecretStore | undefined;
  readonly tokens: TokenStore;
  readonly attachments: AttachmentStore | undefined;
  readonly keys: SigningKeys | undefined;
}

interface WireSecret {
  readonly value: string;
  readonly expiresAt?: bigint | undefined;
}

/** Replies to what the component asks its stores. */
export class StoreHost {
  readonly #allowed: Allowed;
  readonly #stores: CallStores;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** The last error of a store that is not a `StoreError`: the cause of a failed call. */
  lastError: unknown;

  constructor(allowed: Allowed, stores: CallStores) {
    this.#allowed = allowed;
    this.#stores = stores;
  }

  /** Waits for no store any longer: nobody takes the replies. */
  abort(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** Replies, or returns `undefined` if the operation is none of a store. */
  answer(operation: string, args: readonly unknown[]): Promise<unknown> | undefined {
    const [name, second, third] = args as [string, unknown, unknown];
    switch (operation) {
      case "secrets.get":
        return this.#ask(["denied", "unavailable"], () => this.#get(name));
      case "secrets.put":
        return this.#ask(["denied", "unavailable"], () => this.#put(name, second as WireSecret));
      case "secrets.delete":
        return this.#ask(["denied", "unavailable"], () => this.#stores.tokens.delete(this.#allowed.token(name)));
      case "keys.sign":
        return this.#ask(KEY_ERRORS, () => this.#sign(name, second as string, third as Uint8Array));
      case "keys.getCertificate":
        return this.#ask(KEY_ERRORS, () => this.#certificate(name));
      case "attachments.size":
        return this.#ask(READ_ERRORS, async () => BigInt(await this.#files().size(this.#allowed.attachment(name))));
      case "attachments.read":
        return this.#ask(READ_ERRORS, () =>
          this.#files().read(this.#allowed.attachment(name), Number(second), Math.min(third as number, READ_BYTES)),
        );
      case "attachments.digest":
        // No store of this package knows a digest without reading the bytes.
        return Promise.resolve(undefined);
      default:
        return undefined;
    }
  }

  async #get(name: string): Promise<WireSecret | undefined> {
    const isCached = this.#allowed.isCached(name);
    const secret = isCached
      ? await this.#stores.tokens.get(this.#allowed.token(name))
      : await this.#stores.secrets?.get(this.#allowed.secret(name));
    const expiresAt = secret?.expiresAt;
    if (secret === undefined || (expiresAt !== undefined && expiresAt.getTime() <= Date.now())) return undefined;
    return { value: secret.reveal(), expiresAt: expiresAt === undefined ? undefined : seconds(expiresAt) };
  }

  #put(name: string, { value, expiresAt }: WireSecret): Awaitable<void> {
    const stored = this.#allowed.token(name);
    if (Buffer.byteLength(value) > CACHED_BYTES) {
      throw new StoreError("denied", `a cached value has at most ${CACHED_BYTES} bytes`);
    }
    if (expiresAt === undefined) throw new StoreError("denied", "a cached value must expire");
    const latest = Date.now() + CACHED_MS;
    return this.#stores.tokens.put(
      stored,
      new Secret(value, { expiresAt: new Date(Math.min(Number(expiresAt) * 1000, latest)) }),
    );
  }

  #sign(name: string, algorithm: string, payload: Uint8Array): Awaitable<Uint8Array> {
    const key = this.#allowed.key(name);
    if (payload.length > SIGNED_BYTES) throw new StoreError("denied", `a key signs at most ${SIGNED_BYTES} bytes`);
    return this.#keys().sign(key, algorithm, payload);
  }

  async #certificate(name: string) {
    const { der, expiresAt } = await this.#keys().certificate(this.#allowed.key(name));
    const digest = (algorithm: string) => new Uint8Array(createHash(algorithm).update(der).digest());
    return {
      der: new Uint8Array(der),
      sha256Thumbprint: digest("sha256"),
      sha1Thumbprint: digest("sha1"),
      notAfter: seconds(expiresAt),
    };
  }

  #keys(): SigningKeys {
    if (this.#stores.keys === undefined) throw new StoreError("not-found");
    return this.#stores.keys;
  }

  #files(): AttachmentStore {
    if (this.#stores.attachments === undefined) throw new StoreError("not-found");
    return this.#stores.attachments;
  }

  /** Waits for a store, but not for ever. `kinds` are the errors that the import has. */
  async #ask<T>(kinds: readonly StoreErrorKind[], ask: () => Awaitable<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new StoreError("unavailable", `the store did not answer within ${STORE_TIMEOUT_MS / 1000} s`));
      }, STORE_TIMEOUT_MS);
      this.#timers.add(timer);
    });
    try {
      return await Promise.race([(async () => ask())(), late]);
    } catch (error) {
      const known = error instanceof StoreError && kinds.includes(error.kind) ? error : undefined;
      if (known === undefined) this.lastError = error;
      const text = known?.message ?? "the store failed";
      switch (known?.kind) {
        case "not-found":
        case "unsupported-algorithm":
          throw new Refusal({ tag: known.kind });
        case "denied":
          throw new Refusal({ tag: "denied", val: text });
        default:
          throw new Refusal({ tag: "unavailable", val: text });
      }
    } finally {
      clearTimeout(timer);
      if (timer !== undefined) this.#timers.delete(timer);
    }
  }
}

const KEY_ERRORS: readonly StoreErrorKind[] = ["not-found", "unsupported-algorithm", "denied", "unavailable"];
const READ_ERRORS: readonly StoreErrorKind[] = ["not-found", "denied", "unavailable"];

function seconds(time: Date): bigint {
  return BigInt(Math.floor(time.getTime() / 1000));
}
