// Makes TypeScript of the contract in `wit/`, with its documentation, into `src/contract/types.ts`. The component itself holds no
// documentation.
import { $init, generateTypes } from "@bytecodealliance/jco-transpile/component";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";

const wit = new URL("../../../wit/", import.meta.url);
const HEADER = /^package ([^;]+);/m;

/**
 * @param {URL} folder
 * @returns {Promise<string[]>}
 */
async function sources(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".wit"));
  return Promise.all(names.map((name) => readFile(new URL(name, folder), "utf8")));
}

// The generator takes one text. Packages that others are nested in stand there with their header, nested ones in braces.
const [first = "", ...others] = await sources(wit);
const own = [first, ...others.map((text) => text.replace(HEADER, ""))];
const nested = (await sources(new URL("deps/", wit))).map((text) => {
  const name = HEADER.exec(text)?.[1];
  if (name === undefined) throw new Error("a file in wit/deps names no package");
  return `package ${name} {\n${text.replace(HEADER, "")}\n}`;
});

await $init;
const generated = generateTypes("connector", {
  wit: { tag: "source", val: [...own, ...nested].join("\n") },
  world: "connector",
  instantiation: { tag: "sync" },
  features: { tag: "list", val: [] },
});
const types = generated.find(([name]) => name === "interfaces/outlook-connector-types.d.ts");
if (types === undefined) throw new Error("the generator made no types of `outlook:connector/types`");
const text = new TextDecoder()
  .decode(types[1])
  // Milliseconds fit a number, and JSON has no `bigint`. The connector converts results.
  .replaceAll("bigint", "number")
  // Lines between parts of the WIT.
  .replaceAll(/^ *\* ---- .*\n/gm, "")
  .replaceAll(/^( *)\* # Variants\n(?: *\*.*\n)*?(?= *\*\/)/gm, "$1*\n")
  // The name of JavaScript's own class.
  .replace(/export type Error = /, "export type ConnectorError = ");
const folder = new URL("../src/contract/", import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(new URL("types.ts", folder), `// Made of \`wit/\` by scripts/contract.mjs.\n${text}`);
