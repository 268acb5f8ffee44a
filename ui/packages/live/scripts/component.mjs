// Translates the component into JavaScript and core modules for the browser, into `component/`. The component is
// `target/outlook-connector.wasm`, or the file that the variable OUTLOOK_CONNECTOR names.
import { transpileBytes } from "@bytecodealliance/jco-transpile";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { env } from "node:process";
import { URL, fileURLToPath } from "node:url";
import { TextDecoder } from "node:util";

const built = new URL("../../../../target/outlook-connector.wasm", import.meta.url);
const component = env.OUTLOOK_CONNECTOR ?? fileURLToPath(built);
const folder = new URL("../component/", import.meta.url);

const bytes = await readFile(component).catch((cause) => {
  throw new Error(`${component} cannot be read: run \`cargo xtask build\` first`, { cause });
});
// `async`: a browser compiles modules of this size only outside of the main thread.
const { files } = await transpileBytes(bytes, {
  name: "connector",
  instantiation: "async",
  minify: true,
  wasiShim: false,
  nodejsCompat: false,
});
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const [name, content] of Object.entries(files)) {
  // Its types need a folder of their own, and the pages use two functions.
  if (name.endsWith(".d.ts")) continue;
  // The pages bring their own loader. The one of jco would make Vite pack each module twice.
  const isScript = name.endsWith(".js");
  const script = isScript && new TextDecoder().decode(content).replaceAll("import.meta.url", "undefined");
  await writeFile(new URL(name, folder), script || content);
}
