import { useSyncExternalStore } from "react";

/** Whether the program responds, and knows this window. */
export type Access = "ok" | "gone" | "no-session";

let access: Access = "ok";
const listeners = new Set<() => void>();

export function setAccess(next: Access): void {
  if (next === access) return;
  access = next;
  for (const listener of listeners) listener();
}

/** What the last call found. */
export function useAccess(): Access {
  return useSyncExternalStore(subscribe, () => access);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
