import type { ProblemFault } from "../validate.ts";

type Json = Record<string, unknown>;

/**
 * The fields of each element that hold more than a number, a name or a flag: `x` an element of its
 * own, `x[]` a list of such, `[]` a list of anything. `!` marks those that must be there, as far as
 * `validateProblem` relies on it.
 */
const SHAPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  problem: {
    dimensions: "dimension[]",
    skills: "[]",
    depots: "depot[]",
    facilities: "facility[]",
    vehicleTypes: "vehicleType[]",
    vehicles: "vehicle[]",
    stops: "stop[]",
    groups: "group[]",
    released: "released",
    objective: "objective",
  },
  depot: { hours: "window", docks: "docks" },
  facility: {
    windows: "window[]",
    streamIndices: "[]",
    queues: "queue[]",
    loadsTotalMax: "[]",
  },
  vehicleType: {
    capacities: "![]",
    loadsTotalMax: "[]",
    compactionPermille: "[]",
    compartments: "compartment[]",
    skillIndices: "[]",
    breaks: "break[]",
    streamIndices: "[]",
    shift: "shift",
    costs: "costs",
  },
  compartment: { capacities: "![]", streamIndices: "![]" },
  break: { partsSec: "[]" },
  costs: { fuel: "fuel" },
  vehicle: { shift: "shift", committed: "visit[]", onBoard: "boardLoad[]", running: "running" },
  boardLoad: { loads: "![]" },
  stop: {
    loads: "![]",
    addedServiceSec: "[]",
    windows: "window[]",
    vehicleIndices: "[]",
    skillIndices: "[]",
    lateness: "lateness",
    alternatives: "alternative[]",
  },
  group: { stopIndices: "![]" },
  released: { routes: "!releasedRoute[]" },
  releasedRoute: { stopIndices: "![]" },
  objective: { balance: "balance", compactness: "compactness" },
};

/**
 * Finds lists that are none, and elements that are no objects: what a typed program cannot write
 * and `validateProblem` does not expect. Lists that it looks for itself may be missing.
 */
export function findShapeFaults(problem: Json): ProblemFault[] {
  const faults: ProblemFault[] = [];
  checkElement("", problem, "problem", faults);
  return faults;
}

function checkElement(path: string, element: Json, shape: string, faults: ProblemFault[]): void {
  for (const [name, wanted] of Object.entries(SHAPES[shape] ?? {})) {
    const value = element[name];
    if (value === undefined && !wanted.startsWith("!")) continue;
    const at = path === "" ? name : `${path}.${name}`;
    checkValue(at, value, wanted.replace("!", ""), faults);
  }
}

function checkValue(path: string, value: unknown, wanted: string, faults: ProblemFault[]): void {
  if (!wanted.endsWith("[]")) {
    if (isRecord(value)) checkElement(path, value, wanted, faults);
    else faults.push({ path, detail: "must be an object" });
    return;
  }
  if (!Array.isArray(value)) {
    faults.push({ path, detail: "must be a list" });
    return;
  }
  const inner = wanted.slice(0, -"[]".length);
  if (inner === "") return;
  value.forEach((entry: unknown, i) => {
    checkValue(`${path}[${i}]`, entry, inner, faults);
  });
}

/** Whether a value of a file is an object. */
export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
