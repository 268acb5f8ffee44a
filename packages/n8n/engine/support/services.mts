// What n8n's queue mode needs: Redis and PostgreSQL, each in a temporary folder, on a free port of loopback.
import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { chownSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { end, freePort } from "./processes.mjs";

const PASSWORD = "password-of-this-test";
/** Longest wait for a server, in milliseconds. */
const START_MS = 30_000;

/** Debian keeps the programs of PostgreSQL out of the path. */
const POSTGRES = existsSync("/usr/lib/postgresql")
  ? readdirSync("/usr/lib/postgresql")
      .map((version) => `/usr/lib/postgresql/${version}/bin`)
      .find((folder) => existsSync(join(folder, "initdb")))
  : undefined;

/** Says what queue mode misses here. */
export function missing(): string | undefined {
  try {
    execFileSync("redis-server", ["--version"]);
  } catch {
    return "redis-server is not installed (apt-get install redis-server)";
  }
  return POSTGRES === undefined ? "PostgreSQL is not installed (apt-get install postgresql)" : undefined;
}

/** The two servers. */
export class Services implements AsyncDisposable {
  readonly #folder: string;
  readonly #processes: readonly ChildProcess[];
  /** What n8n takes them by. */
  readonly environment: NodeJS.ProcessEnv;

  private constructor(folder: string, processes: readonly ChildProcess[], environment: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.#processes = processes;
    this.environment = environment;
  }

  static async start(): Promise<Services> {
    const folder = await mkdtemp(join(tmpdir(), "outlook-n8n-services-"));
    const [redisPort, databasePort] = [await freePort(), await freePort()];
    const redis = spawn("redis-server", ["--port", String(redisPort), "--bind", "127.0.0.1", "--save", ""], {
      cwd: folder,
      stdio: "ignore",
    });
    const database = postgres(folder, databasePort);
    await Promise.all([answers(redisPort), answers(databasePort)]);
    return new Services(folder, [redis, database], {
      QUEUE_BULL_REDIS_HOST: "127.0.0.1",
      QUEUE_BULL_REDIS_PORT: String(redisPort),
      DB_TYPE: "postgresdb",
      DB_POSTGRESDB_HOST: "127.0.0.1",
      DB_POSTGRESDB_PORT: String(databasePort),
      DB_POSTGRESDB_DATABASE: "postgres",
      DB_POSTGRESDB_USER: "postgres",
      DB_POSTGRESDB_PASSWORD: PASSWORD,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.map(end));
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** PostgreSQL refuses to run as root: then it runs as the user `postgres`. */
function postgres(folder: string, port: number): ChildProcess {
  const id = (kind: string) => Number(execFileSync("id", [kind, "postgres"], { encoding: "utf8" }));
  const user = process.getuid?.() === 0 ? { uid: id("-u"), gid: id("-g") } : {};
  const password = join(folder, "password");
  writeFileSync(password, PASSWORD);
  if (user.uid !== undefined) for (const path of [folder, password]) chownSync(path, user.uid, user.gid);
  const options: SpawnOptions = { cwd: folder, stdio: "ignore", ...user };
  const data = join(folder, "data");
  const secret = ["--auth=scram-sha-256", `--pwfile=${password}`];
  const program = (name: string) => join(POSTGRES ?? "", name);
  const make = ["-D", data, "-U", "postgres", ...secret, "--no-sync", "--encoding=UTF8", "--locale=C"];
  execFileSync(program("initdb"), make, { ...user, cwd: folder, stdio: "ignore" });
  return spawn(program("postgres"), ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", folder], options);
}

/** Waits until something listens. */
async function answers(port: number): Promise<void> {
  const late = performance.now() + START_MS;
  for (;;) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (isThere) return;
    if (performance.now() > late) throw new Error(`nothing listens at port ${port}`);
    await sleep(100);
  }
}
