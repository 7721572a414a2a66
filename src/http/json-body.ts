import { AppError } from "../domain/index.ts";

/** Deepest nesting of arrays and objects that is taken. */
const JSON_DEPTH_MAX = 20;

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reads JSON from the bytes of a body.
 *
 * Refuses what is not UTF-8, is not JSON, nests deeper than `JSON_DEPTH_MAX`, or names a key that
 * could reach a prototype: with `request/not-json`, or `request/invalid` for the last two.
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? cause.message : "it is not UTF-8 text";
    throw new AppError("request/not-json", `the body is not JSON: ${reason}`, { cause });
  }
  const fault = treeFault(value, "", 0);
  if (fault !== null) {
    throw new AppError("request/invalid", "the body has a form that is not taken: see errors", {
      faults: [fault],
    });
  }
  return value;
}

/** RFC 6901: escapes one reference token of a JSON pointer. */
export function pointerToken(key: PropertyKey): string {
  return String(key).replaceAll("~", "~0").replaceAll("/", "~1");
}

function treeFault(
  value: unknown,
  pointer: string,
  depth: number,
): { pointer: string; detail: string } | null {
  if (typeof value !== "object" || value === null) return null;
  if (depth >= JSON_DEPTH_MAX) {
    return { pointer, detail: `nests deeper than ${JSON_DEPTH_MAX}` };
  }
  for (const [key, child] of Object.entries(value)) {
    const childPointer = `${pointer}/${pointerToken(key)}`;
    if (FORBIDDEN_KEYS.has(key)) return { pointer: childPointer, detail: "this name is not taken" };
    const fault = treeFault(child, childPointer, depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}
