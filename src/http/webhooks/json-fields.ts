/** A JSON object of any content. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Stands for whatever is no object. */
export const EMPTY: JsonRecord = Object.freeze({});

/** The value where it is a JSON object, else `EMPTY`. */
export function recordOf(value: unknown): JsonRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return EMPTY;
  return value as JsonRecord; // an object that is no array, just checked
}

/** The value where it is an array, else an array of nothing but it. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** A field of the object's own; undefined where it has none of this name. */
export function field(record: JsonRecord, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The value where it is a finite number, else null. */
export function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The value where it is a text that may be an id, else null. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value.length > 0 && value.length <= TEXT_LENGTH_MAX
    ? value
    : null;
}

/** The texts among the values that may be ids, each once. */
export function textsOf(values: readonly unknown[]): string[] {
  return [...new Set(values.map(textOf).filter((text) => text !== null))];
}

/** First of the fields that is a number. */
export function firstNumber(record: JsonRecord, names: readonly string[]): number | null {
  for (const name of names) {
    const value = numberOf(field(record, name));
    if (value !== null) return value;
  }
  return null;
}

/** UTC milliseconds of an RFC 3339 time with up to nine digits of a second; null for others. */
export function timeOf(value: unknown): number | null {
  if (typeof value !== "string") return null;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(value)) return null;
  const atMs = Date.parse(value.replace(/(\.\d{3})\d+/, "$1"));
  return Number.isFinite(atMs) ? atMs : null;
}

/** Ids are of at most 100 characters; a URN may stand before them. */
const TEXT_LENGTH_MAX = 300;
