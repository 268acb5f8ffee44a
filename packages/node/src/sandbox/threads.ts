// Calls in threads. What computes for too long ends with its thread.
import { MessageChannel, Worker } from "node:worker_threads";
import { serve } from "./bridge.js";
import type { Ended, Module, Task } from "../component/types.js";
import type { ThreadData } from "./messages.js";
import { compiled } from "./modules.js";
import type { Answer, Place } from "./places.js";

/** The thread ended before the call did. */
export class ThreadEnded extends Error {}

/** One thread. */
export class Thread implements Place {
  readonly #worker: Worker;
  #answer: Answer | undefined;
  #settle: { resolve: (ended: Ended) => void; reject: (error: Error) => void } | undefined;
  hasEnded = false;

  static async make(): Promise<Thread> {
    return new Thread(await compiled());
  }

  private constructor(modules: ReadonlyMap<string, Module>) {
    const word = new SharedArrayBuffer(4);
    const { port1, port2 } = new MessageChannel();
    const data: ThreadData = { port: port2, word, modules };
    this.#worker = new Worker(new URL("../worker/main.js", import.meta.url), {
      workerData: data,
      transferList: [port2],
      // Standard input and flags of the program are none of its business.
      execArgv: [],
      name: "outlook-connector",
    });
    serve(port1, new Int32Array(word), (operation, args) => this.#answer?.(operation, args));
    port1.unref();
    this.#worker.on("message", (ended: Ended) => this.#ended()?.resolve(ended));
    this.#worker.on("error", (error) => this.#broke(error));
    this.#worker.on("exit", () => this.#broke(new Error("the thread ended")));
    // A thread without a call lets the program end.
    this.#worker.unref();
  }

  /** Runs a call. Rejects with `ThreadEnded` if the thread ends first. */
  run(task: Task, answer: Answer): Promise<Ended> {
    this.#worker.ref();
    this.#answer = answer;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#worker.postMessage(task);
    });
  }

  /** Ends the thread, and the call in it. */
  async end(): Promise<void> {
    this.hasEnded = true;
    await this.#worker.terminate();
  }

  #ended() {
    const settle = this.#settle;
    this.#settle = undefined;
    this.#answer = undefined;
    this.#worker.unref();
    return settle;
  }

  #broke(error: Error): void {
    this.hasEnded = true;
    this.#ended()?.reject(new ThreadEnded(error.message, { cause: error }));
  }
}
