import type { Problem, TimeWindow } from "./problem.ts";

/** The rules a solution can break, one code each. */
export type ViolationCode =
  | "route-vehicle-unknown"
  | "route-vehicle-twice"
  | "route-shape"
  | "stop-unknown"
  | "stop-twice"
  | "stop-missing"
  | "unassigned-list"
  | "facility-unknown"
  | "committed-changed"
  | "vehicle-not-allowed"
  | "stream-not-carried"
  | "streams-mixed"
  | "stream-not-accepted"
  | "capacity"
  | "not-unloaded"
  | "no-way"
  | "window"
  | "depot-hours"
  | "shift"
  | "duration"
  | "distance"
  | "stop-count"
  | "trip-count"
  | "stated-time"
  | "stated-load"
  | "stated-distance"
  | "stated-trips"
  | "stated-cost"
  | "stated-feasible";

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

/** The terms of one vehicle, looked up by the checker itself. */
export interface Terms {
  readonly vehicleIndex: number;
  readonly type: Problem["vehicleTypes"][number];
  readonly startPlace: number;
  readonly endPlace: number | undefined;
  readonly startHours: TimeWindow | undefined;
  readonly endHours: TimeWindow | undefined;
  readonly shift: Problem["vehicleTypes"][number]["shift"];
  readonly travelSec: Int32Array;
  readonly travelM: Int32Array;
  readonly placeCount: number;
}

/** What driving a route comes to. */
export interface Walk {
  startSec: number;
  endSec: number;
  distanceM: number;
}

/** The weight of a stop's load; 0 where nothing is weighed. */
export function kgOf(problem: Problem, stopIndex: number): number {
  const dimension = problem.dimensions.findIndex(({ unit }) => unit === "kg");
  return dimension < 0 ? 0 : problem.stops[stopIndex].loads[dimension];
}
