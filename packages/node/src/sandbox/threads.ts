// The threads that run calls. A thread runs one call at a time, each in an instance of its own, and is used again.
import { readdir, readFile } from "node:fs/promises";
import { MessageChannel, Worker } from "node:worker_threads";
import { serve } from "./bridge.js";
import type { Ended, Module, Task, ThreadData } from "./messages.js";

const COMPONENT = new URL("../../wasm/", import.meta.url);

/** Replies to what a call asks. */
export type Answer = (operation: string, args: readonly unknown[]) => unknown;

/** The thread ended before the call did. */
export class ThreadEnded extends Error {}

/** One thread. */
export class Thread {
  readonly #worker: Worker;
  #answer: Answer | undefined;
  #settle: { resolve: (ended: Ended) => void; reject: (error: Error) => void } | undefined;
  hasEnded = false;

  constructor(modules: ReadonlyMap<string, Module>) {
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

/** The threads of a connector. Calls wait for one in order of arrival. */
export class Threads {
  readonly #most: number;
  readonly #idle: Thread[] = [];
  readonly #waiting: ((thread: Thread) => void)[] = [];
  #count = 0;
  #modules: Promise<ReadonlyMap<string, Module>> | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  /** Waits for a thread. Give it back with `give`. */
  async take(signal: AbortSignal): Promise<Thread> {
    signal.throwIfAborted();
    const modules = await (this.#modules ??= compiled());
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#count < this.#most) {
      this.#count += 1;
      return new Thread(modules);
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        reject(signal.reason as Error);
      };
      const take = (thread: Thread) => {
        signal.removeEventListener("abort", onAbort);
        resolve(thread);
      };
      this.#waiting.push(take);
      signal.addEventListener("abort", onAbort);
    });
  }

  /** Gives a thread back. One that has ended is replaced. */
  async give(thread: Thread): Promise<void> {
    let next: Thread | undefined = thread;
    if (thread.hasEnded) {
      next = this.#waiting.length > 0 ? new Thread(await (this.#modules ??= compiled())) : undefined;
      if (next === undefined) this.#count -= 1;
    }
    if (next === undefined) return;
    const first = this.#waiting.shift();
    if (first === undefined) this.#idle.push(next);
    else first(next);
  }

  /** Ends the threads that run no call. */
  async close(): Promise<void> {
    const idle = this.#idle.splice(0);
    this.#count -= idle.length;
    await Promise.all(idle.map((thread) => thread.end()));
  }
}

const { WebAssembly: webAssembly } = globalThis as unknown as {
  WebAssembly: { compile: (bytes: Uint8Array) => Promise<Module> };
};

/** Compiles the component's modules, once for all threads. */
async function compiled(): Promise<ReadonlyMap<string, Module>> {
  const names = (await readdir(COMPONENT)).filter((name) => name.endsWith(".wasm"));
  const modules = names.map(async (name) => {
    const bytes = await readFile(new URL(name, COMPONENT));
    return [name, await webAssembly.compile(bytes)] as const;
  });
  return new Map(await Promise.all(modules));
}
