// Calls in the caller's own thread, with JavaScript Promise Integration: an import that waits suspends the component, and the program goes on.
// What computes cannot be stopped here.
import { call, type Instantiate } from "../component/instance.js";
import { Refusal } from "./bridge.js";
import type { Ended, Module, Task } from "../component/types.js";
import { compiled } from "./modules.js";
import type { Answer, Place } from "./places.js";

/** A place without a thread. */
export class InPlace implements Place {
  readonly #instantiate: Instantiate;
  readonly #modules: ReadonlyMap<string, Module>;
  #stop: (reason: Error) => void = () => undefined;
  hasEnded = false;

  private constructor(instantiate: Instantiate, modules: ReadonlyMap<string, Module>) {
    this.#instantiate = instantiate;
    this.#modules = modules;
  }

  static async make(): Promise<InPlace> {
    // jco writes it without types.
    const bindings = new URL("../../wasm/connector-jspi.js", import.meta.url).href;
    const { instantiate } = (await import(bindings)) as { instantiate: Instantiate };
    return new InPlace(instantiate, await compiled());
  }

  async run(task: Task, answer: Answer): Promise<Ended> {
    const stopped = new Promise<never>((_, reject) => (this.#stop = reject));
    stopped.catch(() => undefined);
    await turn();
    const ask = (operation: string, ...args: readonly unknown[]) => this.#ask(answer, stopped, operation, args);
    return call(this.#instantiate, this.#modules, ask, task);
  }

  /**
   * Ends the call by an error of what it waits for. The component runs no code after it. A component that stayed suspended would never be freed:
   * V8 keeps its stack, and with it some 1 MB (measured in Node.js 26.10).
   */
  end(): Promise<void> {
    this.hasEnded = true;
    this.#stop(new Error("the call has ended"));
    return Promise.resolve();
  }

  #ask(answer: Answer, stopped: Promise<never>, operation: string, args: readonly unknown[]): unknown {
    if (this.hasEnded) throw new Error("the call has ended");
    try {
      const value = answer(operation, args);
      return value instanceof Promise ? later(Promise.race([value, stopped]), operation) : value;
    } catch (error) {
      throw thrown(operation, error);
    }
  }
}

async function later(reply: Promise<unknown>, operation: string): Promise<unknown> {
  try {
    return await reply;
  } catch (error) {
    throw thrown(operation, error);
  }
}

let turns: Promise<unknown> = Promise.resolve();

/** Waits for a turn of the event loop of its own. An instance takes some 2 ms to make, and many calls may start at once. */
function turn(): Promise<unknown> {
  turns = turns.then(() => new Promise((resolve) => setImmediate(resolve)));
  return turns;
}

/** The bindings take what is thrown for the error of a `result`, unless it is an `Error`. */
function thrown(operation: string, error: unknown): unknown {
  if (error instanceof Refusal) return error.payload;
  return new Error(`${operation}: ${error instanceof Error ? error.message : "failed"}`);
}
