import { Secret } from "../secret.js";
import type { SecretStore, TokenStore } from "./index.js";

/** Makes a store of secrets that are in memory. The texts of `secrets` are the values. */
export function memorySecrets(secrets: Readonly<Record<string, string | Secret>>): SecretStore {
  const held = new Map(
    Object.entries(secrets).map(([name, value]) => [name, value instanceof Secret ? value : new Secret(value)]),
  );
  return { get: (name) => held.get(name) };
}

/** Tokens that are kept. One belongs to each app and credential that is in use. */
const TOKENS = 10_000;

/** A cache of tokens in memory. The oldest is dropped when there are too many. */
export class MemoryTokens implements TokenStore {
  readonly #tokens = new Map<string, Secret>();

  get(name: string): Secret | undefined {
    const token = this.#tokens.get(name);
    if (token?.expiresAt !== undefined && token.expiresAt.getTime() <= Date.now()) {
      this.#tokens.delete(name);
      return undefined;
    }
    return token;
  }

  put(name: string, token: Secret): void {
    this.#tokens.delete(name);
    this.#tokens.set(name, token);
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > TOKENS && oldest !== undefined) this.#tokens.delete(oldest);
  }

  delete(name: string): void {
    this.#tokens.delete(name);
  }
}
