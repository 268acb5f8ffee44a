// What passes between the program and its threads.
import type { MessagePort } from "node:worker_threads";

/** A compiled core module: a `WebAssembly.Module`, whose type only browsers' types declare. */
export type Module = object;

/** What a thread starts with. */
export interface ThreadData {
  readonly port: MessagePort;
  readonly word: SharedArrayBuffer;
  /** The core modules of the component, compiled, by the name of their file. */
  readonly modules: ReadonlyMap<string, Module>;
}

/** A call that a thread makes, in an instance of its own. */
export interface Task {
  readonly operation: string;
  readonly args: readonly unknown[];
}

/** How a call ended: with a result, with the error of its `result`, or by a trap. */
export type Ended = { readonly value: unknown } | { readonly error: unknown } | { readonly trap: string };

/** What a thread waits for: a time of `process.hrtime`, or something of an exchange. */
export type Interest =
  { readonly at: bigint } | { readonly exchange: number; readonly what: "response" | "writable" | "readable" };
