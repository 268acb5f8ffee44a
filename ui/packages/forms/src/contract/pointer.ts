/** JSON Pointers (RFC 6901) into the data of a form. */

export type FormData = Record<string, unknown>;

export function pointerOf(path: (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Returns the value at a pointer, or `undefined` if there is none. */
export function valueAt(data: unknown, pointer: string): unknown {
  return partsOf(pointer).reduce<unknown>(
    (value, part) => (typeof value === "object" && value !== null ? (value as FormData)[part] : undefined),
    data,
  );
}

/** Sets a value at a path, and makes the objects on the way. */
export function setAt(target: FormData, parts: string[], value: unknown): void {
  const last = parts.at(-1);
  if (last === undefined) return;
  let place = target;
  for (const part of parts.slice(0, -1)) {
    const next = place[part];
    if (typeof next === "object" && next !== null) place = next as FormData;
    else place = place[part] = {} as FormData;
  }
  place[last] = value;
}

export function partsOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}
