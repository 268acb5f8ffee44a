// The node that sends.
import type { Node, NodeAPI, NodeDef, NodeMessageInFlow, NodeStatus } from "node-red";
import type { OutlookError, Receipt } from "outlook-connector";
import type { ConnectionNode } from "./connection.js";
import { messageOf, type MailProperties, type SendForm } from "./message.js";

/** Longest wait for sends that are under way when the flow is stopped, in milliseconds. Node-RED itself waits for 15 s. */
const CLOSE_MS = 10_000;

/** Bytes from which on the status shows the progress. */
const PROGRESS_BYTES = 1_000_000;

interface Form extends NodeDef, SendForm {
  readonly connection: string;
  readonly key?: string;
  /** `none` sends without a key. */
  readonly keyType?: string;
  readonly timeBudgetSeconds?: string | number;
}

type Message = NodeMessageInFlow & MailProperties & { outlook?: unknown };

/** Registers the node. */
export function registerSend(RED: NodeAPI): void {
  function Send(this: Node, form: Form) {
    RED.nodes.createNode(this, form);
    const stop = new AbortController();
    const running = new Set<Promise<void>>();
    const text = (key: string, values: Record<string, string> = {}) => RED._(`outlook.status.${key}`, values);
    const status = (fill: NodeStatus["fill"], shape: NodeStatus["shape"], text: string) =>
      this.status({ fill, shape, text });

    const send = async (msg: Message): Promise<Receipt> => {
      const node = RED.nodes.getNode(form.connection) as ConnectionNode | null;
      if (node === null) throw new Error(RED._("outlook.errors.no-connection"));
      status("yellow", "ring", text("waiting"));
      const outlook = await node.outlook();
      return outlook.sendMail(node.connection, messageOf(msg, form), {
        idempotencyKey: await keyOf(RED, this, form, msg),
        timeBudgetMs: Number(form.timeBudgetSeconds) > 0 ? Number(form.timeBudgetSeconds) * 1000 : undefined,
        signal: stop.signal,
        onTurn: () => status("blue", "dot", text("sending")),
        onProgress: (bytes) => {
          if (bytes < PROGRESS_BYTES) return;
          status("blue", "dot", text("progress", { megabytes: (bytes / 1_000_000).toFixed(1) }));
        },
      });
    };

    this.on("input", (msg: Message, output, done) => {
      const call = send(msg).then(
        (receipt) => {
          msg.outlook = receipt;
          status("green", "dot", text(receipt.alreadySent ? "already-sent" : "accepted"));
          output(msg);
          done();
        },
        (error: unknown) => {
          // Catch nodes get the message with this property.
          msg.outlook = shown(error);
          const code = error instanceof Error && "code" in error ? String(error.code) : text("failed");
          status("red", "ring", code);
          done(error instanceof Error ? error : new Error(text("failed")));
        },
      );
      running.add(call);
      void call.finally(() => running.delete(call));
    });

    this.on("close", (done: () => void) => {
      const timer = setTimeout(() => stop.abort(), CLOSE_MS);
      void Promise.allSettled(running).then(() => {
        clearTimeout(timer);
        done();
      });
    });
  }
  RED.nodes.registerType("outlook-send", Send);
}

/** Evaluates the key of a message. By default it is `msg._msgid`, which Node-RED gives each message. */
async function keyOf(RED: NodeAPI, node: Node, form: Form, msg: Message): Promise<string | undefined> {
  const { key = "_msgid", keyType = "msg" } = form;
  if (keyType === "none") return undefined;
  const value = await new Promise<unknown>((resolve, reject) => {
    RED.util.evaluateNodeProperty(key, keyType, node, msg, (error, result: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve(result);
    });
  });
  // A mail without a key may be sent twice: that is for the form to say, and not for a message that lacks a property.
  if (typeof value === "number") return String(value);
  if (typeof value === "string" && value !== "") return value;
  throw new Error(RED._("outlook.errors.no-key"));
}

/** The properties of an error that flows decide by. */
function shown(error: unknown): unknown {
  if (!isOutlookError(error)) {
    return { case: "invalid", message: error instanceof Error ? error.message : undefined, retryable: false };
  }
  return error.toJSON();
}

// The class itself is in an ES module, which only `import()` loads here.
function isOutlookError(error: unknown): error is Pick<OutlookError, keyof OutlookError> {
  return error instanceof Error && error.name === "OutlookError";
}
