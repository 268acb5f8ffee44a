// The record of the requests of one call. It answers the questions that matter when a call is stopped: may the mail have been sent, and may a
// draft have been left? It also counts the bytes of request bodies, for a progress bar, and holds the call to its number of requests.
import type { Effect } from "../policy/endpoint.js";

/** Requests of one call that are under way at once, their responses included. The component has one. Outlook serves four. */
export const REQUESTS_AT_ONCE = 4;

/**
 * Requests of one call. A mail of 150 MB takes about 50, and one with 250 attachments, which Exchange does not exceed, about 1,000 if each is
 * tried four times.
 */
export const REQUESTS = 5_000;

type Outcome = "open" | "not-sent" | "broken" | number;

/** One request in the record. */
export class JournalEntry {
  readonly effect: Effect | undefined;
  readonly #report: () => void;
  #connected = false;
  #outcome: Outcome = "open";
  #bodyBytes = 0;

  constructor(effect: Effect | undefined, report: () => void) {
    this.effect = effect;
    this.#report = report;
  }

  /** Notes that the request has a connection: from now on it may have left. */
  connected(): void {
    this.#connected = true;
  }

  /** Notes how the request ended: with a status, without a connection, or without a response. */
  ended(outcome: Outcome): void {
    this.#outcome = outcome;
    if (this.failed) this.#report();
  }

  /** Counts body bytes that the network took. They do not count once the request has failed: its body is sent again, if at all. */
  addBodyBytes(count: number): void {
    if (this.failed) return;
    this.#bodyBytes += count;
    this.#report();
  }

  get failed(): boolean {
    return typeof this.#outcome === "number" ? this.#outcome >= 400 : this.#outcome !== "open";
  }

  get bodyBytes(): number {
    return this.failed ? 0 : this.#bodyBytes;
  }

  /** Whether the request may have had its effect. A status of 4xx means refused. 408 does not: a gateway returns it without knowing. */
  get mayHaveHadEffect(): boolean {
    if (this.#outcome === "not-sent") return false;
    if (typeof this.#outcome === "string") return this.#connected;
    return this.#outcome < 400 || this.#outcome >= 500 || this.#outcome === 408;
  }
}

/** The record of the requests of one call. It holds no URL, header or body. */
export class Journal {
  readonly #entries: JournalEntry[] = [];
  readonly #onProgress: ((bytes: number) => void) | undefined;
  #requests = 0;
  #underWay = 0;

  constructor(onProgress?: (bytes: number) => void) {
    this.#onProgress = onProgress;
  }

  /** Whether a request that makes Graph send mail was given a connection and has not been refused. */
  get mayHaveSentMail(): boolean {
    return this.#may("sends-mail");
  }

  /** Whether a request that makes Graph write a draft was given a connection and has not been refused. */
  get mayHaveLeftADraft(): boolean {
    return this.#may("writes-draft");
  }

  /** Counts a request, denied ones included. Returns false if the call has made as many as it may, or has as many under way. */
  admit(): boolean {
    if (this.#requests >= REQUESTS || this.#underWay >= REQUESTS_AT_ONCE) return false;
    this.#requests += 1;
    this.#underWay += 1;
    return true;
  }

  /** Gives the place of an admitted request back. */
  release(): void {
    this.#underWay -= 1;
  }

  begin(effect: Effect | undefined): JournalEntry {
    const entry = new JournalEntry(effect, () => {
      const sent = this.#entries.reduce((sum, each) => sum + each.bodyBytes, 0);
      this.#onProgress?.(sent);
    });
    this.#entries.push(entry);
    return entry;
  }

  #may(effect: Effect): boolean {
    return this.#entries.some((entry) => entry.effect === effect && entry.mayHaveHadEffect);
  }
}
