import { toForm, valueAt, type Connection, type ConnectionTest, type Profile } from "@outlook-connector/forms";
import { useEffect, useState } from "react";

/** Returns the seconds that are left of a wait that begins at a time, and counts them down. */
export function useSecondsLeft(start: string | undefined, seconds: number): number {
  const [now, setNow] = useState(() => Date.now());
  const end = endOfWait(start, seconds);
  const left = end === undefined ? 0 : Math.max(0, Math.min(seconds, Math.ceil((end - now) / 1000)));
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => setNow(Date.now()), 1000);
    return () => clearTimeout(timer);
  }, [left, now]);
  return left;
}

/** Returns the value of the field from which the wait of a test counts. */
export function waitsSince(test: ConnectionTest, profile: Profile, connection: Connection | undefined) {
  const start = connection && valueAt(toForm(profile, { connection }), test.wait.after);
  return typeof start === "string" ? start : undefined;
}

/** Returns when the wait ends. A day without a time says too little to count from. */
function endOfWait(start: string | undefined, seconds: number): number | undefined {
  if (!start?.includes(":")) return undefined;
  const began = new Date(start).getTime();
  return Number.isNaN(began) ? undefined : began + seconds * 1000;
}
