import { Validator, type OutputUnit, type Schema } from "@cfworker/json-schema";
import {
  toErrorSchema,
  type CustomValidator,
  type ErrorTransformer,
  type RJSFSchema,
  type RJSFValidationError,
  type UiSchema,
  type ValidatorType,
} from "@rjsf/utils";

// rjsf's usual validator, Ajv, compiles a schema to a function from a string. A page whose policy has no 'unsafe-eval' cannot run it.
// @cfworker/json-schema walks the schema instead.

/** Keywords that only repeat that something inside of them is wrong. */
const WRAPPERS = new Set(["properties", "items", "additionalItems", "prefixItems"]);

/** Checks the data of a form by its schema. */
export const validator: ValidatorType<unknown> = {
  validateFormData(
    data: unknown,
    schema: RJSFSchema,
    _custom?: CustomValidator,
    transform?: ErrorTransformer,
    uiSchema?: UiSchema,
  ) {
    const found = errorsOf(schema, data);
    const errors = transform ? transform(found, uiSchema) : found;
    return { errors, errorSchema: toErrorSchema(errors) };
  },
  isValid: (schema: RJSFSchema, data: unknown) => check(schema, data).length === 0,
  rawValidation: (schema: RJSFSchema, data?: unknown) => ({ errors: check(schema, data) as never[] }),
};

function check(schema: RJSFSchema, data: unknown): OutputUnit[] {
  // The validator knows no `undefined`: JSON has none.
  const json: unknown = data === undefined ? {} : JSON.parse(JSON.stringify(data));
  return new Validator(schema as Schema, "2020-12", false).validate(json).errors;
}

function errorsOf(schema: RJSFSchema, data: unknown): RJSFValidationError[] {
  return check(schema, data)
    .filter((unit) => !WRAPPERS.has(unit.keyword) && !unit.keywordLocation.includes("/oneOf/"))
    .map((unit) => {
      const missing = unit.keyword === "required" ? /"([^"]+)"/.exec(unit.error)?.[1] : undefined;
      const pointer = unit.instanceLocation.replace(/^#/, "") + (missing === undefined ? "" : `/${missing}`);
      return {
        name: unit.keyword,
        property: pointer.replaceAll("/", "."),
        message: unit.error,
        stack: unit.error,
        schemaPath: unit.keywordLocation,
        params: { pointer },
      };
    });
}
