import { assert, INFINITE_SEC, NONE } from "../base/index.ts";
import {
  COST_UNITS_PER_CENT,
  type Problem,
  type Shift,
  type TimeWindow,
  type Vehicle,
  type VehicleType,
} from "./problem.ts";

/** Latest time the solver reckons with; far above any horizon and safe to add to in 32 bits. */
export const TIME_MAX_SEC = 500_000_000;
const METRES_PER_KM = 1000;
const SEC_PER_HOUR = 3600;
const KG_PER_TONNE = 1000;
const COUNT_MAX = 1_000_000_000;

/**
 * The problem as typed arrays, made once per solve and never changed.
 *
 * Nodes are what a route is made of, in one numbering: stops from 0, then the start of each vehicle
 * (`firstStart`), the end of each vehicle (`firstEnd`), then a pool of facility visits
 * (`firstPool`) that routes take from and give back. Arrays are one entry a node, vehicle or
 * facility by name; costs are in units of 1/18,000 cent (see `COST_UNITS_PER_CENT`).
 */
export interface Model {
  readonly problem: Problem;
  readonly stopCount: number;
  readonly vehicleCount: number;
  readonly facilityCount: number;
  readonly dimensionCount: number;
  readonly firstStart: number;
  readonly firstEnd: number;
  readonly firstPool: number;
  readonly nodeCount: number;
  /** Places of the matrices below; one more than the problem's where a route has an open end. */
  readonly placeCount: number;

  readonly nodePlace: Int32Array;
  readonly nodeServiceSec: Int32Array;
  /** The first window's start and the last window's end. */
  readonly nodeOpenSec: Int32Array;
  readonly nodeCloseSec: Int32Array;
  /** Stops with more than one window. */
  readonly nodeManyWindows: Uint8Array;
  readonly nodeStreamBit: Int32Array;
  readonly nodeKg: Int32Array;
  /** `node * dimensionCount + dimension`. */
  readonly nodeLoads: Int32Array;

  /** Price of leaving a stop out, or a price above any route's for one that must be visited. */
  readonly stopPriceUnits: Float64Array;
  readonly stopMust: Uint8Array;
  /** `stop * vehicleCount + vehicle`: named vehicle, stream and size all fit. */
  readonly stopAllowed: Uint8Array;
  readonly releasedVehicle: Int32Array;
  readonly releasedRank: Int32Array;
  readonly changeVehicleUnits: number;
  readonly changeOrderUnits: number;

  readonly travelSec: readonly Int32Array[];
  readonly travelM: readonly Int32Array[];
  readonly capacities: Int32Array;
  readonly fixedUnits: Float64Array;
  readonly unitsPerM: Float64Array;
  readonly unitsPerSec: Float64Array;
  readonly unitsPerOvertimeSec: Float64Array;
  readonly overtimeFromSec: Int32Array;
  readonly durationSecMax: Int32Array;
  readonly distanceMMax: Int32Array;
  readonly stopCountMax: Int32Array;
  readonly tripCountMax: Int32Array;
  readonly unloadBeforeEnd: Uint8Array;
  readonly mixedStreams: Uint8Array;
  readonly committedCount: Int32Array;
  /** Vehicles of one class are alike in everything, so that one empty one stands for all. */
  readonly vehicleClass: Int32Array;

  readonly facilityPlace: Int32Array;
  readonly facilityOpenSec: Int32Array;
  readonly facilityCloseSec: Int32Array;
  readonly facilityManyWindows: Uint8Array;
  readonly facilityUnloadSec: Int32Array;
  readonly facilitySecPerTonne: Int32Array;
  readonly facilityUnitsPerKg: Float64Array;
  readonly facilityStreamMask: Int32Array;
  /**
   * Whether any route time matters: windows, shifts, durations, paid time, or places out of reach.
   */
  readonly timed: boolean;
}

/**
 * The depot, hours and shift of a vehicle after its own fields have taken the place of its type's.
 */
export interface VehicleTerms {
  readonly type: VehicleType;
  readonly startDepotIndex: number;
  readonly endDepotIndex: number;
  readonly shift: Shift;
  readonly startWindow: TimeWindow;
  readonly endWindow: TimeWindow;
}

/** Resolves what a vehicle inherits from its type and its depots' hours. */
export function vehicleTerms(problem: Problem, vehicle: Vehicle): VehicleTerms {
  const type = problem.vehicleTypes[vehicle.typeIndex];
  const startDepotIndex = vehicle.startDepotIndex ?? type.startDepotIndex;
  const endDepotIndex = vehicle.endDepotIndex ?? type.endDepotIndex ?? NONE;
  const shift = vehicle.shift ?? type.shift;
  const endHours = endDepotIndex === NONE ? undefined : problem.depots[endDepotIndex].hours;
  return {
    type,
    startDepotIndex,
    endDepotIndex,
    shift,
    startWindow: overlap(shift, problem.depots[startDepotIndex].hours),
    endWindow: overlap(shift, endHours),
  };
}

/**
 * Seconds that unloading takes at a facility: the fixed time and the time per tonne, rounded up.
 */
export function unloadSecOf(fixedSec: number, secPerTonne: number, kg: number): number {
  return secPerTonne === 0 ? fixedSec : fixedSec + Math.ceil((kg * secPerTonne) / KG_PER_TONNE);
}

/** Builds the typed arrays. Requires a problem in which `validateProblem` finds no fault. */
export function compileModel(problem: Problem): Model {
  const n = problem.stops.length;
  const vehicleCount = problem.vehicles.length;
  const terms = problem.vehicles.map((vehicle) => vehicleTerms(problem, vehicle));
  const openEnd = terms.some((term) => term.endDepotIndex === NONE);
  const matrices = compileMatrices(problem, openEnd);
  const poolCount =
    problem.facilities.length === 0 ? 0 : n + vehicleCount + committedTotal(problem);
  const nodeCount = n + 2 * vehicleCount + poolCount;
  const nodes = compileNodes(problem, terms, nodeCount, matrices.openPlace);
  const vehicles = compileVehicles(problem, terms, matrices);
  const facilities = compileFacilities(problem);
  const stops = compileStops(problem, terms, vehicles);
  return {
    problem,
    stopCount: n,
    vehicleCount,
    facilityCount: problem.facilities.length,
    dimensionCount: problem.dimensions.length,
    firstStart: n,
    firstEnd: n + vehicleCount,
    firstPool: n + 2 * vehicleCount,
    nodeCount,
    placeCount: matrices.placeCount,
    ...nodes,
    ...stops,
    ...vehicles,
    ...facilities,
    timed: isTimed(problem, terms),
  };
}

function overlap(window: TimeWindow, hours: TimeWindow | undefined): TimeWindow {
  if (hours === undefined) return { startSec: window.startSec, endSec: window.endSec };
  return {
    startSec: Math.max(window.startSec, hours.startSec),
    endSec: Math.min(window.endSec, hours.endSec),
  };
}

function committedTotal(problem: Problem): number {
  return problem.vehicles.reduce((sum, vehicle) => sum + (vehicle.committed?.length ?? 0), 0);
}

interface Matrices {
  readonly placeCount: number;
  readonly openPlace: number;
  readonly sec: readonly Int32Array[];
  readonly m: readonly Int32Array[];
}

/** An open end is a place of its own to which every way costs nothing. */
function compileMatrices(problem: Problem, openEnd: boolean): Matrices {
  const given = problem.profiles.map((profile) => profile.matrix);
  const placeCount = given[0].placeCount;
  if (!openEnd) {
    return {
      placeCount,
      openPlace: NONE,
      sec: given.map((matrix) => matrix.travelSec),
      m: given.map((matrix) => matrix.travelM),
    };
  }
  return {
    placeCount: placeCount + 1,
    openPlace: placeCount,
    sec: given.map((matrix) => widen(matrix.travelSec, placeCount)),
    m: given.map((matrix) => widen(matrix.travelM, placeCount)),
  };
}

function widen(values: Int32Array, placeCount: number): Int32Array {
  const wide = new Int32Array((placeCount + 1) * (placeCount + 1));
  for (let row = 0; row < placeCount; row++) {
    wide.set(values.subarray(row * placeCount, (row + 1) * placeCount), row * (placeCount + 1));
  }
  return wide;
}

function compileNodes(
  problem: Problem,
  terms: readonly VehicleTerms[],
  nodeCount: number,
  openPlace: number,
) {
  const n = problem.stops.length;
  const vehicleCount = terms.length;
  const dimensionCount = problem.dimensions.length;
  const kgDimension = problem.dimensions.findIndex((dimension) => dimension.unit === "kg");
  const nodes = {
    nodePlace: new Int32Array(nodeCount),
    nodeServiceSec: new Int32Array(nodeCount),
    nodeOpenSec: new Int32Array(nodeCount),
    nodeCloseSec: new Int32Array(nodeCount).fill(TIME_MAX_SEC),
    nodeManyWindows: new Uint8Array(nodeCount),
    nodeStreamBit: new Int32Array(nodeCount),
    nodeKg: new Int32Array(nodeCount),
    nodeLoads: new Int32Array(nodeCount * dimensionCount),
  };
  problem.stops.forEach((stop, i) => {
    nodes.nodePlace[i] = stop.placeIndex;
    nodes.nodeServiceSec[i] = stop.serviceSec;
    nodes.nodeStreamBit[i] = stop.streamIndex === undefined ? 0 : 1 << stop.streamIndex;
    nodes.nodeLoads.set(stop.loads, i * dimensionCount);
    nodes.nodeKg[i] = kgDimension < 0 ? 0 : stop.loads[kgDimension];
    if (stop.windows === undefined) return;
    nodes.nodeOpenSec[i] = stop.windows[0].startSec;
    nodes.nodeCloseSec[i] = stop.windows[stop.windows.length - 1].endSec;
    nodes.nodeManyWindows[i] = stop.windows.length > 1 ? 1 : 0;
  });
  terms.forEach((term, vehicle) => {
    const start = n + vehicle;
    const end = n + vehicleCount + vehicle;
    const endPlace =
      term.endDepotIndex === NONE ? NONE : problem.depots[term.endDepotIndex].placeIndex;
    nodes.nodePlace[start] = problem.depots[term.startDepotIndex].placeIndex;
    nodes.nodePlace[end] = endPlace === NONE ? openPlace : endPlace;
    nodes.nodeOpenSec[start] = term.startWindow.startSec;
    nodes.nodeCloseSec[start] = term.startWindow.endSec;
    nodes.nodeOpenSec[end] = term.endWindow.startSec;
    nodes.nodeCloseSec[end] = term.endWindow.endSec;
  });
  return nodes;
}

function compileVehicles(problem: Problem, terms: readonly VehicleTerms[], matrices: Matrices) {
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
    overtimeFromSec: new Int32Array(count).fill(TIME_MAX_SEC),
    durationSecMax: new Int32Array(count).fill(TIME_MAX_SEC),
    distanceMMax: new Int32Array(count).fill(COUNT_MAX),
    stopCountMax: new Int32Array(count).fill(COUNT_MAX),
    tripCountMax: new Int32Array(count).fill(COUNT_MAX),
    unloadBeforeEnd: new Uint8Array(count),
    mixedStreams: new Uint8Array(count),
    committedCount: new Int32Array(count),
    vehicleClass: classifyVehicles(problem),
  };
  terms.forEach(({ type, shift }, i) => {
    vehicles.capacities.set(type.capacities, i * dimensionCount);
    vehicles.fixedUnits[i] = type.costs.fixedCents * COST_UNITS_PER_CENT;
    vehicles.unitsPerM[i] = (type.costs.centsPerKm * COST_UNITS_PER_CENT) / METRES_PER_KM;
    vehicles.unitsPerSec[i] = (type.costs.centsPerHour * COST_UNITS_PER_CENT) / SEC_PER_HOUR;
    vehicles.unitsPerOvertimeSec[i] =
      (type.costs.centsPerOvertimeHour * COST_UNITS_PER_CENT) / SEC_PER_HOUR;
    vehicles.overtimeFromSec[i] = shift.overtimeFromSec ?? TIME_MAX_SEC;
    vehicles.durationSecMax[i] = type.durationSecMax ?? TIME_MAX_SEC;
    vehicles.distanceMMax[i] = type.distanceMMax ?? COUNT_MAX;
    vehicles.stopCountMax[i] = type.stopCountMax ?? COUNT_MAX;
    vehicles.tripCountMax[i] = type.tripCountMax ?? COUNT_MAX;
    vehicles.unloadBeforeEnd[i] = type.unloadBeforeEnd ? 1 : 0;
    vehicles.mixedStreams[i] = type.mixedStreams ? 1 : 0;
    vehicles.committedCount[i] = problem.vehicles[i].committed?.length ?? 0;
  });
  return vehicles;
}

/** Two vehicles are alike when all their fields are and every stop and plan treats them alike. */
function classifyVehicles(problem: Problem): Int32Array {
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
    const key = JSON.stringify([fields, marks[i]]);
    const known = classOf.get(key) ?? classOf.size;
    classOf.set(key, known);
    return known;
  });
}

function compileFacilities(problem: Problem) {
  const count = problem.facilities.length;
  const facilities = {
    facilityPlace: new Int32Array(count),
    facilityOpenSec: new Int32Array(count),
    facilityCloseSec: new Int32Array(count).fill(TIME_MAX_SEC),
    facilityManyWindows: new Uint8Array(count),
    facilityUnloadSec: new Int32Array(count),
    facilitySecPerTonne: new Int32Array(count),
    facilityUnitsPerKg: new Float64Array(count),
    facilityStreamMask: new Int32Array(count).fill(-1),
  };
  problem.facilities.forEach((facility, i) => {
    facilities.facilityPlace[i] = facility.placeIndex;
    facilities.facilityUnloadSec[i] = facility.unloadSec;
    facilities.facilitySecPerTonne[i] = facility.unloadSecPerTonne;
    facilities.facilityUnitsPerKg[i] =
      (facility.feeCentsPerTonne * COST_UNITS_PER_CENT) / KG_PER_TONNE;
    if (facility.streamIndices !== undefined) {
      facilities.facilityStreamMask[i] = maskOf(facility.streamIndices);
    }
    if (facility.windows === undefined) return;
    facilities.facilityOpenSec[i] = facility.windows[0].startSec;
    facilities.facilityCloseSec[i] = facility.windows[facility.windows.length - 1].endSec;
    facilities.facilityManyWindows[i] = facility.windows.length > 1 ? 1 : 0;
  });
  return facilities;
}

function maskOf(streamIndices: readonly number[]): number {
  return streamIndices.reduce((mask, stream) => mask | (1 << stream), 0);
}

function compileStops(
  problem: Problem,
  terms: readonly VehicleTerms[],
  vehicles: ReturnType<typeof compileVehicles>,
) {
  const n = problem.stops.length;
  const vehicleCount = terms.length;
  const mustUnits = priceAboveAll(problem, vehicles);
  const stops = {
    stopPriceUnits: new Float64Array(n).fill(mustUnits),
    stopMust: new Uint8Array(n).fill(1),
    stopAllowed: new Uint8Array(n * vehicleCount),
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
    for (let vehicle = 0; vehicle < vehicleCount; vehicle++) {
      const { type } = terms[vehicle];
      const carries = type.streamIndices === undefined ? -1 : maskOf(type.streamIndices);
      const bit = stop.streamIndex === undefined ? 0 : 1 << stop.streamIndex;
      const fits = stop.loads.every((load, dimension) => load <= type.capacities[dimension]);
      const allowed = (named?.has(vehicle) ?? true) && (bit & ~carries) === 0 && fits;
      stops.stopAllowed[i * vehicleCount + vehicle] = allowed ? 1 : 0;
    }
  });
  for (const route of problem.released?.routes ?? []) {
    route.stopIndices.forEach((stop, rank) => {
      stops.releasedVehicle[stop] = route.vehicleIndex;
      stops.releasedRank[stop] = rank;
    });
  }
  return stops;
}

/** More than any one stop can add to any route, so that serving it always pays where it can be. */
function priceAboveAll(problem: Problem, vehicles: ReturnType<typeof compileVehicles>): number {
  let priceUnits = 0;
  const longest = problem.profiles.map(({ matrix }) => ({
    sec: maxFinite(matrix.travelSec),
    m: maxFinite(matrix.travelM),
  }));
  for (let vehicle = 0; vehicle < problem.vehicles.length; vehicle++) {
    const leg = longest[problem.vehicleTypes[problem.vehicles[vehicle].typeIndex].profileIndex];
    const shift =
      problem.vehicles[vehicle].shift ??
      problem.vehicleTypes[problem.vehicles[vehicle].typeIndex].shift;
    const spanSec = shift.endSec === TIME_MAX_SEC ? leg.sec * 4 : shift.endSec - shift.startSec;
    const units =
      vehicles.fixedUnits[vehicle] +
      4 * leg.m * vehicles.unitsPerM[vehicle] +
      spanSec * (vehicles.unitsPerSec[vehicle] + vehicles.unitsPerOvertimeSec[vehicle]);
    priceUnits = Math.max(priceUnits, units);
  }
  const optional = problem.stops.reduce((sum, stop) => sum + (stop.priceCents ?? 0), 0);
  const fees = problem.facilities.reduce((most, f) => Math.max(most, f.feeCentsPerTonne), 0);
  const result = 2 * priceUnits + (optional + 1000 * fees + 1) * COST_UNITS_PER_CENT;
  assert(Number.isSafeInteger(Math.ceil(result * problem.stops.length)), "costs are too large");
  return Math.ceil(result);
}

function maxFinite(values: Int32Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] > most && values[i] < INFINITE_SEC) most = values[i];
  }
  return most;
}

function isTimed(problem: Problem, terms: readonly VehicleTerms[]): boolean {
  return (
    problem.profiles.some(({ matrix }) => matrix.travelSec.some((sec) => sec >= INFINITE_SEC)) ||
    problem.stops.some((stop) => stop.windows !== undefined) ||
    problem.facilities.some((facility) => facility.windows !== undefined) ||
    terms.some(
      ({ type, startWindow, endWindow, shift }) =>
        type.durationSecMax !== undefined ||
        shift.overtimeFromSec !== undefined ||
        startWindow.endSec < TIME_MAX_SEC ||
        endWindow.endSec < TIME_MAX_SEC ||
        endWindow.startSec > 0 ||
        type.costs.centsPerHour > 0,
    )
  );
}
