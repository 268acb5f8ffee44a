import {
  operation,
  problemsByField,
  SetupGuide,
  toRequest,
  useLookup,
  useSetupGuide,
  type Descriptor,
  type SetupProgress,
} from "@outlook-connector/forms";
import { useMemo, useState } from "react";
import { Refused, connector } from "./component/connector.ts";

/** The set-up assistant. What a person types stays in the window. */
export function SetUp({ descriptor }: { descriptor: Descriptor }) {
  const { lookup } = useLookup();
  const [progress, setProgress] = useState<SetupProgress>({ data: {}, done: [] });
  const form = operation(descriptor, "setup-guide").input;
  const setup = useMemo(() => toRequest(form, progress.data).parameters.setup ?? {}, [form, progress.data]);
  const { instructions, error } = useSetupGuide(setup, connector.setupGuide);
  const problems = error instanceof Refused ? problemsByField(form, error.detail.fields, progress.data) : {};
  if (error instanceof Error && !(error instanceof Refused)) throw error;
  return (
    <SetupGuide
      form={form}
      instructions={instructions}
      problems={problems}
      progress={progress}
      onChange={(change) => setProgress((before) => ({ ...before, ...change }))}
      named={/^#step-(\w+)$/.exec(location.hash)?.[1]}
      atTheEnd={<p>{lookup("test-wait#description") ?? descriptor.connection.test.wait.description}</p>}
    />
  );
}
