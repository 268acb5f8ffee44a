import type { FieldProps } from "@rjsf/utils";
import { useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";
import type { ContractEntry, FieldHint, FieldSchema } from "../descriptor.ts";
import { partsOf, setAt, valueAt, type FormData } from "../contract/pointer.ts";
import { useForm, describedBy, type SharedByForm } from "./context.ts";
import { bytesText } from "./files.ts";

/** The places of a file in an entry, as the contract and the schema name them. */
interface Places {
  content: string;
  name: string | undefined;
  mediaType: string | undefined;
}

/** A list of files: chosen or dropped, with their total and the limit. */
export function FilesField(props: FieldProps) {
  const { t, i18n } = useTranslation("forms");
  const [isOver, setOver] = useState(false);
  const context = useForm();
  const { fieldPathId } = props;
  const id = fieldPathId.$id;
  const pointer = `/${fieldPathId.path.join("/")}`;
  const contract = context.form.contract.find((entry) => entry.pointer === pointer)?.items ?? [];
  const hints = context.form.ui.fields.find((hint) => hint.pointer === pointer)?.items ?? [];
  const places = placesOf(contract);
  const entries = Array.isArray(props.formData) ? (props.formData as FormData[]) : [];
  const change = (next: FormData[]) => props.onChange(next.length === 0 ? undefined : next, fieldPathId.path);
  const fileOf = (entry: FormData) => context.files.get(textAt(entry, places.content));
  const total = entries.reduce((sum, entry) => sum + (fileOf(entry)?.size ?? 0), 0);
  const limit = context.filesLimit;
  const add = (files: FileList | null) => {
    const fresh = [...(files ?? [])].map((file) => entryOf(file, places, context));
    if (fresh.length > 0) change([...entries, ...fresh]);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer.files);
  };
  return (
    <div
      className={`of-files${isOver ? " of-over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p className="of-drop">
        <label className="of-button" htmlFor={id}>
          {t("files.choose")}
        </label>{" "}
        <span>{t("files.drop")}</span>
        <input
          id={id}
          type="file"
          multiple
          className="of-unseen"
          disabled={props.disabled}
          aria-describedby={describedBy(id)}
          onChange={(event) => {
            add(event.target.files);
            event.target.value = "";
          }}
        />
      </p>
      {entries.length > 0 && (
        <ul className="of-file-list">
          {entries.map((entry, index) => (
            <FileRow
              key={textAt(entry, places.content)}
              id={`${id}_${index}`}
              entry={entry}
              size={bytesText(fileOf(entry)?.size ?? 0, i18n.language)}
              name={places.name === undefined ? "" : textAt(entry, places.name)}
              fields={otherFields(props.schema as FieldSchema, hints, contract)}
              onChange={(next) => change(entries.map((other, at) => (at === index ? next : other)))}
              onRemove={() => {
                context.files.remove(textAt(entry, places.content));
                change(entries.filter((_, at) => at !== index));
              }}
            />
          ))}
        </ul>
      )}
      <p className={`of-total${limit !== undefined && total > limit ? " of-wrong" : ""}`} role="status">
        {entries.length > 0 &&
          (limit === undefined
            ? t("files.total", { total: bytesText(total, i18n.language) })
            : t(total > limit ? "files.too-large" : "files.total-of", {
                total: bytesText(total, i18n.language),
                limit: bytesText(limit, i18n.language),
              }))}
      </p>
    </div>
  );
}

interface FileRowProps {
  id: string;
  entry: FormData;
  size: string;
  name: string;
  fields: { pointer: string; schema: FieldSchema }[];
  onChange: (entry: FormData) => void;
  onRemove: () => void;
}

function FileRow({ id, entry, size, name, fields, onChange, onRemove }: FileRowProps) {
  const { t } = useTranslation("forms");
  return (
    <li>
      <div className="of-file">
        <span className="of-file-name">{name}</span>
        <span className="of-file-size">{size}</span>
        <button
          type="button"
          className="of-button of-small"
          aria-label={t("files.remove", { name })}
          onClick={onRemove}
        >
          {t("remove")}
        </button>
      </div>
      <details>
        <summary>{t("files.details", { name })}</summary>
        {fields.map(({ pointer, schema }) => (
          <div className="of-field" key={pointer}>
            <label className="of-label" htmlFor={`${id}${pointer}`}>
              {schema.title}
            </label>
            <p className="of-help" id={`${id}${pointer}-help`}>
              {schema.description}
            </p>
            <input
              id={`${id}${pointer}`}
              className="of-input"
              aria-describedby={`${id}${pointer}-help`}
              value={textAt(entry, pointer)}
              onChange={(event) => {
                const next = structuredClone(entry);
                setAt(next, partsOf(pointer), event.target.value === "" ? undefined : event.target.value);
                onChange(next);
              }}
            />
          </div>
        ))}
      </details>
    </li>
  );
}

function textAt(entry: FormData, pointer: string): string {
  const value = valueAt(entry, pointer);
  return typeof value === "string" ? value : "";
}

function placesOf(contract: ContractEntry[]): Places {
  const find = (test: (entry: ContractEntry) => boolean) => contract.find(test)?.pointer;
  return {
    content: find((entry) => entry.as === "file") ?? "",
    name: find((entry) => entry.path === "name"),
    mediaType: find((entry) => entry.path === "content-type"),
  };
}

function entryOf(file: File, places: Places, context: SharedByForm): FormData {
  const entry: FormData = {};
  setAt(entry, partsOf(places.content), context.files.add(file));
  if (places.name !== undefined) setAt(entry, partsOf(places.name), file.name);
  if (places.mediaType !== undefined && file.type !== "") setAt(entry, partsOf(places.mediaType), file.type);
  return entry;
}

/** The fields of an entry that a person may change: all but the bytes. */
function otherFields(schema: FieldSchema, hints: FieldHint[], contract: ContractEntry[]) {
  return hints.flatMap(({ pointer }) => {
    const entry = contract.find((candidate) => candidate.pointer === pointer);
    const field = schema.items?.properties?.[pointer.slice(1)];
    return !field || entry?.as !== undefined ? [] : [{ pointer, schema: field }];
  });
}
