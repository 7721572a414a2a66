import type { Model } from "./model.ts";
import type { Search } from "./search.ts";

/**
 * Orders the stops taken out by chance, size, distance from the depot, or tightness of the window.
 */
export function sortRemoved(search: Search): void {
  const { model, ruin, random, sortKeys } = search;
  const { removed, removedCount } = ruin;
  random.shuffle(removed, removedCount);
  const kinds = model.timed ? 14 : 11;
  const kind = random.below(kinds);
  if (kind < 4) return;
  for (let i = 0; i < removedCount; i++)
    sortKeys[removed[i]] = sortKey(model, search.depotM, removed[i], kind);
  for (let i = 1; i < removedCount; i++) {
    const stop = removed[i];
    const key = sortKeys[stop];
    let j = i - 1;
    for (; j >= 0 && sortKeys[removed[j]] > key; j--) removed[j + 1] = removed[j];
    removed[j + 1] = stop;
  }
}

/** Metres to each stop from the nearest depot that vehicles start from. */
export function measureDepots(model: Model): Float64Array {
  const { nodePlace, placeCount, stopCount, travelM, vehicleCount, firstStart } = model;
  const starts = new Set(nodePlace.subarray(firstStart, firstStart + vehicleCount));
  return Float64Array.from({ length: stopCount }, (_, stop) => {
    let least = Number.POSITIVE_INFINITY;
    for (const start of starts) {
      least = Math.min(least, travelM[0][start * placeCount + nodePlace[stop]]);
    }
    return least;
  });
}

function sortKey(model: Model, depotM: Float64Array, stop: number, kind: number): number {
  if (kind < 8) {
    let share = 0;
    for (let d = 0; d < model.dimensionCount; d++) {
      const capacity = Math.max(1, model.capacities[d]);
      share = Math.max(share, model.nodeLoads[stop * model.dimensionCount + d] / capacity);
    }
    return -share;
  }
  if (kind < 11) {
    return kind < 10 ? -depotM[stop] : depotM[stop];
  }
  if (kind < 12) return model.nodeCloseSec[stop];
  if (kind < 13) return model.nodeOpenSec[stop];
  return model.nodeCloseSec[stop] - model.nodeOpenSec[stop];
}
