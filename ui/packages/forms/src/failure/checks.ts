import type { Cause } from "../records.ts";

/** The commands to run in one shell. */
export interface ShellCommands {
  shell: string;
  commands: string[];
}

export interface Checks {
  shells: ShellCommands[];
  /** Checks that are no commands. */
  sentences: string[];
}

const SHELL = /\b[Ii]n ((?:Exchange Online|Microsoft Graph) PowerShell)\b/;
/** A reading command. Its columns stand after Format-List. Semicolons separate commands. */
const COMMAND =
  /\b(?:Get|Test)-[A-Z][A-Za-z]+(?:[^;|]*?)(?: \| (?:Where-Object|Select-Object)[^|;]*)?(?: \| Format-List [A-Za-z*]+(?:,[A-Za-z*]+)*)/g;

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
  for (const { check } of open) {
    const found = commandsOf(check);
    if (found.length === 0) sentences.add(check);
    for (const { shell, command } of found) {
      const [base = "", columns = ""] = command.split(" | Format-List ");
      const commands = shells.get(shell) ?? new Map<string, Set<string>>();
      shells.set(shell, commands);
      const known = commands.get(base) ?? new Set<string>();
      for (const column of columns.split(",")) known.add(column);
      commands.set(base, known);
    }
  }
  return {
    shells: [...shells].map(([shell, commands]) => ({
      shell,
      commands: [...commands].map(([base, columns]) => `${base} | Format-List ${[...columns].join(",")}`),
    })),
    sentences: [...sentences],
  };
}

/** Finds the commands in a check, each with the shell that the text names before it. */
function commandsOf(check: string): { shell: string; command: string }[] {
  let shell = "";
  const found: { shell: string; command: string }[] = [];
  let before = 0;
  for (const match of check.matchAll(COMMAND)) {
    shell = lastShell(check.slice(before, match.index)) ?? shell;
    before = match.index + match[0].length;
    if (shell !== "") found.push({ shell, command: match[0] });
  }
  return found;
}

function lastShell(text: string): string | undefined {
  return text
    .match(new RegExp(SHELL, "g"))
    ?.at(-1)
    ?.replace(/^[Ii]n /, "");
}
