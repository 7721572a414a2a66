import { NONE } from "../../base/index.ts";
import {
  COST_UNITS_PER_CENT,
  type Problem,
  type Stop,
  type TimeWindow,
  type VehicleType,
} from "../problem.ts";
import type { UnassignedReason } from "../solution.ts";
import { compacted } from "./rich-terms.ts";
import { maskOf, TIME_MAX_SEC } from "./terms.ts";

const SEC_PER_HOUR = 3600;

/** What the model knows of stops, one entry each. */
export interface StopTable {
  /**
   * Price of leaving a stop out, or a price above any route's for one that must be visited; 0 for
   * one of an `exactly-one`, whose group has the price.
   */
  readonly stopPriceUnits: Float64Array;
  readonly stopMust: Uint8Array;
  /** `stop * vehicleCount + vehicle`: named vehicle, skills, stream and size all fit. */
  readonly stopAllowed: Uint8Array;
  /** Containers that `unitsPerLift` is for. */
  readonly stopLifts: Int32Array;
  /** From when on a start is late, and what each second costs; nothing where it cannot be. */
  readonly stopLateAfterSec: Int32Array;
  readonly stopLateUnits: Float64Array;
  /** The trip that visits it leaves no earlier. */
  readonly stopReleaseSec: Int32Array;
  readonly releasedVehicle: Int32Array;
  readonly releasedRank: Int32Array;
  readonly changeVehicleUnits: number;
  readonly changeOrderUnits: number;
}

/** Builds the arrays of stops. */
export function compileStops(
  problem: Problem,
  mustUnits: number,
  departures: readonly TimeWindow[],
): StopTable {
  const n = problem.stops.length;
  const vehicleCount = problem.vehicles.length;
  const stops = {
    stopPriceUnits: new Float64Array(n).fill(mustUnits),
    stopMust: new Uint8Array(n).fill(1),
    stopAllowed: new Uint8Array(n * vehicleCount),
    stopLifts: Int32Array.from(problem.stops, ({ lifts = 1 }) => lifts),
    stopLateAfterSec: Int32Array.from(
      problem.stops,
      ({ lateness }) => lateness?.afterSec ?? TIME_MAX_SEC,
    ),
    stopLateUnits: Float64Array.from(
      problem.stops,
      ({ lateness }) => ((lateness?.centsPerHour ?? 0) * COST_UNITS_PER_CENT) / SEC_PER_HOUR,
    ),
    stopReleaseSec: Int32Array.from(problem.stops, ({ releaseSec = 0 }) => releaseSec),
    releasedVehicle: new Int32Array(n).fill(NONE),
    releasedRank: new Int32Array(n).fill(NONE),
    changeVehicleUnits: (problem.released?.changeVehicleCents ?? 0) * COST_UNITS_PER_CENT,
    changeOrderUnits: (problem.released?.changeOrderCents ?? 0) * COST_UNITS_PER_CENT,
  };
  problem.stops.forEach((stop, i) => {
    if (stop.priceCents !== undefined) {
      stops.stopPriceUnits[i] = stop.priceCents * COST_UNITS_PER_CENT;
      stops.stopMust[i] = 0;
    }
    const named = stop.vehicleIndices === undefined ? undefined : new Set(stop.vehicleIndices);
    const byType = problem.vehicleTypes.map((type) => misfitOf(stop, type) === undefined);
    for (let vehicle = 0; vehicle < vehicleCount; vehicle++) {
      // Its turn at the docks may come after the depot has closed.
      const leaves = departures[vehicle].startSec <= departures[vehicle].endSec;
      const isNamed = named?.has(vehicle) ?? true;
      const fits = leaves && isNamed && byType[problem.vehicles[vehicle].typeIndex];
      stops.stopAllowed[i * vehicleCount + vehicle] = fits ? 1 : 0;
    }
  });
  for (const { kind, stopIndices } of problem.groups ?? []) {
    if (kind !== "exactly-one") continue;
    for (const stop of stopIndices) {
      stops.stopPriceUnits[stop] = 0;
      stops.stopMust[stop] = 0;
    }
  }
  for (const route of problem.released?.routes ?? []) {
    route.stopIndices.forEach((stop, rank) => {
      stops.releasedVehicle[stop] = route.vehicleIndex;
      stops.releasedRank[stop] = rank;
    });
  }
  return stops;
}

/** Why no vehicle of a type can serve a stop; undefined where it can. */
export function misfitOf(stop: Stop, type: VehicleType): UnassignedReason | undefined {
  const { streamIndex } = stop;
  if (stop.skillIndices?.some((skill) => type.skillIndices?.includes(skill) !== true) === true) {
    return "skill";
  }
  if (streamIndex !== undefined && type.streamIndices?.includes(streamIndex) === false) {
    return "stream";
  }
  const holds = (capacities: readonly number[]): boolean => {
    const room = compacted(type, capacities);
    return stop.loads.every((load, d) => load <= room[d]);
  };
  if (type.compartments !== undefined) {
    const bit = streamIndex === undefined ? 0 : 1 << streamIndex;
    const into = type.compartments.find((each) => (maskOf(each.streamIndices) & bit) !== 0);
    if (into === undefined) return "stream";
    if (!holds(into.capacities)) return "too-large";
  }
  return holds(type.capacities) ? undefined : "too-large";
}
