import type { ShellCommands } from "../commands.ts";
import type { Cause } from "../records.ts";

export interface Checks {
  shells: ShellCommands[];
  /** Checks that are no commands. */
  sentences: string[];
}

const COLUMNS = " | Format-List";

/**
 * Collects the distinct checks of the causes that are worth a check. Several causes often share a check, and ask for other columns of it.
 * A certain cause needs no other check.
 */
export function distinctChecks(causes: Cause[]): Checks {
  const [first] = causes;
  const open =
    first?.confidence === "certain"
      ? [first]
      : causes.filter((cause, at) => at === 0 || cause.confidence !== "unlikely");
  const shells = new Map<string, Map<string, Set<string>>>();
  const sentences = new Set<string>();
  for (const { check, check_commands: commands } of open) {
    if (commands.length === 0) sentences.add(check);
    for (const { shell, text } of commands) {
      const [base = "", columns] = text.split(COLUMNS);
      const ofShell = shells.get(shell) ?? new Map<string, Set<string>>();
      shells.set(shell, ofShell);
      const known = ofShell.get(base) ?? new Set<string>();
      for (const column of columns?.trim().split(",") ?? []) known.add(column);
      ofShell.set(base, known);
    }
  }
  return {
    shells: [...shells].map(([shell, commands]) => ({
      shell,
      commands: [...commands].map(([base, columns]) => withColumns(base, columns)),
    })),
    sentences: [...sentences],
  };
}

/** Appends the columns. An empty column stands for all of them: `Format-List` without names prints every property. */
function withColumns(base: string, columns: Set<string>): string {
  if (columns.size === 0) return base;
  return columns.has("") ? `${base}${COLUMNS}` : `${base}${COLUMNS} ${[...columns].join(",")}`;
}
