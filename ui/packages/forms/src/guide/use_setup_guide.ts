import { useEffect, useRef, useState } from "react";
import type { SetupInstructions } from "../records.ts";

/** Waits for a pause in typing before it calls the connector. */
const PAUSE_MS = 300;

/** Returns the instructions for the values. While some value is refused, the last good instructions stay, with the error beside them. */
export function useSetupGuide(setup: object, setupGuide: (setup: object) => Promise<SetupInstructions>) {
  const [instructions, setInstructions] = useState<SetupInstructions>();
  const [error, setError] = useState<unknown>();
  const call = useRef(setupGuide);
  useEffect(() => {
    call.current = setupGuide;
  });
  const asked = JSON.stringify(setup);
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      call.current(JSON.parse(asked) as object).then(
        (next) => {
          if (!isCurrent) return;
          setInstructions(next);
          setError(undefined);
        },
        (reason: unknown) => isCurrent && setError(reason),
      );
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [asked]);
  return { instructions, error };
}
