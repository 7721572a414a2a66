import { COST_UNITS_PER_CENT, type Problem, type TimeWindow } from "../problem.ts";
import type { Matrices } from "./matrices.ts";
import { compacted } from "./rich-terms.ts";
import { TIME_MAX_SEC, type VehicleTerms } from "./terms.ts";

const METRES_PER_KM = 1000;
const SEC_PER_HOUR = 3600;
const COUNT_MAX = 1_000_000_000;

/** What the model knows of vehicles, one entry each. */
export interface VehicleTable {
  readonly travelSec: readonly Int32Array[];
  readonly travelM: readonly Int32Array[];
  /** `vehicle * dimensionCount + dimension`, with compaction. */
  readonly capacities: Int32Array;
  readonly fixedUnits: Float64Array;
  readonly unitsPerM: Float64Array;
  readonly unitsPerSec: Float64Array;
  readonly unitsPerOvertimeSec: Float64Array;
  readonly unitsPerLift: Float64Array;
  readonly overtimeFromSec: Int32Array;
  /** What a running vehicle has used up already is taken off these two. */
  readonly durationSecMax: Int32Array;
  readonly distanceMMax: Int32Array;
  readonly stopCountMax: Int32Array;
  /** `vehicle * dimensionCount + dimension`, over all trips. */
  readonly loadsTotalMax: Int32Array;
  readonly hasLoadTotals: Uint8Array;
  readonly tripCountMax: Int32Array;
  readonly unloadBeforeEnd: Uint8Array;
  readonly mixedStreams: Uint8Array;
  /** Vehicles that have a route in any case: those running, and those with committed visits. */
  readonly alwaysUsed: Uint8Array;
  /** Vehicles of one class are alike in everything, so that one empty one stands for all. */
  readonly vehicleClass: Int32Array;
}

/** Builds the arrays of vehicles. */
export function compileVehicles(
  problem: Problem,
  terms: readonly VehicleTerms[],
  departures: readonly TimeWindow[],
  matrices: Matrices,
): VehicleTable {
  const count = terms.length;
  const dimensionCount = problem.dimensions.length;
  const vehicles = {
    travelSec: terms.map((term) => matrices.sec[term.type.profileIndex]),
    travelM: terms.map((term) => matrices.m[term.type.profileIndex]),
    capacities: new Int32Array(count * dimensionCount),
    fixedUnits: new Float64Array(count),
    unitsPerM: new Float64Array(count),
    unitsPerSec: new Float64Array(count),
    unitsPerOvertimeSec: new Float64Array(count),
    unitsPerLift: new Float64Array(count),
    overtimeFromSec: new Int32Array(count).fill(TIME_MAX_SEC),
    durationSecMax: new Int32Array(count).fill(TIME_MAX_SEC),
    distanceMMax: new Int32Array(count).fill(COUNT_MAX),
    stopCountMax: new Int32Array(count).fill(COUNT_MAX),
    loadsTotalMax: new Int32Array(count * dimensionCount).fill(COUNT_MAX),
    hasLoadTotals: new Uint8Array(count),
    tripCountMax: new Int32Array(count).fill(COUNT_MAX),
    unloadBeforeEnd: new Uint8Array(count),
    mixedStreams: new Uint8Array(count),
    alwaysUsed: new Uint8Array(count),
    vehicleClass: classifyVehicles(problem, departures),
  };
  terms.forEach(({ type, shift }, i) => {
    const { running, committed } = problem.vehicles[i];
    const { costs } = type;
    vehicles.capacities.set(compacted(type, type.capacities), i * dimensionCount);
    vehicles.fixedUnits[i] = costs.fixedCents * COST_UNITS_PER_CENT;
    vehicles.unitsPerM[i] = (costs.centsPerKm * COST_UNITS_PER_CENT) / METRES_PER_KM;
    vehicles.unitsPerSec[i] = (costs.centsPerHour * COST_UNITS_PER_CENT) / SEC_PER_HOUR;
    vehicles.unitsPerOvertimeSec[i] =
      (costs.centsPerOvertimeHour * COST_UNITS_PER_CENT) / SEC_PER_HOUR;
    vehicles.unitsPerLift[i] = (costs.centsPerLift ?? 0) * COST_UNITS_PER_CENT;
    vehicles.overtimeFromSec[i] = shift.overtimeFromSec ?? TIME_MAX_SEC;
    if (type.durationSecMax !== undefined) {
      vehicles.durationSecMax[i] = type.durationSecMax - (running?.durationSec ?? 0);
    }
    if (type.distanceMMax !== undefined) {
      vehicles.distanceMMax[i] = type.distanceMMax - (running?.distanceM ?? 0);
    }
    vehicles.stopCountMax[i] = type.stopCountMax ?? COUNT_MAX;
    if (type.loadsTotalMax !== undefined) {
      vehicles.loadsTotalMax.set(type.loadsTotalMax, i * dimensionCount);
      vehicles.hasLoadTotals[i] = 1;
    }
    vehicles.tripCountMax[i] = type.tripCountMax ?? COUNT_MAX;
    vehicles.unloadBeforeEnd[i] = type.unloadBeforeEnd ? 1 : 0;
    vehicles.mixedStreams[i] = type.mixedStreams ? 1 : 0;
    vehicles.alwaysUsed[i] = running !== undefined || (committed?.length ?? 0) > 0 ? 1 : 0;
  });
  return vehicles;
}

/**
 * Two vehicles are alike when all their fields are, every stop and plan treats them alike, and they
 * may leave in the same span.
 */
function classifyVehicles(problem: Problem, departures: readonly TimeWindow[]): Int32Array {
  const marks = problem.vehicles.map((): string[] => []);
  problem.stops.forEach((stop, i) => {
    for (const vehicle of stop.vehicleIndices ?? []) marks[vehicle].push(`s${i}`);
  });
  problem.released?.routes.forEach((route, i) => {
    marks[route.vehicleIndex].push(`r${i}`);
  });
  const classOf = new Map<string, number>();
  return Int32Array.from(problem.vehicles, (vehicle, i) => {
    const { id: _, ...fields } = vehicle;
    const key = JSON.stringify([fields, marks[i], departures[i]]);
    const known = classOf.get(key) ?? classOf.size;
    classOf.set(key, known);
    return known;
  });
}
