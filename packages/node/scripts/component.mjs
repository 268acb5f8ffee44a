// Translates the component into JavaScript and core modules, into `wasm/`. The component is `target/outlook-connector.wasm`, or the file
// that the variable OUTLOOK_CONNECTOR names.
import { transpileBytes } from "@bytecodealliance/jco-transpile";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const built = new URL("../../../target/outlook-connector.wasm", import.meta.url);
const component = process.env["OUTLOOK_CONNECTOR"] ?? fileURLToPath(built);
const folder = new URL("../wasm/", import.meta.url);

/** @type {Uint8Array} */
let bytes;
try {
  bytes = await readFile(component);
} catch (error) {
  throw new Error(`${component} cannot be read: run \`cargo xtask build\` first`, { cause: error });
}
// `sync`: each call makes an instance in a thread that has the compiled modules.
const { files } = await transpileBytes(bytes, {
  name: "connector",
  instantiation: "sync",
  minify: true,
  wasiShim: false,
});
await rm(folder, { recursive: true, force: true });
await mkdir(folder);
for (const [name, content] of Object.entries(files)) {
  // The types without documentation: scripts/contract.mjs makes them with it.
  if (!name.endsWith(".d.ts")) await writeFile(new URL(name, folder), content);
}
