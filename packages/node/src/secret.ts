import { inspect } from "node:util";

/**
 * A secret or a token. Its value does not show in logs: `console.log`, `util.inspect`, `JSON.stringify` and template texts do not contain it.
 */
export class Secret {
  readonly #value: string;
  /** When it expires. Absent means that it does not expire. */
  readonly expiresAt: Date | undefined;

  constructor(value: string, options: { readonly expiresAt?: Date | undefined } = {}) {
    this.#value = value;
    this.expiresAt = options.expiresAt;
  }

  /** Returns the value. */
  reveal(): string {
    return this.#value;
  }

  [inspect.custom](): string {
    return "Secret [redacted]";
  }
}
