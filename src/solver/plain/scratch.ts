import { INFINITE_M, NONE } from "../../base/index.ts";
import type { Model } from "../model.ts";
import type { Neighbours } from "../neighbours.ts";
import { STRING_LENGTH_MAX } from "../ruin.ts";
import { vehiclesByClass } from "../vehicle-classes.ts";

/** What the steps of a plain problem work with, made once per solve. */
export interface PlainScratch {
  /** Neighbours whose gaps are tried, nearest first: `stop * nearCount + i`. */
  readonly nearCount: number;
  readonly near: Int32Array;
  /** Metres to each of them, or from it, whichever are fewer. */
  readonly nearM: Int32Array;
  /** A lower bound of the metres to the end of a gap that is not a neighbour tried before. */
  readonly leastM: Int32Array;
  /** Metres by row of the place gone to, and of the place come from. */
  readonly fromM: Int32Array;
  readonly toM: Int32Array;
  /** Stops whose way from a depot is among their shortest ways, so that route ends suit them. */
  readonly nearDepot: Uint8Array;
  /** Whether some vehicle may not visit some stop. */
  readonly someForbidden: boolean;
  readonly vehiclesOfClass: readonly Int32Array[];
  /** Classes by their capacity, largest first. */
  readonly classesBySize: Int32Array;
  /** Whether routes may change between vehicles of unlike classes without a look at times. */
  readonly isResizable: boolean;
  /** Whether moreover all have the same depot, so that metres stay the same. */
  readonly isGrowable: boolean;
  /** Whether vehicles of some class may run out. */
  readonly isLimited: boolean;
  /** Where in `vehiclesOfClass` an unused vehicle was last found. */
  readonly unusedOfClass: Int32Array;
  /** What each stop costs on an unused vehicle of each class: `stop * classes + kind`. */
  readonly alone: Float64Array;
  /** Marks the gaps tried for the present stop, by the node behind the gap. */
  readonly triedAt: Int32Array;
  triedStamp: number;
  /** Gaps to look at before the next blink. */
  blinkIn: number;
  /** The cheapest gap found: what it costs, and the node behind it or `NONE`. */
  bestUnits: number;
  bestBefore: number;
  /** The vehicle that changes routes with that of the gap, `NONE` where that one has room. */
  bestVehicle: number;
  /** The cheapest exchange of tails found, see `exchangeTails`; `NONE` where there is none. */
  cutA: number;
  cutB: number;
  tailLoad: number;
  readonly tails: Int32Array;
  /** Whether routes without room are tried with a larger vehicle. */
  isGrowing: boolean;
  /** What part of the price of a larger vehicle this step reckons with. */
  growthShare: number;
  /** By vehicle: for the present stop the one that would take its route over, at what cost. */
  readonly largerAt: Int32Array;
  readonly largerVehicle: Int32Array;
  readonly largerUnits: Float64Array;
  /** Routes that the step changed. */
  readonly touchedAt: Int32Array;
  touchedStamp: number;
  readonly touched: Int32Array;
  touchedCount: number;
  /** Where in the list of absent stops a stop was last, if it is there still. */
  readonly absentAt: Int32Array;
  readonly hasOptional: boolean;
  /** Absent stops that the step took up, and their places in the list. */
  readonly drawn: Int32Array;
  readonly drawnAt: Int32Array;
  drawnCount: number;
  absentCount: number;
  costUnits: number;
  /** Mean length of the routes in use, counted anew from time to time. */
  lengthMean: number;
  readonly isTimed: boolean;
  /** Of a stop's neighbours, gaps are tried beside so many whose routes have room for it. */
  roomyMax: number;
  /** Stops that a ruin takes out on average and of a string at most, if the length tells. */
  readonly isRuinedByLength: boolean;
  ruinStopsMean: number;
  stringStopsMax: number;
  stepsToCount: number;
}

/** How far the list of a stop's neighbours goes; it is left as soon as enough had room. */
const NEAR_COUNT_MAX = 150;

/**
 * Gaps beside more neighbours are tried where routes are long, by the stops of a route; with
 * windows by their square, as fewer gaps are in time. Measured from 11 to 50 stops a route.
 */
const ROOMY = { min: 10, max: 30, perStop: 0.6 };
const ROOMY_TIMED = { min: 10, max: 60, perSquare: 1 / 27 };
/**
 * With windows and without stops that may be left out, short routes are ruined by many short
 * strings at a time in quick steps, long ones by more and longer strings: these are put back as
 * they were in nine of ten steps otherwise. Measured at 8 to 22 and at 36 to 50 stops a route.
 */
const SHORT_ROUTE = { stops: 15, ruined: 6, string: 5 };
const LONG_ROUTE = { stops: 30, ruined: 15, string: STRING_LENGTH_MAX };

/** Scratch space for a plain model. */
export function newPlainScratch(model: Model, neighbours: Neighbours): PlainScratch {
  const { stopCount, vehicleCount, nodeCount } = model;
  const fromM = metresFrom(model);
  const isResizable = !model.timed && !isAnyNamed(model);
  const someForbidden = model.stopAllowed.some((allowed) => allowed === 0);
  const hasOptional = model.stopMust.some((must) => must === 0);
  return {
    ...measureNeighbours(model, neighbours, fromM),
    fromM,
    toM: model.travelM[0],
    someForbidden,
    isResizable,
    isGrowable: isResizable && sharesDepots(model),
    isLimited: isResizable && sharesDepots(model) && isLimited(model),
    ...groupByClass(model),
    unusedOfClass: new Int32Array(vehicleCount),
    alone: priceAlone(model),
    triedAt: new Int32Array(nodeCount),
    triedStamp: 0,
    blinkIn: 0,
    bestUnits: 0,
    bestBefore: NONE,
    bestVehicle: NONE,
    cutA: NONE,
    cutB: NONE,
    tailLoad: 0,
    tails: new Int32Array(stopCount),
    isGrowing: false,
    growthShare: 1,
    largerAt: new Int32Array(vehicleCount),
    largerVehicle: new Int32Array(vehicleCount),
    largerUnits: new Float64Array(vehicleCount),
    touchedAt: new Int32Array(vehicleCount),
    touchedStamp: 0,
    touched: new Int32Array(vehicleCount),
    touchedCount: 0,
    absentAt: Int32Array.from({ length: stopCount }, (_, i) => i),
    hasOptional,
    drawn: new Int32Array(stopCount),
    drawnAt: new Int32Array(stopCount),
    drawnCount: 0,
    absentCount: 0,
    costUnits: 0,
    lengthMean: 1,
    roomyMax: ROOMY.max,
    isTimed: model.timed,
    isRuinedByLength: model.timed && !hasOptional,
    ruinStopsMean: SHORT_ROUTE.ruined,
    stringStopsMax: STRING_LENGTH_MAX,
    stepsToCount: 0,
  };
}

/** The matrix itself where it is symmetric, so that less memory is read. */
function metresFrom(model: Model): Int32Array {
  const values = model.travelM[0];
  const turned = transpose(values, model.placeCount);
  return turned.every((metres, i) => metres === values[i]) ? values : turned;
}

function transpose(values: Int32Array, size: number): Int32Array {
  const turned = new Int32Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      turned[column * size + row] = values[row * size + column];
    }
  }
  return turned;
}

/** Whether some stop may not be visited by a vehicle that has room for it. */
function isAnyNamed({ stopAllowed, nodeLoads, capacities, stopCount, vehicleCount }: Model) {
  for (let stop = 0; stop < stopCount; stop++) {
    for (let vehicle = 0; vehicle < vehicleCount; vehicle++) {
      const allowed = stopAllowed[stop * vehicleCount + vehicle] === 1;
      if (!allowed && nodeLoads[stop] <= capacities[vehicle]) return true;
    }
  }
  return false;
}

function sharesDepots({ nodePlace, firstStart, firstEnd, firstPool }: Model): boolean {
  for (let node = firstStart; node < firstPool; node++) {
    const first = node < firstEnd ? firstStart : firstEnd;
    if (nodePlace[node] !== nodePlace[first]) return false;
  }
  return true;
}

function isLimited({ vehicleClass, stopCount }: Model): boolean {
  const counts = new Map<number, number>();
  for (const kind of vehicleClass) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts.values()].some((count) => count < stopCount);
}

/** Lets classes be passed over at once where the best gap so far is cheaper. */
function priceAlone(model: Model): Float64Array {
  const { vehicleClass, nodePlace, placeCount, stopCount, firstStart, firstEnd } = model;
  const kindCount = vehicleClass.reduce((most, kind) => Math.max(most, kind + 1), 0);
  const alone = new Float64Array(stopCount * kindCount);
  for (let kind = 0; kind < kindCount; kind++) {
    const vehicle = vehicleClass.indexOf(kind);
    const travelM = model.travelM[vehicle];
    const start = nodePlace[firstStart + vehicle];
    const end = nodePlace[firstEnd + vehicle];
    for (let stop = 0; stop < stopCount; stop++) {
      const place = nodePlace[stop];
      const metres = travelM[start * placeCount + place] + travelM[place * placeCount + end];
      alone[stop * kindCount + kind] =
        model.fixedUnits[vehicle] + metres * model.unitsPerM[vehicle];
    }
  }
  return alone;
}

function groupByClass(model: Model) {
  const vehiclesOfClass = vehiclesByClass(model);
  const capacityOf = (kind: number): number => model.capacities[vehiclesOfClass[kind][0]];
  const classesBySize = Int32Array.from(vehiclesOfClass, (_, kind) => kind);
  classesBySize.sort((a, b) => capacityOf(b) - capacityOf(a) || a - b);
  return { vehiclesOfClass, classesBySize };
}

/**
 * Without windows neighbours are sorted by metres, so that only a depot can be nearer than those
 * already looked at; with windows any place can.
 */
function measureNeighbours(model: Model, neighbours: Neighbours, fromM: Int32Array) {
  const { nodePlace, placeCount, stopCount, firstStart } = model;
  const toM = model.travelM[0];
  const nearCount = Math.min(NEAR_COUNT_MAX, neighbours.count);
  const near = new Int32Array(stopCount * nearCount);
  const nearM = new Int32Array(stopCount * nearCount);
  const leastM = new Int32Array(stopCount);
  const nearDepot = new Uint8Array(stopCount);
  const reach = Math.min(DEPOT_NEIGHBOURS, nearCount) - 1;
  for (let stop = 0; stop < stopCount; stop++) {
    const row = nodePlace[stop] * placeCount;
    const metresTo = (node: number): number => {
      const at = row + nodePlace[node];
      return Math.min(toM[at], fromM[at]);
    };
    for (let i = 0; i < nearCount; i++) {
      const other = neighbours.stops[stop * neighbours.count + i];
      near[stop * nearCount + i] = other;
      nearM[stop * nearCount + i] = metresTo(other);
    }
    const depotM = least(firstStart, model.firstPool, NONE, metresTo);
    leastM[stop] = model.timed ? Math.min(depotM, least(0, stopCount, stop, metresTo)) : depotM;
    nearDepot[stop] = reach < 0 || depotM <= nearM[stop * nearCount + reach] ? 1 : 0;
  }
  return { nearCount, near, nearM, leastM, nearDepot };
}

const DEPOT_NEIGHBOURS = 60;

function least(
  first: number,
  last: number,
  left: number,
  metresTo: (node: number) => number,
): number {
  let metres: number = INFINITE_M;
  for (let node = first; node < last; node++) {
    if (node !== left) metres = Math.min(metres, metresTo(node));
  }
  return metres;
}

/** Notes a route as changed in this step. */
export function touch(scratch: PlainScratch, vehicle: number): void {
  if (scratch.touchedAt[vehicle] === scratch.touchedStamp) return;
  scratch.touchedAt[vehicle] = scratch.touchedStamp;
  scratch.touched[scratch.touchedCount++] = vehicle;
}

/** Keeps the mean length of the routes in use, and what depends on it. */
export function noteLength(scratch: PlainScratch, lengthMean: number): void {
  scratch.lengthMean = lengthMean;
  const { min, max } = scratch.isTimed ? ROOMY_TIMED : ROOMY;
  const wanted = scratch.isTimed
    ? ROOMY_TIMED.perSquare * lengthMean * lengthMean
    : ROOMY.perStop * lengthMean;
  scratch.roomyMax = Math.max(min, Math.min(max, wanted));
  if (!scratch.isRuinedByLength) return;
  const long = (lengthMean - SHORT_ROUTE.stops) / (LONG_ROUTE.stops - SHORT_ROUTE.stops);
  const share = Math.max(0, Math.min(1, long));
  scratch.ruinStopsMean = Math.round(between(SHORT_ROUTE.ruined, LONG_ROUTE.ruined, share));
  scratch.stringStopsMax = Math.round(between(SHORT_ROUTE.string, LONG_ROUTE.string, share));
}

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
