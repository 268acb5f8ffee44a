// n8n with our node in it, and a folder of its own.
import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DEMO } from "../../../node/test/support/emulator.js";
import { end, freePort } from "./processes.mjs";

/** 2.41.3 cannot be installed: one of its dependencies is not in the registry. */
const N8N = "n8n@2.40.7";
const PACKAGES = fileURLToPath(new URL("../../../", import.meta.url));
const ENGINE = process.env["N8N_FOLDER"] ?? join(PACKAGES, "../target/engines/n8n");
const PROGRAM = join(ENGINE, "node_modules/n8n/bin/n8n");

/** Longest wait for a process of n8n to be ready, in milliseconds. It took 20 s on a machine with other work. */
const START_MS = 180_000;

/** The values of the credential that workflows name. */
export const CREDENTIAL = {
  sign_in: "client-secret",
  cloud: "global",
  tenant_id: DEMO.tenantId,
  client_id: DEMO.clientId,
  client_secret: DEMO.secret,
  mailbox: DEMO.mailbox,
};

/** The credential as n8n stores it. */
export function credential() {
  return { id: "outlookcred000001", name: "Contoso", type: "outlookConnectorApi", data: CREDENTIAL };
}

/** An installation: n8n's program with a user folder. */
export class N8n implements AsyncDisposable {
  readonly folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #processes: ChildProcess[] = [];

  private constructor(folder: string, environment: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.#environment = environment;
  }

  /** Installs n8n, if it is not installed, and our node into a user folder, with a credential and workflows. */
  static async install(
    emulator: string,
    workflows: readonly object[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<N8n> {
    await installProgram();
    const folder = await mkdtemp(join(tmpdir(), "outlook-n8n-"));
    // Where n8n installs community packages.
    const nodes = join(folder, ".n8n/nodes");
    await mkdir(nodes, { recursive: true });
    const pack = ["pack", "--silent", "--pack-destination", folder, "-w", "n8n-nodes-outlook-connector"];
    const packed = execFileSync("npm", pack, { cwd: PACKAGES, encoding: "utf8" }).trim();
    await writeFile(join(nodes, "package.json"), JSON.stringify({ name: "installed-nodes", private: true }));
    const install = ["install", "--offline", "--no-audit", "--no-fund", "--silent", join(folder, packed)];
    execFileSync("npm", install, { cwd: nodes });
    const n8n = new N8n(folder, {
      ...process.env,
      N8N_USER_FOLDER: folder,
      N8N_ENCRYPTION_KEY: "of-this-test",
      N8N_DIAGNOSTICS_ENABLED: "false",
      N8N_VERSION_NOTIFICATIONS_ENABLED: "false",
      N8N_RUNNERS_ENABLED: "false",
      N8N_LISTEN_ADDRESS: "127.0.0.1",
      N8N_SECURE_COOKIE: "false",
      OUTLOOK_CONNECTOR_EMULATOR: emulator,
      ...environment,
    });
    await writeFile(join(folder, "credentials.json"), JSON.stringify([credential()]));
    await writeFile(join(folder, "workflows.json"), JSON.stringify(workflows));
    await n8n.run("import:credentials", `--input=${join(folder, "credentials.json")}`);
    await n8n.run("import:workflow", `--input=${join(folder, "workflows.json")}`);
    return n8n;
  }

  /** Runs a command, and returns what it prints, its errors included. */
  async run(...args: readonly string[]): Promise<string> {
    const options = { env: this.#environment, maxBuffer: 64 * 1024 * 1024 };
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], options);
      return stdout + stderr;
    } catch (error) {
      const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
      // A workflow that fails is a result.
      if (args[0] === "execute") return stdout + stderr;
      throw new Error(`n8n ${args.join(" ")}:\n${stdout}${stderr}`, { cause: error });
    }
  }

  /** Starts a process of n8n, and waits until it prints that it is ready. */
  async start(args: readonly string[], isReady: string, environment: NodeJS.ProcessEnv = {}): Promise<ChildProcess> {
    // Main and workers listen there for programs that run code of workflows. They would all take the same port.
    const broker = { N8N_RUNNERS_BROKER_PORT: String(await freePort()) };
    const started = spawn(process.execPath, [PROGRAM, ...args], {
      env: { ...this.#environment, ...broker, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#processes.push(started);
    let log = "";
    for (const output of [started.stdout, started.stderr]) output.on("data", (text) => (log += String(text)));
    const late = performance.now() + START_MS;
    while (!log.includes(isReady)) {
      if (started.exitCode !== null || performance.now() > late) throw new Error(`n8n ${args.join(" ")}:\n${log}`);
      await sleep(200);
    }
    return started;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.map(end));
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Of n8n's packages with code of their own only sqlite3 is built. */
async function installProgram(): Promise<void> {
  const built = join(ENGINE, "built");
  if (existsSync(built)) return;
  await mkdir(ENGINE, { recursive: true });
  await writeFile(join(ENGINE, "package.json"), JSON.stringify({ private: true }));
  const options = { cwd: ENGINE, stdio: "inherit" } as const;
  execFileSync("npm", ["install", N8N, "--ignore-scripts", "--force", "--no-audit", "--no-fund"], options);
  execFileSync("npm", ["rebuild", "sqlite3"], options);
  await writeFile(built, N8N);
}
