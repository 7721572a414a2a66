import { NONE } from "../../base/index.ts";
import type { Problem, TimeWindow } from "../problem.ts";

/**
 * What codes mean: a route is written as one code a visit, without start, end and breaks.
 *
 * Below `stopCount` a code is a stop at its own place, then up to `firstAlternative` a visit to
 * facility `code - stopCount`, and from there on entry `code - firstAlternative` of the list of all
 * stops' other places. Alternative `i` of a stop, counted from 1 as in `PlannedVisit`, has the code
 * `firstAlternative + alternativeOffset[stop] + i - 1`.
 */
export interface CodeTable {
  readonly firstAlternative: number;
  readonly alternativeCount: number;
  readonly codeCount: number;
  readonly alternativeStop: Int32Array;
  readonly alternativePlace: Int32Array;
  readonly alternativeAddedSec: Int32Array;
  /** Entries of stop `i`: from `alternativeOffset[i]` up to `alternativeOffset[i + 1]`. */
  readonly alternativeOffset: Int32Array;
  /** By code: the stop, or `NONE` for a facility visit. */
  readonly codeStop: Int32Array;
  /** By code: where the visit is. */
  readonly codePlace: Int32Array;
  /** By code: when the visit may start; undefined for at any time. */
  readonly codeWindows: readonly (readonly TimeWindow[] | undefined)[];
  /** By vehicle, vehicles of a type sharing one array, and code: service; 0 at a facility. */
  readonly codeServiceSec: readonly Int32Array[];
}

/** Builds the arrays of codes. */
export function compileCodes(problem: Problem): CodeTable {
  const stopCount = problem.stops.length;
  const facilityCount = problem.facilities.length;
  const firstAlternative = stopCount + facilityCount;
  const offsets = [0];
  for (const { alternatives = [] } of problem.stops) {
    offsets.push(offsets[offsets.length - 1] + alternatives.length);
  }
  const count = offsets[stopCount];
  const codeCount = firstAlternative + count;
  const table = {
    firstAlternative,
    alternativeCount: count,
    codeCount,
    alternativeStop: new Int32Array(count),
    alternativePlace: new Int32Array(count),
    alternativeAddedSec: new Int32Array(count),
    alternativeOffset: Int32Array.from(offsets),
    codeStop: new Int32Array(codeCount).fill(NONE),
    codePlace: new Int32Array(codeCount),
  };
  const serviceSec = new Int32Array(codeCount);
  problem.facilities.forEach((facility, i) => {
    table.codePlace[stopCount + i] = facility.placeIndex;
  });
  problem.stops.forEach((stop, i) => {
    table.codeStop[i] = i;
    table.codePlace[i] = stop.placeIndex;
    serviceSec[i] = stop.serviceSec;
    stop.alternatives?.forEach((alternative, j) => {
      const entry = offsets[i] + j;
      table.alternativeStop[entry] = i;
      table.alternativePlace[entry] = alternative.placeIndex;
      table.alternativeAddedSec[entry] = alternative.addedServiceSec;
      const code = firstAlternative + entry;
      table.codeStop[code] = i;
      table.codePlace[code] = alternative.placeIndex;
      serviceSec[code] = stop.serviceSec + alternative.addedServiceSec;
    });
  });
  const codeWindows = Array.from(table.codeStop, (stop, code) =>
    stop === NONE ? problem.facilities[code - stopCount].windows : problem.stops[stop].windows,
  );
  return {
    ...table,
    codeWindows,
    codeServiceSec: serviceByVehicle(problem, table.codeStop, serviceSec),
  };
}

function serviceByVehicle(
  problem: Problem,
  codeStop: Int32Array,
  serviceSec: Int32Array,
): Int32Array[] {
  const varies = problem.stops.some((stop) => stop.addedServiceSec !== undefined);
  const byType = problem.vehicleTypes.map((_, type) => {
    if (!varies) return serviceSec;
    return serviceSec.map((sec, code) => {
      const stop = codeStop[code];
      return stop === NONE ? sec : sec + (problem.stops[stop].addedServiceSec?.[type] ?? 0);
    });
  });
  return problem.vehicles.map(({ typeIndex }) => byType[typeIndex]);
}
