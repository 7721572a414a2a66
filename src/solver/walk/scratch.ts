import { NONE } from "../../base/index.ts";
import type { UnassignedReason } from "../solution.ts";
import { type Labels, newLabels } from "./labels.ts";

/**
 * Room for walking a route, made once for a model; one walk at a time. It holds the last walk until
 * the next begins.
 *
 * A route of `n` visits to stops and facilities, visit `i` from 0, has `n + 1` legs: leg `i` leads
 * to visit `i`, the last one to the end. Ahead of leg `i` lies gap `i`, where breaks may be taken.
 */
export interface WalkScratch {
  /** Whether the walk goes on where a rule is broken, to describe the route all the same. */
  isTolerant: boolean;
  /** The first rule found broken. */
  broken: UnassignedReason | undefined;

  /** By leg. */
  legArc: Int32Array;
  legKg: Float64Array;
  legSec: Float64Array;
  /** By visit. */
  staySec: Int32Array;
  arriveSec: Float64Array;
  startSec: Float64Array;
  /** Streams on board when the visit begins, and at the end. */
  maskAhead: Int32Array;
  /** `visit * dimensionCount + dimension`: what a facility takes in. */
  unloaded: Float64Array;
  /** By gap: the trip that begins here leaves no earlier. */
  releaseSec: Int32Array;
  /** By gap: the most that is still driven, and driven and worked, to the end. */
  drivingAheadSec: Float64Array;
  workAheadSec: Float64Array;

  readonly rests: Rests;
  readonly labels: Labels;
  /**
   * Of the label last looked at: when its next visit is over, whether it waits there, and whether
   * for more than leaving later would save.
   */
  nextGapSec: number;
  isWaitAhead: boolean;
  isLossAhead: boolean;
  /** Whether the route as it is waits anywhere. */
  waits: boolean;
  visitCount: number;
  departureSec: number;

  /** Sums of the route. */
  distanceM: number;
  kgMetres: number;
  facilityUnits: number;
  liftUnits: number;
  latenessUnits: number;
  changeVehicleUnits: number;
  changeOrderUnits: number;
  overtimeSec: number;
  unpaidSec: number;
  fuelMl: number;

  /** What is on board, by compartment and dimension; one compartment stands for the whole body. */
  readonly loads: Float64Array;
  readonly masks: Int32Array;
  readonly kgs: Float64Array;
  readonly holds: Uint8Array;
  /** All compartments together; not kept where there are none. */
  readonly totals: Float64Array;
  boardKg: number;
  boardMask: number;

  /** By group, as the walk has met its members: on which walk, the last one's rank and place. */
  readonly groupWalk: Int32Array;
  readonly groupRank: Int32Array;
  readonly groupPosition: Int32Array;
  walkNumber: number;
}

/** Breaks at their places, as many as `count`, in the order they are taken. */
export interface Rests {
  count: number;
  gap: Int32Array;
  /** Index into the options of `BreakTerms`. */
  option: Int32Array;
  arriveSec: Float64Array;
  startSec: Float64Array;
}

const ROOM = 64;

/** Room for a model's walks. */
export function newWalkScratch(
  dimensionCount: number,
  compartmentCount: number,
  groupCount: number,
): WalkScratch {
  return {
    isTolerant: false,
    broken: undefined,
    ...newVisitRoom(ROOM, dimensionCount),
    rests: newRests(ROOM),
    labels: newLabels(),
    nextGapSec: 0,
    isWaitAhead: false,
    isLossAhead: false,
    waits: true,
    visitCount: 0,
    departureSec: 0,
    distanceM: 0,
    kgMetres: 0,
    facilityUnits: 0,
    liftUnits: 0,
    latenessUnits: 0,
    changeVehicleUnits: 0,
    changeOrderUnits: 0,
    overtimeSec: 0,
    unpaidSec: 0,
    fuelMl: 0,
    loads: new Float64Array(compartmentCount * dimensionCount),
    masks: new Int32Array(compartmentCount),
    kgs: new Float64Array(compartmentCount),
    holds: new Uint8Array(compartmentCount),
    totals: new Float64Array(dimensionCount),
    boardKg: 0,
    boardMask: 0,
    groupWalk: new Int32Array(groupCount).fill(NONE),
    groupRank: new Int32Array(groupCount),
    groupPosition: new Int32Array(groupCount),
    walkNumber: 0,
  };
}

function newVisitRoom(size: number, dimensionCount: number) {
  return {
    legArc: new Int32Array(size),
    legKg: new Float64Array(size),
    legSec: new Float64Array(size),
    staySec: new Int32Array(size),
    arriveSec: new Float64Array(size),
    startSec: new Float64Array(size),
    maskAhead: new Int32Array(size),
    unloaded: new Float64Array(size * dimensionCount),
    releaseSec: new Int32Array(size),
    drivingAheadSec: new Float64Array(size),
    workAheadSec: new Float64Array(size),
  };
}

function newRests(size: number): Rests {
  return {
    count: 0,
    gap: new Int32Array(size),
    option: new Int32Array(size),
    arriveSec: new Float64Array(size),
    startSec: new Float64Array(size),
  };
}

/** Makes room for a route of so many visits; allocates only for one longer than all before. */
export function makeRoom(scratch: WalkScratch, visitCount: number, dimensionCount: number): void {
  const size = visitCount + 1;
  if (scratch.legArc.length >= size) return;
  Object.assign(scratch, newVisitRoom(2 * size, dimensionCount));
}

/** Notes a broken rule; gives whether the walk must end. */
export function breaks(scratch: WalkScratch, reason: UnassignedReason): boolean {
  scratch.broken ??= reason;
  return !scratch.isTolerant;
}

/** Makes room for so many breaks. */
export function makeRoomForRests({ rests }: WalkScratch, count: number): void {
  if (rests.gap.length < count) Object.assign(rests, newRests(2 * count));
}
