// Not from "@rjsf/core": its index also loads a helper for tests, which needs a validator that this package does not have.
import Form, { type IChangeEvent } from "@rjsf/core/lib/components/Form.js";
import { deepEquals, type RJSFSchema } from "@rjsf/utils";
import { useId, useMemo, useState, type ReactNode } from "react";
import type { FormData } from "../contract/pointer.ts";
import type { Problems } from "../contract/problems.ts";
import type { FormDescription } from "../descriptor.ts";
import type { Link } from "../records.ts";
import { ChipsField } from "./ChipsField.tsx";
import { FormContext, type SharedByForm } from "./context.ts";
import { EntriesTemplate, EntryTemplate } from "./EntriesTemplate.tsx";
import { FieldTemplate } from "./FieldTemplate.tsx";
import { FileShelf } from "./files.ts";
import { FilesField } from "./FilesField.tsx";
import { GroupsTemplate } from "./GroupsTemplate.tsx";
import { ProblemText } from "./ProblemText.tsx";
import { useLocalised } from "./use_localised.ts";
import { withMessages } from "./messages.ts";
import { uiSchemaOf } from "./ui_schema.ts";
import { validator } from "./validator.ts";
import { ChoiceWidget, LinesWidget, LineWidget, SecretWidget, TickWidget, YesNoUnknownWidget } from "./widgets.tsx";

const WIDGETS = {
  line: LineWidget,
  lines: LinesWidget,
  secret: SecretWidget,
  choice: ChoiceWidget,
  yesNoUnknown: YesNoUnknownWidget,
  tick: TickWidget,
};
const FIELDS = { chips: ChipsField, files: FilesField };
const TEMPLATES = {
  FieldTemplate,
  ObjectFieldTemplate: GroupsTemplate,
  ArrayFieldTemplate: EntriesTemplate,
  ArrayFieldItemTemplate: EntryTemplate,
};

export interface DescriptorFormProps {
  /** A form of the descriptor, as it is. */
  form: FormDescription;
  data: FormData;
  onChange: (data: FormData) => void;
  /** Called when every field fits its schema. */
  onSubmit: () => void;
  /** The buttons. One of them has the type `submit`. */
  children: ReactNode;
  /** Problems that the connector found. */
  problems?: Problems;
  disabled?: boolean;
  /** Pointers of the secrets that are stored. An empty field keeps such a secret. */
  savedSecrets?: string[];
  /** Returns a page of the descriptor with the values of this form, for the links beside its fields. */
  linkOf?: (id: string) => Link | undefined;
  files?: FileShelf;
  filesLimit?: number;
}

const NO_PROBLEMS: Problems = {};
const NO_SECRETS: string[] = [];

/** A form of the descriptor. It knows no field by name: labels, widgets, groups, messages and rules come from the descriptor. */
export function DescriptorForm(props: DescriptorFormProps) {
  const { data, problems = NO_PROBLEMS, savedSecrets = NO_SECRETS } = props;
  const form = useLocalised(props.form);
  const prefix = `f${useId().replaceAll(/[^a-zA-Z0-9]/g, "")}`;
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [wasSubmitted, setSubmitted] = useState(false);
  const [ownShelf] = useState(() => new FileShelf());
  const files = props.files ?? ownShelf;

  const schema = useMemo(() => withoutSaved(form, savedSecrets), [form, savedSecrets]);
  const uiSchema = useMemo(() => uiSchemaOf(form), [form]);
  const transformErrors = useMemo(() => withMessages(form), [form]);
  const shared: SharedByForm = {
    form,
    problems,
    savedSecrets,
    linkOf: props.linkOf,
    files,
    filesLimit: props.filesLimit,
    isShown: (id) => wasSubmitted || touched.has(id),
    touch: (id) => setTouched((before) => (before.has(id) ? before : new Set([...before, id]))),
  };
  // rjsf also reports the defaults that it has filled in itself. Those are no change, and nobody has typed them.
  const change = (next: FormData) => {
    const given = withoutDefaults(form, next);
    if (!deepEquals(given, withoutDefaults(form, data))) props.onChange(given);
  };
  return (
    <FormContext value={shared}>
      <Form
        className="of-form"
        schema={schema as RJSFSchema}
        uiSchema={uiSchema}
        formData={data}
        validator={validator}
        widgets={WIDGETS}
        fields={FIELDS}
        templates={TEMPLATES}
        transformErrors={transformErrors}
        idPrefix={prefix}
        disabled={props.disabled === true}
        noHtml5Validate
        showErrorList={false}
        liveValidate="onChange"
        onChange={(event: IChangeEvent) => change((event.formData ?? {}) as FormData)}
        onSubmit={() => props.onSubmit()}
        onError={(errors) => {
          setSubmitted(true);
          const first = errors[0]?.property?.replaceAll(".", "_").replace(/^_/, "");
          if (first !== undefined) document.getElementById(`${prefix}_${first.replace(/_\d+$/, "")}`)?.focus();
        }}
      >
        {(problems[""] ?? []).map((problem) => (
          <div className="of-errors" key={problem.code}>
            <ProblemText form={form} pointer="" problem={problem} said={[]} />
          </div>
        ))}
        <div className="of-buttons">{props.children}</div>
      </Form>
    </FormContext>
  );
}

/** Returns what a person has given: no defaults, and no lists that are empty. */
function withoutDefaults(form: FormDescription, data: FormData): FormData {
  const isGiven = ([name, value]: [string, unknown]) =>
    value !== undefined &&
    value !== form.schema.properties?.[name]?.default &&
    !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(data).filter(isGiven));
}

/** A secret that is stored need not be typed again. */
function withoutSaved(form: FormDescription, saved: string[]) {
  const required = form.schema.required?.filter((name) => !saved.includes(`/${name}`));
  return required ? { ...form.schema, required } : form.schema;
}
