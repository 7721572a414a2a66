import {
  createTravelMatrix,
  INFINITE_M,
  INFINITE_SEC,
  type TravelMatrix,
} from "../../base/index.ts";
import type { Problem } from "../problem.ts";
import type { Route, Solution } from "../solution.ts";
import { type ProblemFault, validateProblem } from "../validate.ts";
import type { Instance } from "./instance.ts";
import { faultyJsonLine } from "./json-line.ts";

/** What the reader of the native format gives: the instance, or all faults at once. */
export type ParsedNative =
  | { readonly ok: true; readonly value: Instance }
  | { readonly ok: false; readonly faults: readonly ProblemFault[] };

/**
 * Reads a problem in the product's own JSON: the fields of `Problem`, matrices as lists of rows
 * with `null` for no way. Where `vehicles` is left out, each vehicle type states its `count`.
 *
 * The objective is the total cost in cents.
 */
export function readNative(text: string): ParsedNative {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return refuse("", `is not JSON: line ${faultyJsonLine(text)}: ${(error as Error).message}`);
  }
  if (!isRecord(data)) return refuse("", "must be an object");
  const faults: ProblemFault[] = [];
  const profiles = readProfiles(data["profiles"], faults);
  if (faults.length > 0) return { ok: false, faults };
  const problem = { ...expandVehicles(data), profiles } as unknown as Problem;
  const shapeFaults = findShapeFaults(problem);
  if (shapeFaults.length > 0) return { ok: false, faults: shapeFaults };
  faults.push(...validateProblem(problem));
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    value: { problem, costOf: ({ cost }) => cost.totalCents, costDecimals: 0 },
  };
}

function refuse(path: string, detail: string): ParsedNative {
  return { ok: false, faults: [{ path, detail }] };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readProfiles(given: unknown, faults: ProblemFault[]): Problem["profiles"] {
  if (!Array.isArray(given)) {
    faults.push({ path: "profiles", detail: "must be a list" });
    return [];
  }
  return given.map((profile: unknown, i) => {
    const path = `profiles[${i}]`;
    const fields = isRecord(profile) ? profile : {};
    const matrix = readMatrix(`${path}.matrix`, fields["matrix"], faults);
    return { ...fields, matrix } as Problem["profiles"][number];
  });
}

function readMatrix(path: string, given: unknown, faults: ProblemFault[]): TravelMatrix {
  const fields = isRecord(given) ? given : {};
  for (const name of Object.keys(fields)) {
    if (name === "travelSec" || name === "travelM") continue;
    faults.push({ path: `${path}.${name}`, detail: "is not known" });
  }
  const seconds = readRows(`${path}.travelSec`, fields["travelSec"], faults);
  const metres = readRows(`${path}.travelM`, fields["travelM"], faults);
  if (metres.length !== seconds.length) {
    faults.push({ path, detail: "travelSec and travelM differ in size" });
  }
  const matrix = createTravelMatrix(seconds.length);
  for (let row = 0; row < seconds.length; row++) {
    for (let column = 0; column < seconds.length; column++) {
      const at = row * seconds.length + column;
      const sec = seconds[row][column] ?? INFINITE_SEC;
      const m = metres[row]?.[column] ?? INFINITE_M;
      // An arc that lacks one of the two is no way at all.
      matrix.travelSec[at] = m === INFINITE_M ? INFINITE_SEC : sec;
      matrix.travelM[at] = sec === INFINITE_SEC ? INFINITE_M : m;
    }
  }
  return matrix;
}

function readRows(path: string, given: unknown, faults: ProblemFault[]): (number | null)[][] {
  if (!Array.isArray(given)) {
    faults.push({ path, detail: "must be a list of rows" });
    return [];
  }
  given.forEach((row: unknown, i) => {
    if (!Array.isArray(row) || row.length !== given.length) {
      faults.push({ path: `${path}[${i}]`, detail: `must have ${given.length} entries` });
      return;
    }
    const bad = row.findIndex((v) => v !== null && (!Number.isSafeInteger(v) || v < 0));
    if (bad < 0) return;
    const detail = `(${JSON.stringify(row[bad])}) must be a whole number or null`;
    faults.push({ path: `${path}[${i}][${bad}]`, detail });
  });
  return faults.length > 0 ? [] : given;
}

/** Lists one vehicle for each of a type's `count` where the file lists none. */
function expandVehicles(data: Record<string, unknown>): Record<string, unknown> {
  const types = data["vehicleTypes"];
  if (data["vehicles"] !== undefined || !Array.isArray(types)) return data;
  const vehicles = types.flatMap((type: unknown, typeIndex) => {
    const count = isRecord(type) ? type["count"] : undefined;
    return typeof count === "number" && Number.isSafeInteger(count) && count >= 0
      ? Array.from({ length: count }, () => ({ typeIndex }))
      : [];
  });
  const vehicleTypes = types.map((type: unknown) => {
    if (!isRecord(type)) return type;
    const { count: _, ...others } = type;
    return others;
  });
  return { ...data, vehicleTypes, vehicles };
}

/**
 * Elements that are not objects, or lists that are not lists: what a typed program cannot write.
 */
function findShapeFaults(problem: Problem): ProblemFault[] {
  const faults: ProblemFault[] = [];
  const lists = [
    "dimensions",
    "depots",
    "facilities",
    "vehicleTypes",
    "vehicles",
    "stops",
  ] as const;
  for (const name of lists) {
    const list: unknown = problem[name];
    if (!Array.isArray(list)) continue; // `validateProblem` names it
    list.forEach((element: unknown, i) => {
      if (isRecord(element)) findFieldFaults(`${name}[${i}]`, element, faults);
      else faults.push({ path: `${name}[${i}]`, detail: "must be an object" });
    });
  }
  const released: unknown = problem.released;
  if (released === undefined) return faults;
  if (!isRecord(released) || !Array.isArray(released["routes"])) {
    faults.push({ path: "released", detail: "must be an object with a list routes" });
    return faults;
  }
  released["routes"].forEach((route: unknown, i) => {
    if (isRecord(route) && Array.isArray(route["stopIndices"])) return;
    faults.push({ path: `released.routes[${i}]`, detail: "must have a list stopIndices" });
  });
  return faults;
}

const LISTS = ["windows", "streamIndices", "vehicleIndices", "committed"];
const OBJECTS = ["hours", "shift", "costs"];

function findFieldFaults(
  path: string,
  element: Record<string, unknown>,
  faults: ProblemFault[],
): void {
  for (const name of LISTS) {
    const value = element[name];
    if (value === undefined) continue;
    const objects = name === "windows" || name === "committed";
    if (Array.isArray(value) && (!objects || value.every(isRecord))) continue;
    const detail = objects ? "must be a list of objects" : "must be a list";
    faults.push({ path: `${path}.${name}`, detail });
  }
  for (const name of OBJECTS) {
    if (element[name] === undefined || isRecord(element[name])) continue;
    faults.push({ path: `${path}.${name}`, detail: "must be an object" });
  }
}

/**
 * Reads a solution as `solve` writes it: the JSON of `Solution`, of which the routes are needed.
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
  const routes = isRecord(data) ? data["routes"] : undefined;
  if (!Array.isArray(routes) || !routes.every(isRoute)) {
    return { ok: false, detail: "must be a solution with a list of routes" };
  }
  return { ok: true, value: data as unknown as Solution };
}

function isRoute(route: unknown): route is Route {
  if (!isRecord(route) || !isRecord(route["cost"])) return false;
  const { visits, trips } = route;
  return Array.isArray(trips) && Array.isArray(visits) && visits.every(isRecord);
}
