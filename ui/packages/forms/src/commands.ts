import type { Command } from "./records.ts";

/** The commands to run in one program. */
export interface ShellCommands {
  shell: string;
  commands: string[];
}

/** Puts together commands that follow each other in the same program. */
export function byShell(commands: Command[]): ShellCommands[] {
  const blocks: ShellCommands[] = [];
  for (const { shell, text } of commands) {
    const last = blocks.at(-1);
    if (last?.shell === shell) last.commands.push(text);
    else blocks.push({ shell, commands: [text] });
  }
  return blocks;
}
