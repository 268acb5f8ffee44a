// The stores that a program gives to the connector. All of their methods may be asynchronous.
import type { Secret } from "../secret.js";

/** A value, or a promise of one. */
export type Awaitable<T> = T | PromiseLike<T>;

/** Client secrets, and tokens of other identity providers, by name. */
export interface SecretStore {
  /** Returns the secret of this name, or `undefined` if there is none. */
  get(name: string): Awaitable<Secret | undefined>;
}

/**
 * A cache for access tokens. Entries may be dropped at any time: each drop costs one token request. A name shows neither tenant nor app, and
 * differs for each of your tenants. Treat the values as secrets.
 */
export interface TokenStore {
  /** Returns the token of this name, or `undefined` if there is none. */
  get(name: string): Awaitable<Secret | undefined>;
  /** Keeps a token until it expires. */
  put(name: string, token: Secret): Awaitable<void>;
  /** Removes the token of this name, if there is one. */
  delete(name: string): Awaitable<void>;
}

/** Bytes of attachments by name, for attachments with `stored`. A mail must see one state of them. */
export interface AttachmentStore {
  /** Returns the number of bytes. */
  size(name: string): Awaitable<number>;
  /** Returns `length` bytes from `offset` on, fewer only if the bytes end before. */
  read(name: string, offset: number, length: number): Awaitable<Uint8Array>;
}

/** The certificate of a private key. */
export interface KeyCertificate {
  /** The certificate in DER. */
  readonly der: Uint8Array;
  /** When it expires. */
  readonly expiresAt: Date;
}

/** Private keys, by name. The key never reaches the connector. */
export interface SigningKeys {
  /** Returns the certificate of a key. */
  certificate(name: string): Awaitable<KeyCertificate>;
  /**
   * Signs a payload. `PS256` is RSASSA-PSS with SHA-256 and a salt of 32 bytes, `RS256` is RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3).
   */
  sign(name: string, algorithm: string, payload: Uint8Array): Awaitable<Uint8Array>;
}

/** The stores of a connector, or of one of your tenants. */
export interface Stores {
  /** Client secrets and assertions. None by default. */
  readonly secrets?: SecretStore | undefined;
  /** Access tokens. In the memory of the process by default. */
  readonly tokens?: TokenStore | undefined;
  /** Attachments that a message names with `stored`. None by default. */
  readonly attachments?: AttachmentStore | undefined;
  /** Private keys. None by default. */
  readonly keys?: SigningKeys | undefined;
}
