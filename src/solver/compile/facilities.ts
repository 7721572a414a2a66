import { COST_UNITS_PER_CENT, type Facility, type Problem } from "../problem.ts";
import { maskOf, TIME_MAX_SEC } from "./terms.ts";

const KG_PER_TONNE = 1000;

/** Queues at a facility, one entry of each array for each `Queue`. */
export interface CompiledQueue {
  readonly startSec: Int32Array;
  readonly queueSec: Int32Array;
  /** When the last one who came in an entry before is served: nobody is earlier. */
  readonly readyMinSec: Int32Array;
}

/** What the model knows of facilities, one entry each. */
export interface FacilityTable {
  readonly facilityPlace: Int32Array;
  readonly facilityOpenSec: Int32Array;
  readonly facilityCloseSec: Int32Array;
  /** Facilities with more than one window or with queues: segments do not describe their visits. */
  readonly facilityManyWindows: Uint8Array;
  readonly facilityUnloadSec: Int32Array;
  readonly facilitySecPerTonne: Int32Array;
  readonly facilityUnitsPerKg: Float64Array;
  readonly facilityStreamMask: Int32Array;
  readonly facilityQueues: readonly (CompiledQueue | undefined)[];
  /** `facility * dimensionCount + dimension`: what it takes in from all vehicles together. */
  readonly facilityLoadsMax: Float64Array;
  /** Whether some facility takes in no more than a quota. */
  readonly hasQuotas: boolean;
}

/** Builds the arrays of facilities. */
export function compileFacilities(problem: Problem): FacilityTable {
  const count = problem.facilities.length;
  const dimensionCount = problem.dimensions.length;
  const facilities = {
    facilityPlace: new Int32Array(count),
    facilityOpenSec: new Int32Array(count),
    facilityCloseSec: new Int32Array(count).fill(TIME_MAX_SEC),
    facilityManyWindows: new Uint8Array(count),
    facilityUnloadSec: new Int32Array(count),
    facilitySecPerTonne: new Int32Array(count),
    facilityUnitsPerKg: new Float64Array(count),
    facilityStreamMask: new Int32Array(count).fill(-1),
    facilityLoadsMax: new Float64Array(count * dimensionCount).fill(Number.POSITIVE_INFINITY),
    facilityQueues: problem.facilities.map(compileQueue),
    hasQuotas: problem.facilities.some((facility) => facility.loadsTotalMax !== undefined),
  };
  problem.facilities.forEach((facility, i) => {
    facilities.facilityPlace[i] = facility.placeIndex;
    facilities.facilityUnloadSec[i] = facility.unloadSec;
    facilities.facilitySecPerTonne[i] = facility.unloadSecPerTonne;
    facilities.facilityUnitsPerKg[i] =
      (facility.feeCentsPerTonne * COST_UNITS_PER_CENT) / KG_PER_TONNE;
    facilities.facilityLoadsMax.set(facility.loadsTotalMax ?? [], i * dimensionCount);
    if (facility.streamIndices !== undefined) {
      facilities.facilityStreamMask[i] = maskOf(facility.streamIndices);
    }
    const { windows = [] } = facility;
    const many = windows.length > 1 || (facility.queues?.length ?? 0) > 0;
    facilities.facilityManyWindows[i] = many ? 1 : 0;
    if (windows.length === 0) return;
    facilities.facilityOpenSec[i] = windows[0].startSec;
    facilities.facilityCloseSec[i] = windows[windows.length - 1].endSec;
  });
  return facilities;
}

function compileQueue({ queues = [] }: Facility): CompiledQueue | undefined {
  if (queues.length === 0) return undefined;
  const readyMinSec = new Int32Array(queues.length);
  for (let i = 1; i < queues.length; i++) {
    const lastSec = queues[i].startSec - 1 + queues[i - 1].queueSec;
    readyMinSec[i] = Math.max(readyMinSec[i - 1], lastSec);
  }
  return {
    startSec: Int32Array.from(queues, ({ startSec }) => startSec),
    queueSec: Int32Array.from(queues, ({ queueSec }) => queueSec),
    readyMinSec,
  };
}
