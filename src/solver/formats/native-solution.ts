import { NONE } from "../../base/index.ts";
import type { Solution } from "../solution.ts";
import { faultyJsonLine } from "./json-line.ts";
import { isRecord } from "./native-shape.ts";

const VISIT_KINDS = ["start", "stop", "facility", "break", "end"];

type Json = Record<string, unknown>;

/**
 * Reads a solution as `solve` gives it: the JSON of `Solution`, of which the routes are needed. A
 * visit that states no `alternative` is at the stop's own place, or the whole of its break.
 */
export function readNativeSolution(
  text: string,
):
  | { readonly ok: true; readonly value: Solution }
  | { readonly ok: false; readonly detail: string } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    const line = faultyJsonLine(text);
    return { ok: false, detail: `is not JSON: line ${line}: ${(error as Error).message}` };
  }
  if (!isRecord(data) || !Array.isArray(data["routes"])) {
    return { ok: false, detail: "must be a solution with a list of routes" };
  }
  const fault = data["routes"].map(findRouteFault).find((found) => found !== undefined);
  const detail = fault ?? findListFault(data);
  if (detail !== undefined) return { ok: false, detail };
  const routes = (data["routes"] as Json[]).map((route) => ({
    ...route,
    visits: (route["visits"] as Json[]).map(fillVisit),
  }));
  return { ok: true, value: { ...data, routes } as unknown as Solution };
}

function findRouteFault(route: unknown, index: number): string | undefined {
  const path = `routes[${index}]`;
  if (!isRecord(route)) return `${path} must be an object`;
  const { vehicleIndex, visits, trips, cost } = route;
  if (!Number.isSafeInteger(vehicleIndex)) return `${path}.vehicleIndex must be a whole number`;
  if (!isRecord(cost)) return `${path}.cost must be an object`;
  if (!Array.isArray(trips)) return `${path}.trips must be a list`;
  if (!Array.isArray(visits)) return `${path}.visits must be a list`;
  return visits
    .map((visit: unknown, i) => findVisitFault(`${path}.visits[${i}]`, visit))
    .find((found) => found !== undefined);
}

function findVisitFault(path: string, visit: unknown): string | undefined {
  if (!isRecord(visit)) return `${path} must be an object`;
  const { kind, index, alternative } = visit;
  if (!VISIT_KINDS.includes(String(kind))) {
    return `${path}.kind (${JSON.stringify(kind)}) must be one of ${VISIT_KINDS.join(", ")}`;
  }
  if (!Number.isSafeInteger(index)) return `${path}.index must be a whole number`;
  const fits = alternative === undefined || Number.isSafeInteger(alternative);
  return fits ? undefined : `${path}.alternative must be a whole number`;
}

function fillVisit(visit: Json): Json {
  return { alternative: visit["kind"] === "break" ? NONE : 0, ...visit };
}

/** What may be missing, but must be a list or an object where it is there. */
function findListFault({ unassigned, cost }: Json): string | undefined {
  if (cost !== undefined && !isRecord(cost)) return "cost must be an object";
  if (unassigned === undefined) return undefined;
  const listed =
    Array.isArray(unassigned) &&
    unassigned.every((stop: unknown) => isRecord(stop) && Array.isArray(stop["reasons"]));
  return listed ? undefined : "unassigned must be a list of stops with their reasons";
}
