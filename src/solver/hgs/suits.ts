import { INFINITE_SEC } from "../../base/index.ts";
import type { Model } from "../model.ts";
import { isPlain } from "../plain/is-plain.ts";

/** Each kind of vehicle adds to the cost of cutting a tour into routes. */
const KIND_COUNT_MAX = 60;

/**
 * Whether the model is one that the genetic search solves: one load, at most single windows, the
 * same way in both directions, metres and vehicles alone to pay for, no trips.
 */
export function suitsGeneticSearch(model: Model): boolean {
  if (model.stopCount < 3 || !isPlain(model)) return false;
  if (model.stopMust.includes(0) || model.unitsPerM.includes(0)) return false;
  if (new Set(model.vehicleClass).size > KIND_COUNT_MAX || hasLostStop(model)) return false;
  if (model.timed && model.travelSec[0].some((sec) => sec >= INFINITE_SEC)) return false;
  return isSymmetric(model.travelM[0], model.placeCount);
}

/** Whether there is a stop that no vehicle may serve. */
function hasLostStop({ stopAllowed, stopCount, vehicleCount }: Model): boolean {
  for (let stop = 0; stop < stopCount; stop++) {
    const row = stopAllowed.subarray(stop * vehicleCount, (stop + 1) * vehicleCount);
    if (!row.includes(1)) return true;
  }
  return false;
}

function isSymmetric(metres: Int32Array, placeCount: number): boolean {
  for (let a = 0; a < placeCount; a++) {
    for (let b = 0; b < a; b++) {
      if (metres[a * placeCount + b] !== metres[b * placeCount + a]) return false;
    }
  }
  return true;
}
