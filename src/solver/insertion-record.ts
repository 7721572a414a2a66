import { NONE } from "../base/index.ts";

/** The stop alone; the stop, then an unloading; an unloading, then the stop. */
export const ALONE = 0;
export const UNLOAD_AFTER = 1;
export const UNLOAD_BEFORE = 2;

/** The best way found so far of inserting a stop, and its insertion cost. */
export interface Insertion {
  units: number;
  /** Node in front of which to insert; `NONE` while nothing is found. */
  before: number;
  kind: number;
  facility: number;
  /** Whether an unloading beside the stop is tried even where the stop fits without. */
  unloadsTried: boolean;
  /** Segment under construction while a candidate is priced. */
  durationSec: number;
  earliestSec: number;
  latestSec: number;
}

/** A record for the functions below to write to. */
export function newInsertion(): Insertion {
  return {
    units: Number.POSITIVE_INFINITY,
    before: NONE,
    kind: ALONE,
    facility: NONE,
    unloadsTried: false,
    durationSec: 0,
    earliestSec: 0,
    latestSec: 0,
  };
}
