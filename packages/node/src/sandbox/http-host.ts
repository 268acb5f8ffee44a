// `wasi:http`, `wasi:io` and `wasi:clocks` of one call, on the side of the program.
import { Exchange, type Surroundings, type Times } from "../http/exchange.js";
import type { RequestHead } from "../policy/endpoint.js";
import { Refusal } from "./bridge.js";
import type { Interest } from "../component/types.js";

/** Replies to what the component asks of HTTP. */
export class HttpHost {
  readonly #surroundings: Omit<Surroundings, "ring">;
  readonly #exchanges = new Map<number, Exchange>();
  #last = 0;
  #wake: () => void = () => undefined;
  #isAborted = false;

  constructor(surroundings: Omit<Surroundings, "ring">) {
    this.#surroundings = surroundings;
  }

  /** Replies. */
  answer(operation: string, args: readonly unknown[]): unknown {
    if (operation === "poll") return this.#poll(args[0] as readonly Interest[]);
    if (operation === "http.start") return this.#start(args[0] as RequestHead, args[1] as Times);
    const id = args[0] as number;
    const exchange = this.#exchanges.get(id);
    if (exchange === undefined) throw new Error("there is no such exchange");
    switch (operation) {
      case "http.permit": {
        const permit = exchange.permit();
        if (permit === undefined) throw new Refusal({ tag: "closed" });
        return permit;
      }
      case "http.write":
        if (!exchange.write(args[1] as Uint8Array)) throw new Refusal({ tag: "closed" });
        return undefined;
      case "http.flush":
        exchange.flush();
        return undefined;
      case "http.finish": {
        const code = exchange.finish();
        if (code !== undefined) throw new Refusal(code);
        return undefined;
      }
      case "http.response":
        return exchange.response();
      case "http.read":
        return exchange.read(args[1] as number);
      case "http.drop":
        this.#exchanges.delete(id);
        exchange.abort();
        return undefined;
      default:
        throw new Error("there is no such operation");
    }
  }

  /** Stops what is under way, waits included. No request begins after it. */
  abort(): void {
    this.#isAborted = true;
    this.#wake();
    for (const exchange of this.#exchanges.values()) exchange.abort();
    this.#exchanges.clear();
  }

  #start(head: RequestHead, times: Times): number {
    if (this.#isAborted) throw new Error("the call has ended");
    const exchange = Exchange.start({ ...this.#surroundings, ring: () => this.#wake() }, head, times);
    if (!(exchange instanceof Exchange)) throw new Refusal(exchange);
    this.#last += 1;
    this.#exchanges.set(this.#last, exchange);
    return this.#last;
  }

  /** Returns the indexes of those that are ready, or waits until one is. */
  #poll(interests: readonly Interest[]): number[] | Promise<number[]> {
    const ready = this.#ready(interests, process.hrtime.bigint());
    return ready.length > 0 ? ready : this.#untilReady(interests);
  }

  async #untilReady(interests: readonly Interest[]): Promise<number[]> {
    for (;;) {
      const now = process.hrtime.bigint();
      const ready = this.#ready(interests, now);
      if (ready.length > 0) return ready;
      if (this.#isAborted) throw new Error("the call has ended");
      const times = interests.flatMap((interest) => ("at" in interest ? [interest.at] : []));
      const first = times.reduce<bigint | undefined>(
        (least, at) => (least === undefined || at < least ? at : least),
        undefined,
      );
      await this.#ring(first === undefined ? undefined : Number((first - now) / 1_000_000n) + 1);
    }
  }

  #ready(interests: readonly Interest[], now: bigint): number[] {
    return interests.flatMap((interest, index) => (this.#isReady(interest, now) ? [index] : []));
  }

  #isReady(interest: Interest, now: bigint): boolean {
    if ("at" in interest) return interest.at <= now;
    const exchange = this.#exchanges.get(interest.exchange);
    switch (interest.what) {
      case "response":
        return exchange?.hasResponse ?? true;
      case "writable":
        return exchange?.isWritable ?? true;
      case "readable":
        return exchange?.isReadable ?? true;
    }
  }

  /** Waits for something to happen, for so many milliseconds at most. */
  #ring(milliseconds: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
