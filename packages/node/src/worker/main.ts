// A thread that makes calls, one at a time, each in a fresh instance of the component.
import { parentPort, workerData } from "node:worker_threads";
import { call, type Instantiate } from "../component/instance.js";
import { asker } from "../sandbox/bridge.js";
import type { Task } from "../component/types.js";
import type { ThreadData } from "../sandbox/messages.js";

// The bindings call this eight times for each instance, and catch the error where there is no such function, as in Node.js 20 and 22. Each error cost
// 8 ms: V8 parses the whole of the bindings to write its message. The result is used by asynchronous exports only.
const wasm = (globalThis as unknown as { WebAssembly: { promising?: (callee: unknown) => unknown } }).WebAssembly;
wasm.promising ??= (callee) => callee;

// jco writes it without types.
const { instantiate } = (await import(new URL("../../wasm/connector.js", import.meta.url).href)) as {
  instantiate: Instantiate;
};
const { port, word, modules } = workerData as ThreadData;
const ask = asker(port, new Int32Array(word));

parentPort?.on("message", (task: Task) => {
  void call(instantiate, modules, ask, task).then((ended) => parentPort?.postMessage(ended));
});
