import type {
  Descriptor,
  ErrorDetail,
  Explanation,
  ServiceResponse,
  SetupInstructions,
} from "@outlook-connector/forms";
// Vite puts the modules into the script, as `data:` addresses.
import core from "../../component/connector.core.wasm?url";
import core2 from "../../component/connector.core2.wasm?url";
import core3 from "../../component/connector.core3.wasm?url";
import { instantiate } from "../../component/connector.js";
import { imports } from "./imports.ts";
import { fromBindings, toBindings } from "./names.ts";

const ADDRESSES: Record<string, string> = {
  "connector.core.wasm": core,
  "connector.core2.wasm": core2,
  "connector.core3.wasm": core3,
};

/** The connector refused the input: it names the fields. */
export class Refused extends Error {
  readonly detail: ErrorDetail;

  constructor(detail: ErrorDetail) {
    super(detail.message);
    this.detail = detail;
  }
}

const modules = new Map<string, Promise<WebAssembly.Module>>();

/** Compiles a module of the component once. */
function moduleOf(name: string): Promise<WebAssembly.Module> {
  const known = modules.get(name);
  if (known) return known;
  const compiled = WebAssembly.compileStreaming(fetch(ADDRESSES[name] ?? ""));
  modules.set(name, compiled);
  return compiled;
}

/** Calls a function in a fresh instance, as every host does. */
async function call(name: string, ...args: unknown[]): Promise<unknown> {
  const { mail } = await instantiate(moduleOf, imports);
  try {
    return fromBindings(mail[name]?.(...args));
  } catch (error) {
    // The bindings throw the error of a `result` with its value.
    const payload = (error as { payload?: { val?: unknown } } | undefined)?.payload ?? error;
    const detail = (payload as { val?: unknown }).val;
    throw detail === undefined ? error : new Refused(fromBindings(detail) as ErrorDetail);
  }
}

/** The functions of the component that need no host. */
export const connector = {
  describe: async () => JSON.parse((await call("describe")) as string) as Descriptor,
  explain: async (response: ServiceResponse) =>
    (await call("explain", toBindings({ headers: [], ...response }))) as Explanation,
  setupGuide: async (setup: object) =>
    (await call("setupGuide", toBindings({ mailboxes: [], needs_drafts: false, ...setup }))) as SetupInstructions,
};
