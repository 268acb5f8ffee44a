// Node-RED itself, with the packages as they are published: packed, and installed into a user folder.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const PACKAGES = fileURLToPath(new URL("../../", import.meta.url));

/** A node of a flow, as Node-RED's files have it. */
export type FlowNode = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

/** A Node-RED in a process of its own. */
export class NodeRed implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly url: string;
  #log = "";

  private constructor(process: ChildProcess, folder: string, url: string) {
    this.#process = process;
    this.#folder = folder;
    this.url = url;
    for (const output of [process.stdout, process.stderr]) output?.on("data", (text) => (this.#log += String(text)));
  }

  /** What it has written. */
  get log(): string {
    return this.#log;
  }

  /** Installs the packages and starts. `secrets` are the credentials of the flow's nodes. */
  static async start(settings: object, flow: readonly FlowNode[], secrets: object): Promise<NodeRed> {
    const folder = await mkdtemp(join(tmpdir(), "outlook-node-red-"));
    await mkdir(join(folder, "packed"));
    const packed = ["pack", "--silent", "--pack-destination", join(folder, "packed")];
    const names = execFileSync(
      "npm",
      [...packed, "-w", "outlook-connector", "-w", "node-red-contrib-outlook-connector"],
      {
        cwd: PACKAGES,
        encoding: "utf8",
      },
    );
    const files = names
      .trim()
      .split("\n")
      .map((name) => join(folder, "packed", name));
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
    execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", "--silent", ...files], { cwd: folder });
    const port = await freePort();
    // Neither asks a question nor shows a tour when the editor opens.
    const quiet = { editorTheme: { tours: false }, telemetry: { enabled: false, updateNotification: false } };
    const all = {
      uiHost: "127.0.0.1",
      uiPort: port,
      credentialSecret: false,
      flowFile: "flows.json",
      ...quiet,
      ...settings,
    };
    await writeFile(join(folder, "settings.js"), `module.exports = ${JSON.stringify(all)};`);
    await writeFile(join(folder, "flows.json"), JSON.stringify(flow));
    await writeFile(join(folder, "flows_cred.json"), JSON.stringify(secrets));
    const program = join(PACKAGES, "node_modules/node-red/red.js");
    const process = spawn("node", [program, "--userDir", folder, "--settings", join(folder, "settings.js")], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const node = new NodeRed(process, folder, `http://127.0.0.1:${port}`);
    await node.started(1);
    return node;
  }

  /** Waits until its flows were started so many times: at the start, and after each deployment. */
  async started(times: number): Promise<void> {
    while (this.#log.split("Started flows").length <= times) {
      if (this.#process.exitCode !== null) throw new Error(`Node-RED ended:\n${this.#log}`);
      await sleep(50);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGINT");
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
