import type { Descriptor } from "@outlook-connector/forms";
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { service, type ListedConnection, type SavedConnection, type StoredSecret } from "./api/service.ts";

/** The result of the last test of a connection in this window. */
export type Health = "ok" | "warn" | "fail";

interface Shared {
  descriptor: Descriptor;
  connections: SavedConnection[];
  /** Names of connections whose files are broken. */
  broken: string[];
  secrets: StoredSecret[];
  /** Reads connections and secrets again. */
  reload: () => Promise<void>;
  health: Record<string, Health>;
  setHealth: (name: string, health: Health) => void;
  /** Drafts of forms. They live in memory only: a reload forgets them. */
  drafts: Map<string, unknown>;
}

const isBroken = (entry: ListedConnection) => entry.connection === null;

const SharedContext = createContext<Shared | undefined>(undefined);

/** What every screen uses. */
export function useShared(): Shared {
  const shared = use(SharedContext);
  if (!shared) throw new Error("There is no provider above.");
  return shared;
}

/** Loads what every screen uses. Until then it shows `loading`, and `failed` if the service does not respond. */
export function SharedProvider(props: {
  children: ReactNode;
  loading: ReactNode;
  failed: (error: unknown, again: () => void) => ReactNode;
}) {
  const [descriptor, setDescriptor] = useState<Descriptor>();
  const [saved, setSaved] = useState<Pick<Shared, "connections" | "broken" | "secrets">>();
  const [health, setHealthMap] = useState<Record<string, Health>>({});
  const [drafts] = useState(() => new Map<string, unknown>());
  const [error, setError] = useState<unknown>();
  const [round, setRound] = useState(0);

  const reload = useCallback(async () => {
    const [listed, secrets] = await Promise.all([service.connections(), service.secrets()]);
    const connections = listed.filter((entry): entry is SavedConnection => entry.connection !== null);
    const broken = listed.filter(isBroken).map(({ name }) => name);
    setSaved({ connections, broken, secrets });
  }, []);
  useEffect(() => {
    void (async () => {
      try {
        const [description] = await Promise.all([service.describe(), reload()]);
        setDescriptor(description);
      } catch (reason) {
        setError(reason);
      }
    })();
  }, [reload, round]);
  const setHealth = useCallback(
    (name: string, value: Health) => setHealthMap((all) => ({ ...all, [name]: value })),
    [],
  );
  const shared = useMemo(
    () => descriptor && saved && { descriptor, ...saved, reload, health, setHealth, drafts },
    [descriptor, saved, reload, health, setHealth, drafts],
  );
  if (error !== undefined) {
    return props.failed(error, () => {
      setError(undefined);
      setRound(round + 1);
    });
  }
  if (!shared) return props.loading;
  return <SharedContext value={shared}>{props.children}</SharedContext>;
}

/** State that survives leaving the screen, in memory. */
export function useDraft<T>(key: string, initial: () => T): [T, (value: T) => void] {
  const { drafts } = useShared();
  const [value, setValue] = useState<T>(() => {
    if (!drafts.has(key)) drafts.set(key, initial());
    return drafts.get(key) as T;
  });
  const set = useCallback(
    (next: T) => {
      drafts.set(key, next);
      setValue(next);
    },
    [drafts, key],
  );
  return [value, set];
}
