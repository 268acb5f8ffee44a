// The places where calls run. A place runs one call at a time, each in an instance of its own, and is used again.
import type { Ended, Task } from "../component/types.js";

/** Replies to what a call asks. */
export type Answer = (operation: string, args: readonly unknown[]) => unknown;

/** A place for one call at a time. */
export interface Place {
  /** Runs a call. Rejects if the place is ended first. */
  run(task: Task, answer: Answer): Promise<Ended>;
  /** Ends the place, and the call in it. */
  end(): Promise<void>;
  readonly hasEnded: boolean;
}

/** The places of a connector. Calls wait for one in order of arrival. */
export class Places {
  readonly #most: number;
  readonly #make: () => Promise<Place>;
  readonly #idle: Place[] = [];
  readonly #waiting: ((place: Place) => void)[] = [];
  #count = 0;

  /** At most `most` places. */
  constructor(most: number, make: () => Promise<Place>) {
    this.#most = most;
    this.#make = make;
  }

  /** Waits for a place. Give it back with `give`. */
  async take(signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted();
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#count < this.#most) return this.#another();
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        reject(signal.reason as Error);
      };
      const take = (place: Place) => {
        signal.removeEventListener("abort", onAbort);
        resolve(place);
      };
      this.#waiting.push(take);
      signal.addEventListener("abort", onAbort);
    });
  }

  /** Gives a place back. One that has ended is replaced. */
  async give(place: Place): Promise<void> {
    let next: Place | undefined = place;
    if (place.hasEnded) {
      this.#count -= 1;
      next = this.#waiting.length > 0 ? await this.#another() : undefined;
    }
    if (next === undefined) return;
    const first = this.#waiting.shift();
    if (first === undefined) this.#idle.push(next);
    else first(next);
  }

  /** Ends the places that run no call. */
  async close(): Promise<void> {
    const idle = this.#idle.splice(0);
    this.#count -= idle.length;
    await Promise.all(idle.map((place) => place.end()));
  }

  async #another(): Promise<Place> {
    this.#count += 1;
    try {
      return await this.#make();
    } catch (error) {
      this.#count -= 1;
      throw error;
    }
  }
}
