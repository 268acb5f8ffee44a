// What goes into a call of the component and comes out of it.

/** A compiled core module: a `WebAssembly.Module`, whose type only browsers' types declare. */
export type Module = object;

/** A call, in an instance of its own. */
export interface Task {
  readonly operation: string;
  readonly args: readonly unknown[];
}

/** How a call ended: with a result, with the error of its `result`, or by a trap. */
export type Ended = { readonly value: unknown } | { readonly error: unknown } | { readonly trap: string };

/** What a call waits for: a time of `process.hrtime`, or something of an exchange. */
export type Interest =
  { readonly at: bigint } | { readonly exchange: number; readonly what: "response" | "writable" | "readable" };
