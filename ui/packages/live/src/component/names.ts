/** The contract's names: the bindings of jco write them in camel case, and JSON in snake case. */

const camel = (name: string) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Returns a value of JSON as the bindings take it. */
export const toBindings = (value: unknown): unknown => renamed(value, camel);

/** Returns a value of the bindings as JSON has it. Numbers of 64 bits are milliseconds here, which JSON holds exactly. */
export const fromBindings = (value: unknown): unknown => renamed(value, snake);

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map((entry) => renamed(entry, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [rename(name), renamed(entry, rename)]));
}
