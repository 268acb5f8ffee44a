// What passes between the program and its threads.
import type { MessagePort } from "node:worker_threads";
import type { Module } from "../component/types.js";

/** What a thread starts with. */
export interface ThreadData {
  readonly port: MessagePort;
  readonly word: SharedArrayBuffer;
  /** The core modules of the component, compiled, by the name of their file. */
  readonly modules: ReadonlyMap<string, Module>;
}
