import type { Model } from "./model.ts";

/**
 * For each stop the others, nearest first, as far as kept: `stop * count + i`.
 *
 * Near is by what driving there and back costs, over all vehicle profiles; where two stops have
 * windows that force waiting or lateness between them, that counts as well.
 */
export interface Neighbours {
  readonly count: number;
  readonly stops: Int32Array;
}

const WAIT_WEIGHT = 0.2;

/** Keeps the `countMax` nearest of each stop, in shared memory. Cost: O(n² log n). */
export function findNeighbours(model: Model, countMax: number): Neighbours {
  const n = model.stopCount;
  const count = Math.min(countMax, Math.max(0, n - 1));
  const stops = new Int32Array(new SharedArrayBuffer(n * count * Int32Array.BYTES_PER_ELEMENT));
  // Nearness and stop in one whole number, so that numbers alone are sorted, which is quick.
  const keys = new Float64Array(Math.max(0, n - 1));
  const nearnessMax = Math.floor(Number.MAX_SAFE_INTEGER / Math.max(1, n)) - 1;
  const vehicles = vehicleOfEachProfile(model);
  for (let stop = 0; stop < n; stop++) {
    let size = 0;
    for (let other = 0; other < n; other++) {
      if (other === stop) continue;
      const near = Math.min(nearnessMax, Math.floor(nearness(model, vehicles, stop, other)));
      keys[size++] = near * n + other;
    }
    keys.sort();
    for (let i = 0; i < count; i++) stops[stop * count + i] = keys[i] % n;
  }
  return { count, stops };
}

function vehicleOfEachProfile(model: Model): number[] {
  const seen = new Map<Int32Array, number>();
  model.travelM.forEach((matrix, vehicle) => {
    if (!seen.has(matrix)) seen.set(matrix, vehicle);
  });
  return [...seen.values()];
}

function nearness(model: Model, vehicles: readonly number[], a: number, b: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const vehicle of vehicles) {
    const units = Math.min(legUnits(model, vehicle, a, b), legUnits(model, vehicle, b, a));
    if (units < least) least = units;
  }
  return least;
}

function legUnits(model: Model, vehicle: number, from: number, to: number): number {
  const arc = model.nodePlace[from] * model.placeCount + model.nodePlace[to];
  const sec = model.travelSec[vehicle][arc];
  const perSec = model.unitsPerSec[vehicle];
  const perM = model.unitsPerM[vehicle];
  const units = model.travelM[vehicle][arc] * perM + sec * perSec;
  const apartSec = model.nodeServiceSec[from] + sec;
  const waitSec = Math.max(0, model.nodeOpenSec[to] - apartSec - model.nodeCloseSec[from]);
  const lateSec = Math.max(0, model.nodeOpenSec[from] + apartSec - model.nodeCloseSec[to]);
  return units + (WAIT_WEIGHT * waitSec + lateSec) * (perM + perSec);
}
