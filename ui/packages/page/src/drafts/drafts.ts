/** What a person has typed, and what came of it, by key. It lives in memory, so that leaving a screen loses nothing. */
export class Drafts {
  readonly #values = new Map<string, unknown>();
  readonly #listeners = new Map<string, Set<() => void>>();

  get(key: string): unknown {
    return this.#values.get(key);
  }

  /** Returns the value. The first time it is made by `initial`. */
  getOr(key: string, initial: () => unknown): unknown {
    if (!this.#values.has(key)) this.#values.set(key, initial());
    return this.#values.get(key);
  }

  set(key: string, value: unknown): void {
    this.#values.set(key, value);
    this.#tell(key);
  }

  delete(key: string): void {
    this.#values.delete(key);
    this.#tell(key);
  }

  /** Calls `listener` whenever the value of the key changes. Returns what ends that. */
  subscribe(key: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  entries(): [string, unknown][] {
    return [...this.#values];
  }

  #tell(key: string) {
    for (const listener of this.#listeners.get(key) ?? []) listener();
  }
}
