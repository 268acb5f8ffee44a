import { useEffect, useState } from "react";

/** Exchange keeps the old rights of an app for 30 minutes without a call. 35 minutes leave a margin. */
export const WAIT_MS = 35 * 60_000;

/** Returns the seconds that are left of the wait after a change of permissions, and counts them down. */
export function useSecondsLeft(grantedAt: string | number | null | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  const end = endOfWait(grantedAt);
  const left = end === undefined ? 0 : Math.max(0, Math.ceil((end - now) / 1000));
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => setNow(Date.now()), 1000);
    return () => clearTimeout(timer);
  }, [left, now]);
  return left;
}

/** Returns when the wait ends. A day without a time says too little to count from. */
function endOfWait(grantedAt: string | number | null | undefined): number | undefined {
  if (grantedAt === null || grantedAt === undefined) return undefined;
  if (typeof grantedAt === "string" && !grantedAt.includes(":")) return undefined;
  const start = new Date(grantedAt).getTime();
  return Number.isNaN(start) ? undefined : start + WAIT_MS;
}
