import { assert } from "./assert.ts";
import { INFINITE_M, INFINITE_SEC } from "./units.ts";

/**
 * Driving seconds and metres between all pairs of places, for one vehicle profile.
 *
 * Row-major: the entry from place `a` to place `b` is at `a * placeCount + b`. Not symmetric. The
 * diagonal is 0. Where there is no way both entries are `INFINITE_SEC` and `INFINITE_M`. The arrays
 * may lie on a SharedArrayBuffer, so that worker threads read them without copying.
 */
export interface TravelMatrix {
  readonly placeCount: number;
  readonly travelSec: Int32Array;
  readonly travelM: Int32Array;
}

/** A matrix of `placeCount` places in shared memory, with no way anywhere but on the diagonal. */
export function createTravelMatrix(placeCount: number): TravelMatrix {
  assert(Number.isSafeInteger(placeCount) && placeCount >= 0, () => `placeCount (${placeCount})`);
  const size = placeCount * placeCount;
  const travelSec = new Int32Array(new SharedArrayBuffer(size * 4)).fill(INFINITE_SEC);
  const travelM = new Int32Array(new SharedArrayBuffer(size * 4)).fill(INFINITE_M);
  for (let place = 0; place < placeCount; place++) {
    travelSec[place * placeCount + place] = 0;
    travelM[place * placeCount + place] = 0;
  }
  return { placeCount, travelSec, travelM };
}
