import type { CompiledSlice } from "../compile/matrices.ts";

const WHOLE_WAY = 1_000_000;

/**
 * When a drive that begins at `sec` arrives, by the rule of `TravelSlice`. Who leaves later never
 * arrives earlier.
 *
 * @param baseSec the whole way's seconds before the first slice
 */
export function arriveAt(
  slices: readonly CompiledSlice[],
  baseSec: number,
  arc: number,
  sec: number,
): number {
  let k = sliceAt(slices, sec);
  let left = WHOLE_WAY;
  for (;;) {
    const wholeSec = k < 0 ? baseSec : slices[k].travelSec[arc];
    const neededSec = Math.ceil((left * wholeSec) / WHOLE_WAY);
    if (k === slices.length - 1) return sec + neededSec;
    const untilSec = slices[k + 1].startSec;
    if (sec + neededSec <= untilSec) return sec + neededSec;
    left -= Math.floor(((untilSec - sec) * WHOLE_WAY) / wholeSec);
    sec = untilSec;
    k++;
  }
}

/** The latest beginning of a drive that arrives by `sec`. */
export function leaveBy(
  slices: readonly CompiledSlice[],
  baseSec: number,
  arc: number,
  sec: number,
): number {
  const k = sliceAt(slices, sec);
  const wholeSec = k < 0 ? baseSec : slices[k].travelSec[arc];
  // Nearly all drives begin in the slice that they end in.
  if (k < 0 || sec - wholeSec >= slices[k].startSec) return sec - wholeSec;
  let leaves = sec - slowestSec(slices, baseSec, arc);
  while (arriveAt(slices, baseSec, arc, leaves) > sec) leaves -= slices.length; // rounding
  for (let late = sec + 1; late - leaves > 1; ) {
    const middle = Math.floor((leaves + late) / 2);
    if (arriveAt(slices, baseSec, arc, middle) <= sec) leaves = middle;
    else late = middle;
  }
  return leaves;
}

/** The most that a drive along an arc may take, whenever it begins. */
export function slowestSec(slices: readonly CompiledSlice[], baseSec: number, arc: number): number {
  let sec = baseSec;
  for (let i = 0; i < slices.length; i++) {
    if (slices[i].travelSec[arc] > sec) sec = slices[i].travelSec[arc];
  }
  return sec + slices.length; // each border may round up
}

/** The slice that a moment lies in; -1 before the first. */
function sliceAt(slices: readonly CompiledSlice[], sec: number): number {
  let k = slices.length - 1;
  while (k >= 0 && sec < slices[k].startSec) k--;
  return k;
}
