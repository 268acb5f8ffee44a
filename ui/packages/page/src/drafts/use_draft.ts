import { useCallback, useSyncExternalStore } from "react";
import { useShared } from "../store.tsx";

/** State that survives leaving the screen. What `isKept` names survives a reload, too. */
export function useDraft<T>(key: string, initial: () => T): [T, (value: T) => void] {
  const { drafts, keeper } = useShared();
  const subscribe = useCallback((listener: () => void) => drafts.subscribe(key, listener), [drafts, key]);
  const value = useSyncExternalStore(subscribe, () => drafts.getOr(key, initial)) as T;
  const set = useCallback(
    (next: T) => {
      drafts.set(key, next);
      keeper.changed(key);
    },
    [drafts, keeper, key],
  );
  return [value, set];
}
