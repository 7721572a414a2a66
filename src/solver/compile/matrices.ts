import { NONE } from "../../base/index.ts";
import type { Problem } from "../problem.ts";

/** A profile's driving times from `startSec` until the next slice begins. */
export interface CompiledSlice {
  readonly startSec: number;
  readonly travelSec: Int32Array;
}

/** All travel, with a place more than the problem's where some route has an open end. */
export interface Matrices {
  readonly placeCount: number;
  readonly openPlace: number;
  /** One of each by profile. */
  readonly sec: readonly Int32Array[];
  readonly m: readonly Int32Array[];
  readonly slices: readonly (readonly CompiledSlice[])[];
}

/** An open end is a place of its own to which every way costs nothing. */
export function compileMatrices(problem: Problem, openEnd: boolean): Matrices {
  const { placeCount } = problem.profiles[0].matrix;
  const sized = (values: Int32Array): Int32Array => (openEnd ? widen(values, placeCount) : values);
  return {
    placeCount: openEnd ? placeCount + 1 : placeCount,
    openPlace: openEnd ? placeCount : NONE,
    sec: problem.profiles.map(({ matrix }) => sized(matrix.travelSec)),
    m: problem.profiles.map(({ matrix }) => sized(matrix.travelM)),
    slices: problem.profiles.map(({ slices = [] }) =>
      slices.map(({ startSec, travelSec }) => ({ startSec, travelSec: sized(travelSec) })),
    ),
  };
}

function widen(values: Int32Array, placeCount: number): Int32Array {
  const wide = new Int32Array((placeCount + 1) * (placeCount + 1));
  for (let row = 0; row < placeCount; row++) {
    wide.set(values.subarray(row * placeCount, (row + 1) * placeCount), row * (placeCount + 1));
  }
  return wide;
}
