import type {
  Problem,
  Profile,
  Running,
  Shift,
  TimeWindow,
  Vehicle,
  VehicleType,
} from "./problem.ts";

/** The rules a solution can break, one code each. */
export const VIOLATION_CODES = [
  "route-vehicle-unknown",
  "route-vehicle-twice",
  "route-order",
  "route-shape",
  "stop-unknown",
  "stop-twice",
  "stop-missing",
  "alternative-unknown",
  "unassigned-list",
  "unassigned-reasons",
  "facility-unknown",
  "committed-changed",
  "held-changed",
  "running-unused",
  "running-start",
  "vehicle-not-allowed",
  "skill-missing",
  "stream-not-carried",
  "streams-mixed",
  "stream-not-accepted",
  "capacity",
  "compartment",
  "quota",
  "not-unloaded",
  "no-way",
  "window",
  "release",
  "docks",
  "depot-hours",
  "shift",
  "duration",
  "distance",
  "stop-count",
  "trip-count",
  "break-unknown",
  "break-twice",
  "break-order",
  "break-window",
  "break-missing",
  "break-driving",
  "break-work",
  "group-missing",
  "group-exactly-one",
  "group-all-or-none",
  "group-same-vehicle",
  "group-different-vehicle",
  "group-order",
  "group-direct-order",
  "stated-place",
  "stated-time",
  "stated-load",
  "stated-distance",
  "stated-fuel",
  "stated-trips",
  "stated-cost",
  "stated-feasible",
] as const;

/** One of `VIOLATION_CODES`. */
export type ViolationCode = (typeof VIOLATION_CODES)[number];

export interface Violation {
  readonly code: ViolationCode;
  /** The vehicle whose route it is. */
  readonly vehicleIndex?: number;
  readonly stopIndex?: number;
  /** A sentence with the numbers. */
  readonly detail: string;
}

/** Called with each violation found. */
export type Report = (
  code: ViolationCode,
  detail: string,
  where?: { readonly vehicleIndex?: number; readonly stopIndex?: number },
) => void;

/** What the checker looks up often, found once. */
export interface Facts {
  readonly problem: Problem;
  /** Index of the dimension in kilograms; -1 where nothing is weighed. */
  readonly kgDimension: number;
  /** Where the released plan has a stop: on which vehicle, and as which of its stops. */
  readonly released: ReadonlyMap<number, { readonly vehicleIndex: number; readonly rank: number }>;
  readonly committedStops: ReadonlySet<number>;
}

/** Looks up the facts of a problem. */
export function factsOf(problem: Problem): Facts {
  const released = new Map<number, { vehicleIndex: number; rank: number }>();
  for (const { vehicleIndex, stopIndices } of problem.released?.routes ?? []) {
    stopIndices.forEach((stop, rank) => {
      if (!released.has(stop)) released.set(stop, { vehicleIndex, rank });
    });
  }
  const committedStops = new Set<number>();
  for (const { committed = [] } of problem.vehicles) {
    for (const visit of committed) if (visit.kind === "stop") committedStops.add(visit.stopIndex);
  }
  const kgDimension = problem.dimensions.findIndex(({ unit }) => unit === "kg");
  return { problem, kgDimension, released, committedStops };
}

/** The terms of one vehicle, looked up by the checker itself. */
export interface Terms {
  readonly vehicleIndex: number;
  readonly vehicle: Vehicle;
  readonly type: VehicleType;
  readonly profile: Profile;
  readonly running: Running | undefined;
  /** Index of the depot it leaves; undefined where it is out already. */
  readonly startDepot: number | undefined;
  readonly startPlace: number;
  readonly startHours: TimeWindow | undefined;
  /** Undefined where its end is open. */
  readonly endDepot: number | undefined;
  readonly endPlace: number | undefined;
  readonly endHours: TimeWindow | undefined;
  readonly shift: Shift;
}

/** Looks up the terms of a vehicle. */
export function termsOf(problem: Problem, vehicleIndex: number): Terms {
  const vehicle = problem.vehicles[vehicleIndex];
  const type = problem.vehicleTypes[vehicle.typeIndex];
  const { running } = vehicle;
  const startDepot = startDepotOf(problem, vehicle);
  const start = startDepot === undefined ? undefined : problem.depots[startDepot];
  const endDepot = vehicle.endDepotIndex ?? type.endDepotIndex;
  const end = endDepot === undefined ? undefined : problem.depots[endDepot];
  return {
    vehicleIndex,
    vehicle,
    type,
    profile: problem.profiles[type.profileIndex],
    running,
    startDepot,
    startPlace: running?.placeIndex ?? start?.placeIndex ?? -1,
    startHours: start?.hours,
    endDepot,
    endPlace: end?.placeIndex,
    endHours: end?.hours,
    shift: vehicle.shift ?? type.shift,
  };
}

/** The depot that a vehicle leaves; undefined where it is out already. */
function startDepotOf(problem: Problem, vehicle: Vehicle): number | undefined {
  if (vehicle.running !== undefined) return undefined;
  return vehicle.startDepotIndex ?? problem.vehicleTypes[vehicle.typeIndex].startDepotIndex;
}
