import type { SetupInstructions } from "@outlook-connector/forms";
import { useEffect, useState } from "react";
import { problemOf, type Problem } from "../../api/problem.ts";
import { service } from "../../api/service.ts";

/** Waits for a pause in typing before it calls the service. */
const PAUSE_MS = 300;

/** Returns the instructions for the values. While some value is refused, the last good instructions stay, with the problem beside them. */
export function useGuide(setup: object) {
  const [instructions, setInstructions] = useState<SetupInstructions>();
  const [problem, setProblem] = useState<Problem>();
  const asked = JSON.stringify(setup);
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      service.setupGuide(JSON.parse(asked) as object).then(
        (next) => {
          if (!isCurrent) return;
          setInstructions(next);
          setProblem(undefined);
        },
        (error: unknown) => {
          if (!isCurrent) return;
          const refused = problemOf(error);
          setProblem(refused);
          // A refused value must not keep the steps away: without values they have placeholders.
          setInstructions((before) => before);
        },
      );
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [asked]);
  return { instructions, problem };
}
