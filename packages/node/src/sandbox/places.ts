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

/** Hands a place to a call that waits. If the place cannot be made, that call fails. */
type Waiting = (place: Place | Promise<Place>) => void;

/** The places of a connector. Calls wait for one in order of arrival. */
export class Places {
  readonly #most: number;
  readonly #make: () => Promise<Place>;
  readonly #idle: Place[] = [];
  readonly #waiting: Waiting[] = [];
  #count = 0;

  /** At most `most` places. */
  constructor(most: number, make: () => Promise<Place>) {
    this.#most = most;
    this.#make = make;
  }

  /** Waits for a place. Give it back with `give`. */
  async take(signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted();
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.hasEnded) return idle;
      // A thread can end by itself, as when it has no memory left.
      this.#count -= 1;
    }
    if (this.#count < this.#most) return this.#another();
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal.reason as Error);
      };
      const waiting = (place: Place | Promise<Place>) => {
        signal.removeEventListener("abort", onAbort);
        resolve(place);
      };
      this.#waiting.push(waiting);
      signal.addEventListener("abort", onAbort);
    });
  }

  /** Gives a place back, for the first call that waits. */
  give(place: Place): void {
    if (place.hasEnded) {
      this.#leave();
      return;
    }
    const first = this.#waiting.shift();
    if (first === undefined) this.#idle.push(place);
    else first(place);
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
      this.#leave();
      throw error;
    }
  }

  /** A place is gone. The first call that waits gets a new one. */
  #leave(): void {
    this.#count -= 1;
    this.#waiting.shift()?.(this.#another());
  }
}
