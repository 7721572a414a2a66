import type { Model } from "../model.ts";

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
  readonly log: MoveLog;
}

/**
 * What a step did, move by move, so that it can be taken back without copies of the routes: two
 * entries of the legs a move, to the stop and to the node behind it.
 */
export interface MoveLog {
  readonly stops: Int32Array;
  /** The node in front of which a stop was taken out; `NONE` where it was put in. */
  readonly before: Int32Array;
  readonly legsM: Int32Array;
  readonly legsSec: Int32Array;
  count: number;
}

/** Figures of routes that are all empty, to be computed; nothing for a problem not plain. */
export function newPlainFigures(model: Model, isPlain: boolean): PlainFigures {
  const nodeCount = isPlain ? model.nodeCount : 0;
  const stopCount = isPlain ? model.stopCount : 0;
  return {
    legSec: new Int32Array(nodeCount),
    leaveSec: new Int32Array(nodeCount),
    latestSec: new Int32Array(nodeCount),
    routeRoom: new Int32Array(isPlain ? model.vehicleCount + 1 : 0).fill(-1),
    log: {
      stops: new Int32Array(2 * stopCount),
      before: new Int32Array(2 * stopCount),
      legsM: new Int32Array(4 * stopCount),
      legsSec: new Int32Array(4 * stopCount),
      count: 0,
    },
  };
}
