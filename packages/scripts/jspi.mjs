// Runs the tests of the npm package in a Node.js that has JavaScript Promise Integration: in threads, and without them. Where this Node.js has none,
// npm installs one below the target folder, once (210 MB).
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** The package of this system's Node.js, without scripts that npm would run, and its newest version that was tested. */
const NODE = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
const VERSION = "26.10.0";

const packages = fileURLToPath(new URL("..", import.meta.url));
const target = new URL("../../target/engines/node-26/", import.meta.url);

async function install() {
  const program = new URL(`node_modules/${NODE}/bin/node`, target);
  if (!existsSync(program)) {
    await mkdir(target, { recursive: true });
    await writeFile(new URL("package.json", target), JSON.stringify({ private: true }));
    const args = ["install", `${NODE}@${VERSION}`, "--ignore-scripts", "--no-audit", "--no-fund"];
    execFileSync("npm", args, { cwd: fileURLToPath(target), stdio: "inherit" });
  }
  return fileURLToPath(program);
}

/**
 * @param {readonly string[]} files
 * @param {NodeJS.ProcessEnv} environment
 */
function run(files, environment) {
  const args = ["--import", "tsx", "--test", "--test-concurrency=2", ...files];
  const options = { cwd: packages, env: { ...process.env, ...environment } };
  const { status } = spawnSync(program, args, { ...options, stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}

const { WebAssembly: wasm } = /** @type {{ WebAssembly: object }} */ (/** @type {unknown} */ (globalThis));
const program = "Suspending" in wasm ? process.execPath : await install();
const tests = (await readdir(`${packages}node/test`)).filter((name) => name.endsWith(".test.ts"));
run(
  tests.map((name) => `node/test/${name}`),
  {},
);
run(["node/test/calls.test.ts", "node/test/cases.test.ts"], { OUTLOOK_WITHOUT_THREADS: "1" });
