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
  for (let i = 0; i < removedCount; i++) sortKeys[removed[i]] = sortKey(model, removed[i], kind);
  for (let i = 1; i < removedCount; i++) {
    const stop = removed[i];
    const key = sortKeys[stop];
    let j = i - 1;
    for (; j >= 0 && sortKeys[removed[j]] > key; j--) removed[j + 1] = removed[j];
    removed[j + 1] = stop;
  }
}

function sortKey(model: Model, stop: number, kind: number): number {
  if (kind < 8) {
    let share = 0;
    for (let d = 0; d < model.dimensionCount; d++) {
      const capacity = Math.max(1, model.capacities[d]);
      share = Math.max(share, model.nodeLoads[stop * model.dimensionCount + d] / capacity);
    }
    return -share;
  }
  if (kind < 11) {
    const start = model.nodePlace[model.firstStart];
    const metres = model.travelM[0][start * model.placeCount + model.nodePlace[stop]];
    return kind < 10 ? -metres : metres;
  }
  if (kind < 12) return model.nodeCloseSec[stop];
  if (kind < 13) return model.nodeOpenSec[stop];
  return model.nodeCloseSec[stop] - model.nodeOpenSec[stop];
}
