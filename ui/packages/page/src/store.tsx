import type { Descriptor, StepStatus } from "@outlook-connector/forms";
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { service, type About, type ListedConnection, type SavedConnection, type StoredSecret } from "./api/service.ts";
import { Drafts } from "./drafts/drafts.ts";
import { Keeper } from "./drafts/keeper.ts";

/** The result of the last test of a connection in this window. */
export type Health = StepStatus;

interface Shared {
  about: About;
  descriptor: Descriptor;
  connections: SavedConnection[];
  /** Names of connections whose files are broken. */
  broken: string[];
  secrets: StoredSecret[];
  /** Reads connections and secrets again. */
  reload: () => Promise<void>;
  health: Record<string, Health>;
  setHealth: (name: string, health: Health) => void;
  drafts: Drafts;
  keeper: Keeper;
}

type Saved = Pick<Shared, "connections" | "broken" | "secrets">;
type Fixed = Pick<Shared, "about" | "descriptor" | "keeper">;

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
  const [fixed, setFixed] = useState<Fixed>();
  const [saved, setSaved] = useState<Saved>();
  const [health, setHealthMap] = useState<Record<string, Health>>({});
  const [drafts] = useState(() => new Drafts());
  const [error, setError] = useState<unknown>();
  const [round, setRound] = useState(0);

  const reload = useCallback(async () => setSaved(await readSaved()), []);
  useEffect(() => {
    let keeper: Keeper | undefined;
    const left = new AbortController();
    void (async () => {
      try {
        const [descriptor, about, kept, first] = await Promise.all([
          service.describe(),
          service.about(),
          service.drafts(),
          readSaved(),
        ]);
        if (left.signal.aborted) return;
        for (const [key, draft] of Object.entries(kept)) drafts.set(key, draft);
        const onSaved = () => void readSaved().then(setSaved, () => undefined);
        keeper = new Keeper(drafts, descriptor.connection.profiles, onSaved);
        setSaved(first);
        setFixed({ descriptor, about, keeper });
      } catch (reason) {
        if (!left.signal.aborted) setError(reason);
      }
    })();
    return () => {
      left.abort();
      keeper?.close();
    };
  }, [drafts, round]);
  const setHealth = useCallback(
    (name: string, value: Health) => setHealthMap((all) => ({ ...all, [name]: value })),
    [],
  );
  const shared = useMemo(
    () => fixed && saved && { ...fixed, ...saved, reload, health, setHealth, drafts },
    [fixed, saved, reload, health, setHealth, drafts],
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

async function readSaved(): Promise<Saved> {
  const [listed, secrets] = await Promise.all([service.connections(), service.secrets()]);
  const isBroken = (entry: ListedConnection) => entry.connection === null;
  return {
    connections: listed.filter((entry): entry is SavedConnection => !isBroken(entry)),
    broken: listed.filter(isBroken).map(({ name }) => name),
    secrets,
  };
}
