import type { FormData } from "../contract/pointer.ts";
import type { Problems } from "../contract/problems.ts";
import type { FormDescription } from "../descriptor.ts";
import { DescriptorForm } from "../form/DescriptorForm.tsx";
import { usePicked } from "./use_picked.ts";

/** Some fields of the form. A value is checked as soon as it is pasted or left. */
export function PartForm(props: {
  form: FormDescription;
  data: FormData;
  problems: Problems;
  onChange: (part: FormData) => void;
}) {
  const names = props.form.ui.fields.map(({ pointer }) => pointer.slice(1));
  const own = usePicked(props.data, names);
  if (names.length === 0) return null;
  const empty = Object.fromEntries(names.map((name) => [name, undefined]));
  return (
    <DescriptorForm
      form={props.form}
      data={own}
      problems={props.problems}
      onChange={(data) => props.onChange({ ...empty, ...data })}
      onSubmit={() => undefined}
    >
      {null}
    </DescriptorForm>
  );
}
