import { NONE } from "../../base/index.ts";
import { type Model, TIME_MAX_SEC } from "../model.ts";

/** What is kept of the routes of a plain problem (see `isPlain`) beside the lists themselves. */
export interface PlainFigures {
  /** Seconds from the node before, as `legM` metres. */
  readonly legSec: Int32Array;
  /** When each node is left at the earliest. */
  readonly leaveSec: Int32Array;
  /** The latest arrival at each node that lets the rest of the route be in time. */
  readonly latestSec: Int32Array;
  /** Load that still fits, from entry 1 on; entry 0, for no vehicle, takes nothing. */
  readonly routeRoom: Int32Array;
  /** Whether routes have a longest duration, so that segments are kept of them (`joinRoute`). */
  readonly hasDurations: boolean;
  /** Vehicles in use, in no order, and where in that list each is. */
  readonly used: Int32Array;
  readonly usedAt: Int32Array;
  usedCount: number;
  /** How many vehicles of each class are not in use. */
  readonly unusedCount: Int32Array;
  readonly vehicleClass: Int32Array;
  readonly log: MoveLog;
}

/**
 * What a step did, move by move, so that it can be taken back without copies of the routes: two
 * entries of the legs a move, to the stop and to the node behind it.
 */
export interface MoveLog {
  /** The stop moved, or `HANDED - vehicle` where a vehicle changed routes with another. */
  readonly stops: Int32Array;
  /**
   * The node in front of which a stop was taken out; `NONE` where it was put in. The other
   * vehicle.
   */
  readonly before: Int32Array;
  readonly legsM: Int32Array;
  readonly legsSec: Int32Array;
  count: number;
}

/** Stands in the log, less the vehicle, for a route that changed vehicles. */
export const HANDED = -2;

/** A step takes a stop out and puts it in, and moves it with its route to other vehicles twice. */
const MOVES_A_STOP = 8;

/** Figures of routes that are all empty, to be computed; nothing for a problem not plain. */
export function newPlainFigures(model: Model, isPlain: boolean): PlainFigures {
  const nodeCount = isPlain ? model.nodeCount : 0;
  const vehicleCount = isPlain ? model.vehicleCount : 0;
  const stopCount = isPlain ? model.stopCount : 0;
  return {
    legSec: new Int32Array(nodeCount),
    leaveSec: new Int32Array(nodeCount),
    latestSec: new Int32Array(nodeCount),
    routeRoom: new Int32Array(isPlain ? vehicleCount + 1 : 0).fill(-1),
    hasDurations: isPlain && model.durationSecMax.some((sec) => sec < TIME_MAX_SEC),
    used: new Int32Array(vehicleCount),
    usedAt: new Int32Array(vehicleCount).fill(NONE),
    usedCount: 0,
    unusedCount: countClasses(isPlain ? model.vehicleClass : new Int32Array(0)),
    vehicleClass: model.vehicleClass,
    log: {
      stops: new Int32Array(MOVES_A_STOP * stopCount),
      before: new Int32Array(MOVES_A_STOP * stopCount),
      legsM: new Int32Array(2 * MOVES_A_STOP * stopCount),
      legsSec: new Int32Array(2 * MOVES_A_STOP * stopCount),
      count: 0,
    },
  };
}

function countClasses(vehicleClass: Int32Array): Int32Array {
  const counts = new Int32Array(1 + vehicleClass.reduce((most, kind) => Math.max(most, kind), 0));
  for (const kind of vehicleClass) counts[kind]++;
  return counts;
}

/** Keeps the list of the vehicles in use after a vehicle's number of stops has changed. */
export function noteUse(figures: PlainFigures, vehicle: number, stopCount: number): void {
  const { used, usedAt } = figures;
  const at = usedAt[vehicle];
  if (stopCount > 0 === at >= 0) return;
  figures.unusedCount[figures.vehicleClass[vehicle]] += stopCount > 0 ? -1 : 1;
  if (stopCount > 0) {
    usedAt[vehicle] = figures.usedCount;
    used[figures.usedCount++] = vehicle;
    return;
  }
  const last = used[--figures.usedCount];
  used[at] = last;
  usedAt[last] = at;
  usedAt[vehicle] = NONE;
}
