// `wasi:io`: pollables, and the streams of bodies.
import type { Interest } from "./types.js";

/**
 * Asks the program. In a thread it returns the reply. Without a thread it returns a promise where there is something to wait for: for `poll`, and
 * for stores. The bindings suspend the component until then.
 */
export type AskFor = (operation: string, ...args: readonly unknown[]) => unknown;

/** `wasi:io/error`. A failed stream has nothing to tell: the response does. */
export class IoError {
  toDebugString(): string {
    return "the stream failed";
  }
}

/** `wasi:io/poll`, over the function that asks. */
export function poll(ask: AskFor) {
  const wait = (interests: readonly Interest[]) => {
    const ready = ask("poll", interests) as number[] | Promise<number[]>;
    return ready instanceof Promise ? ready.then((indexes) => Uint32Array.from(indexes)) : Uint32Array.from(ready);
  };
  class Pollable {
    readonly interest: Interest;

    constructor(interest: Interest) {
      this.interest = interest;
    }

    block(): unknown {
      return wait([this.interest]);
    }

    ready(): boolean {
      // A time that has passed is ready, so this never waits.
      return (ask("poll", [this.interest, { at: 0n }]) as number[]).includes(0);
    }
  }
  return { Pollable, poll: (pollables: readonly Pollable[]) => wait(pollables.map(({ interest }) => interest)) };
}

export type Poll = ReturnType<typeof poll>;

/** `wasi:io/streams`, over the function that asks. */
export function streams(ask: AskFor, { Pollable }: Poll) {
  /** The body of a response. */
  class InputStream {
    readonly exchange: number;

    constructor(exchange: number) {
      this.exchange = exchange;
    }

    read(length: bigint): Uint8Array {
      const piece = ask("http.read", this.exchange, Number(length));
      if (piece instanceof Uint8Array) return piece;
      if (piece === "not-yet") return new Uint8Array();
      // The bindings take what is thrown for the error, unless it is an `Error`.
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw piece === "end" ? { tag: "closed" } : { tag: "last-operation-failed", val: new IoError() };
    }

    subscribe() {
      return new Pollable({ exchange: this.exchange, what: "readable" });
    }
  }

  /** The body of a request. */
  class OutputStream {
    readonly exchange: number;

    constructor(exchange: number) {
      this.exchange = exchange;
    }

    checkWrite(): bigint {
      return BigInt(ask("http.permit", this.exchange) as number);
    }

    write(contents: Uint8Array): void {
      // A copy: the component's memory is written over.
      ask("http.write", this.exchange, contents.slice());
    }

    flush(): void {
      ask("http.flush", this.exchange);
    }

    subscribe() {
      return new Pollable({ exchange: this.exchange, what: "writable" });
    }
  }
  return { InputStream, OutputStream };
}

export type Streams = ReturnType<typeof streams>;
