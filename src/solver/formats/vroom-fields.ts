import { FormatError } from "./instance.ts";

/** An object of the file, and where it stands. */
export interface JsonObject {
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Thrown with no line: the text is JSON, and the path tells more. */
export function refuseAt(path: string, detail: string): never {
  throw new FormatError(0, `${path} ${detail}`);
}

function show(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}

/** A value that must be an object. */
export function objectAt(path: string, value: unknown): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return { path, fields: value as Record<string, unknown> };
  }
  return refuseAt(path, `(${show(value)}) must be an object`);
}

/** A list that may be left out. */
export function listAt(path: string, value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : refuseAt(path, `(${show(value)}) must be a list`);
}

/** A list of whole numbers, none negative, that may be left out. */
export function wholesAt(path: string, value: unknown): number[] {
  return listAt(path, value).map((each, i) => wholeValue(`${path}[${i}]`, each));
}

/** A whole number, not negative. */
export function wholeValue(path: string, value: unknown): number {
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
  return refuseAt(path, `(${show(value)}) must be a whole number, not negative`);
}

/** A field of whole numbers, or what stands for it where it is left out. */
export function wholeField({ path, fields }: JsonObject, name: string, absent: number): number {
  const value = fields[name];
  return value === undefined ? absent : wholeValue(`${path}.${name}`, value);
}

/** Refuses fields by name: rules that are not supported, and names that are not known. */
export function onlyFields(
  { path, fields }: JsonObject,
  known: readonly string[],
  unsupported: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(fields)) {
    const rule = Object.hasOwn(unsupported, name) ? unsupported[name] : undefined;
    const at = path === "" ? name : `${path}.${name}`;
    if (rule !== undefined) {
      if (isNothing(value)) continue;
      refuseAt(at, `is not supported: ${rule}`);
    }
    if (!known.includes(name)) refuseAt(at, "is not known");
  }
}

function isNothing(value: unknown): boolean {
  return value === 0 || value === null || (Array.isArray(value) && value.length === 0);
}
