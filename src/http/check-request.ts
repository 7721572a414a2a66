import type { z } from "zod";
import { AppError, type Fault } from "../domain/index.ts";
import type { Endpoint } from "./contract/endpoint.ts";
import { pointerToken } from "./json-body.ts";

/** Most faults that one answer lists. */
const FAULT_COUNT_MAX = 100;

/** What came with a request, not yet checked. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  /** Parsed JSON; undefined where there was no body. */
  readonly body: unknown;
}

/** The parts of a request after their schemas; undefined where the endpoint has none. */
export interface CheckedInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Checks all parts of a request and throws `request/invalid` with the faults of all of them. */
export function checkInput(endpoint: Endpoint, raw: RawInput): CheckedInput {
  const faults: Fault[] = [];
  const params = checkPart(endpoint.params, raw.params, "path", faults);
  const query = checkPart(endpoint.query, raw.query, "query", faults);
  const body = checkPart(endpoint.body, raw.body, "", faults);
  throwFaults(faults);
  return { params, query, body };
}

/** Checks a body alone against its schema; throws as `checkInput`. */
export function checkBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error, "");
  throwFaults(faults);
  throw parsed.error; // a failed check has at least one fault
}

/** Throws `request/invalid` with these faults; does nothing where there is none. */
export function throwFaults(faults: readonly Fault[]): void {
  const first = faults[0];
  if (first === undefined) return;
  const more = faults.length === 1 ? "" : ` (and ${faults.length - 1} more: see errors)`;
  const where = first.pointer === "" ? "the body" : first.pointer;
  throw new AppError("request/invalid", `${where}: ${first.detail}${more}`, {
    faults: faults.slice(0, FAULT_COUNT_MAX),
  });
}

function checkPart(
  schema: z.ZodType | undefined,
  value: unknown,
  place: "path" | "query" | "",
  faults: Fault[],
): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  faults.push(...faultsOf(parsed.error, place));
  return undefined;
}

function faultsOf(error: z.ZodError, place: string): Fault[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        pointer: pointerOf([...issue.path, key], place),
        detail: "there is no such field",
      }));
    }
    return [{ pointer: pointerOf(issue.path, place), detail: issue.message }];
  });
}

function pointerOf(path: readonly PropertyKey[], place: string): string {
  return place + path.map((key) => `/${pointerToken(key)}`).join("");
}
