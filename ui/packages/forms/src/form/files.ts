/** Files that a person chose. The form's data holds their names on the shelf, so that no bytes are in it. */
export class FileShelf {
  readonly #files = new Map<string, File>();
  #next = 1;

  /** Keeps a file, and returns its name on the shelf. */
  add(file: File): string {
    const name = `file-${this.#next++}`;
    this.#files.set(name, file);
    return name;
  }

  get(name: string): File | undefined {
    return this.#files.get(name);
  }

  remove(name: string): void {
    this.#files.delete(name);
  }
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** Writes a number of bytes for people, in steps of 1024 as Exchange counts its limits. */
export function bytesText(bytes: number, language: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: UNITS[unit] ?? "byte",
    unitDisplay: unit === 0 ? "long" : "short",
    maximumFractionDigits: digits,
  }).format(value);
}
