import type { SetupStep } from "../records.ts";
import { useEffect, useState } from "react";
import type { SetupProgress } from "./SetupGuide.tsx";

/**
 * Which steps are open. At first it is the one that a card of a failure named, else the one where the person was, else the first that is not
 * done. Several can be open: one that closed by itself would move what the person looks at.
 */
export function useOpenSteps(steps: SetupStep[], progress: SetupProgress, named: string | undefined) {
  const [opened, setOpened] = useState<ReadonlySet<string>>();
  // A step that gets the focus as soon as it is drawn.
  const [next, setNext] = useState(named);
  const first = steps.find(({ number }) => !progress.done.includes(number))?.number;
  const open = opened ?? new Set([named ?? progress.at ?? first ?? ""]);
  const isReady = steps.length > 0;
  useEffect(() => {
    if (!isReady || next === undefined) return;
    const place = document.getElementById(`step-${next}`);
    place?.scrollIntoView();
    place?.querySelector("summary")?.focus({ preventScroll: true });
  }, [isReady, next]);
  return {
    isOpen: (number: string) => open.has(number),
    setOpen: (number: string, isOpen: boolean) => {
      const others = [...open].filter((entry) => entry !== number);
      setOpened(new Set(isOpen ? [...others, number] : others));
    },
    /** Folds a step and opens the first one after it that is not done. Returns that one. */
    goOn: (from: string, done: string[]): string | undefined => {
      const at = steps.findIndex(({ number }) => number === from);
      const after = [...steps.slice(at + 1), ...steps.slice(0, at)].find(
        ({ number }) => !done.includes(number),
      )?.number;
      setOpened(new Set([...[...open].filter((entry) => entry !== from), ...(after === undefined ? [] : [after])]));
      setNext(after);
      return after;
    },
  };
}
