/** Makes numbers of the `bigint`s in a value: they are milliseconds, and JSON has no such type. Bytes stay as they are. */
export function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  // Absent fields are left out.
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries.map(([name, field]) => [name, plain(field)]));
}
