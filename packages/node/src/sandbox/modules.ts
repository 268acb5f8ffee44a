// What jco made of the component, in the folder `wasm/`.
import { readdir, readFile } from "node:fs/promises";
import type { Module } from "../component/types.js";

const COMPONENT = new URL("../../wasm/", import.meta.url);

const { WebAssembly: webAssembly } = globalThis as unknown as {
  WebAssembly: { compile: (bytes: Uint8Array) => Promise<Module>; Suspending?: unknown };
};

let modules: Promise<ReadonlyMap<string, Module>> | undefined;

/** Compiles the component's modules, once for all connectors. After a failure, as with too many open files, the next call tries again. */
export function compiled(): Promise<ReadonlyMap<string, Module>> {
  modules ??= compile().catch((error: unknown) => {
    modules = undefined;
    throw error;
  });
  return modules;
}

/** Whether this engine can suspend a component: JavaScript Promise Integration. */
export const canSuspend = webAssembly.Suspending !== undefined;

async function compile(): Promise<ReadonlyMap<string, Module>> {
  const names = (await readdir(COMPONENT)).filter((name) => name.endsWith(".wasm"));
  const all = names.map(async (name) => {
    const bytes = await readFile(new URL(name, COMPONENT));
    return [name, await webAssembly.compile(bytes)] as const;
  });
  return new Map(await Promise.all(all));
}
