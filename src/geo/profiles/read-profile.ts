import type { Profile } from "./profile.ts";
import { PROFILE_SCHEMA, type Schema } from "./profile-schema.ts";

/** A place in a profile's file (a JSON pointer) and what is wrong there. */
export interface ProfileFault {
  readonly pointer: string;
  readonly detail: string;
}

/** A profile read, or all that is wrong with its file. */
export type ProfileResult =
  | { readonly ok: true; readonly profile: Profile }
  | { readonly ok: false; readonly faults: readonly ProfileFault[] };

/**
 * Reads a profile from the JSON of its file.
 *
 * A file with `basedOn` takes every field it does not have itself from the profile of that id;
 * fields that are objects are replaced as a whole.
 *
 * @param known the profiles that `basedOn` may name
 */
export function profileFromJson(json: unknown, known: readonly Profile[]): ProfileResult {
  if (!isRecord(json)) return failed("", "a profile is a JSON object");
  const { basedOn, ...own } = json;
  const base = basedOn === undefined ? {} : known.find(({ id }) => id === basedOn);
  if (base === undefined) {
    const ids = known.map(({ id }) => id).join(", ");
    return failed("/basedOn", `basedOn (${String(basedOn)}) is not known: use one of ${ids}`);
  }
  const whole = { ...base, ...own };
  const faults: ProfileFault[] = [];
  check(whole, PROFILE_SCHEMA, "", faults);
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, profile: whole as unknown as Profile }; // the schema describes just this type
}

function failed(pointer: string, detail: string): ProfileResult {
  return { ok: false, faults: [{ pointer, detail }] };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Holds a value against a schema and notes everything that is wrong with it. */
function check(value: unknown, schema: Schema, pointer: string, faults: ProfileFault[]): void {
  if (value === null && schema.orNull === true) return;
  const fault = (detail: string) => {
    faults.push({ pointer, detail });
  };
  switch (schema.type) {
    case "text":
      if (typeof value !== "string" || value === "") fault("must be a text that is not empty");
      else if (schema.oneOf !== undefined && !schema.oneOf.includes(value)) {
        fault(`(${value}) must be one of ${schema.oneOf.join(", ")}`);
      }
      return;
    case "number":
      if (typeof value === "number" && value >= schema.min && value <= schema.max) return;
      fault(`(${JSON.stringify(value)}) must be a number from ${schema.min} to ${schema.max}`);
      return;
    case "flag":
      if (typeof value !== "boolean") fault("must be true or false");
      return;
    case "list":
      if (!Array.isArray(value)) fault("must be a list");
      else value.forEach((item, i) => void check(item, schema.of, `${pointer}/${i}`, faults));
      return;
    case "table":
      checkTable(value, schema, pointer, faults);
      return;
    case "record":
      checkRecord(value, schema.fields, pointer, faults);
      return;
    case "choice":
      checkChoice(value, schema, pointer, faults);
  }
}

function checkTable(
  value: unknown,
  schema: Extract<Schema, { type: "table" }>,
  pointer: string,
  faults: ProfileFault[],
): void {
  if (!isRecord(value)) {
    faults.push({ pointer, detail: "must be an object" });
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    const at = `${pointer}/${escaped(key)}`;
    if (schema.keys !== undefined && !schema.keys.includes(key)) {
      faults.push({ pointer: at, detail: `must be one of ${schema.keys.join(", ")}` });
    }
    check(item, schema.of, at, faults);
  }
}

function checkRecord(
  value: unknown,
  fields: Readonly<Record<string, Schema>>,
  pointer: string,
  faults: ProfileFault[],
): void {
  if (!isRecord(value)) {
    faults.push({ pointer, detail: "must be an object" });
    return;
  }
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(fields, key)) continue;
    const known = Object.keys(fields).join(", ");
    faults.push({ pointer: `${pointer}/${escaped(key)}`, detail: `is not one of ${known}` });
  }
  for (const [key, schema] of Object.entries(fields)) {
    if (Object.hasOwn(value, key)) check(value[key], schema, `${pointer}/${key}`, faults);
    else faults.push({ pointer: `${pointer}/${key}`, detail: "is missing" });
  }
}

function checkChoice(
  value: unknown,
  { by, of }: Extract<Schema, { type: "choice" }>,
  pointer: string,
  faults: ProfileFault[],
): void {
  const kind = isRecord(value) ? value[by] : undefined;
  if (typeof kind === "string" && Object.hasOwn(of, kind)) {
    checkRecord(value, of[kind], pointer, faults);
    return;
  }
  const kinds = Object.keys(of).join(", ");
  faults.push({ pointer, detail: `must be an object whose ${by} is one of ${kinds}` });
}

/** As RFC 6901 has it. */
function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
