// The component calls its imports synchronously, and what a Node.js program has is asynchronous. A thread that runs a call therefore asks the
// program over a port, and sleeps on a shared word until the reply is there.
import { receiveMessageOnPort, type MessagePort } from "node:worker_threads";

/** What a thread asks for. */
export interface Ask {
  readonly operation: string;
  readonly args: readonly unknown[];
}

/** A reply: the value, the error of a `result`, or a text if the program itself failed. */
export type Reply = { readonly value: unknown } | { readonly refused: unknown } | { readonly failed: string };

/** The error of a `result`, on its way to the component. */
export class Refusal extends Error {
  readonly payload: unknown;

  constructor(payload: unknown) {
    super("refused");
    this.payload = payload;
  }
}

/** In the thread: returns the function that asks and waits. It throws the error of a `result` as the bindings of jco take it. */
export function asker(
  port: MessagePort,
  word: Int32Array,
): (operation: string, ...args: readonly unknown[]) => unknown {
  return (operation, ...args) => {
    Atomics.store(word, 0, 0);
    const ask: Ask = { operation, args };
    port.postMessage(ask);
    Atomics.wait(word, 0, 0);
    const reply = receiveMessageOnPort(port)?.message as Reply | undefined;
    if (reply === undefined) throw new Error("no reply");
    if ("value" in reply) return reply.value;
    if ("failed" in reply) throw new Error(reply.failed);
    // The bindings take what is thrown for the error, unless it is an `Error`.
    throw reply.refused;
  };
}

/** In the program: replies to what a thread asks. */
export function serve(
  port: MessagePort,
  word: Int32Array,
  answer: (operation: string, args: readonly unknown[]) => unknown,
): void {
  port.on("message", (ask: Ask) => {
    void reply(answer, ask).then((message) => {
      port.postMessage(message);
      Atomics.store(word, 0, 1);
      Atomics.notify(word, 0);
    });
  });
}

async function reply(
  answer: (operation: string, args: readonly unknown[]) => unknown,
  { operation, args }: Ask,
): Promise<Reply> {
  try {
    return { value: await answer(operation, args) };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.payload };
    return { failed: `${operation}: ${error instanceof Error ? error.message : "failed"}` };
  }
}
