import { NONE } from "../base/index.ts";
import type { Model } from "./model.ts";
import { type Candidates, newCandidates } from "./rich/candidates.ts";
import { type GroupBounds, newGroupBounds } from "./rich/groups.ts";
import { SMALL_STOPS } from "./rich/rates.ts";

/** The stop alone; the stop, then an unloading; an unloading, then the stop. */
export const ALONE = 0;
export const UNLOAD_AFTER = 1;
export const UNLOAD_BEFORE = 2;
/** The stop, and its trip ends at another facility. */
export const UNLOAD_ELSEWHERE = 3;

/** The best way found so far of inserting a stop, and its insertion cost. */
export interface Insertion {
  units: number;
  stop: number;
  /** At which of its places, 0 being its own. */
  alternative: number;
  /** Node in front of which to insert; `NONE` while nothing is found. */
  before: number;
  kind: number;
  facility: number;
  /** Whether an unloading beside the stop is tried even where the stop fits without. */
  unloadsTried: boolean;
  /** Ways that are still to be walked. */
  readonly candidates: Candidates;
  /** Whether even ways are walked whose estimate is dearer than what is found. */
  readonly walksAll: boolean;
  /** By vehicle, how many candidates of the present stop were walked in vain. */
  readonly failures: Int32Array;
  readonly bounds: GroupBounds;
  /** Segment under construction while a candidate is priced. */
  durationSec: number;
  earliestSec: number;
  latestSec: number;
}

/** How many ways are kept for walking, and of one route; in a small problem all are. */
const CANDIDATE_COUNT = 64;
const CANDIDATE_COUNT_ROUTE = 8;
const CANDIDATE_COUNT_SMALL = 400;

/** A record for the functions below to write to. */
export function newInsertion(model: Model): Insertion {
  const small = model.stopCount <= SMALL_STOPS;
  return {
    units: Number.POSITIVE_INFINITY,
    stop: NONE,
    alternative: 0,
    before: NONE,
    kind: ALONE,
    facility: NONE,
    unloadsTried: false,
    candidates: small
      ? newCandidates(model.vehicleCount, CANDIDATE_COUNT_SMALL, CANDIDATE_COUNT_SMALL)
      : newCandidates(model.vehicleCount, CANDIDATE_COUNT, CANDIDATE_COUNT_ROUTE),
    walksAll: small,
    failures: new Int32Array(model.vehicleCount),
    bounds: newGroupBounds(model),
    durationSec: 0,
    earliestSec: 0,
    latestSec: 0,
  };
}
