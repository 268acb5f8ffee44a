// Calls in the caller's own thread, with JavaScript Promise Integration: an import that waits suspends the component, and the program goes on.
// What computes cannot be stopped here.
import { call, type Instantiate } from "../component/instance.js";
import { Refusal } from "./bridge.js";
import type { Ended, Module, Task } from "./messages.js";
import { compiled } from "./modules.js";
import type { Answer, Place } from "./places.js";

/** A place without a thread. */
export class InPlace implements Place {
  readonly #instantiate: Instantiate;
  readonly #modules: ReadonlyMap<string, Module>;
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

  run(task: Task, answer: Answer): Promise<Ended> {
    return call(this.#instantiate, this.#modules, (operation, ...args) => this.#ask(answer, operation, args), task);
  }

  /** The component in it never gets another reply, and so runs no further: the engine frees it. */
  end(): Promise<void> {
    this.hasEnded = true;
    return Promise.resolve();
  }

  #ask(answer: Answer, operation: string, args: readonly unknown[]): unknown {
    try {
      const value = answer(operation, args);
      return value instanceof Promise ? this.#later(operation, value) : value;
    } catch (error) {
      throw thrown(operation, error);
    }
  }

  async #later(operation: string, reply: Promise<unknown>): Promise<unknown> {
    try {
      const value = await reply;
      if (!this.hasEnded) return value;
    } catch (error) {
      if (!this.hasEnded) throw thrown(operation, error);
    }
    return new Promise(() => undefined);
  }
}

/** The bindings take what is thrown for the error of a `result`, unless it is an `Error`. */
function thrown(operation: string, error: unknown): unknown {
  if (error instanceof Refusal) return error.payload;
  return new Error(`${operation}: ${error instanceof Error ? error.message : "failed"}`);
}
