import type { State } from "../state.ts";

/**
 * Segments of a plain problem's route whose legs are up to date, kept where vehicles have a longest
 * duration; gives whether nobody is late and the route is not too long. See `State` on segments;
 * they end with the leaving of a node (`before…`) or begin with the arrival at it (`after…`).
 */
export function joinRoute(state: State, vehicle: number): boolean {
  const { model, next, beforeDurationSec, beforeEarliestSec, beforeLatestSec } = state;
  const { legSec } = state.plain;
  const { nodeOpenSec, nodeCloseSec, nodeServiceSec } = model;
  const end = model.firstEnd + vehicle;
  let node = model.firstStart + vehicle;
  let durationSec = 0;
  let earliestSec = nodeOpenSec[node];
  let latestSec = nodeCloseSec[node];
  for (;;) {
    beforeDurationSec[node] = durationSec;
    beforeEarliestSec[node] = earliestSec;
    beforeLatestSec[node] = latestSec;
    if (node === end) break;
    node = next[node];
    durationSec += legSec[node];
    if (earliestSec + durationSec > nodeCloseSec[node]) return false;
    const waitSec = Math.max(0, nodeOpenSec[node] - durationSec - latestSec);
    earliestSec = Math.max(nodeOpenSec[node] - durationSec, earliestSec) - waitSec;
    latestSec = Math.min(nodeCloseSec[node] - durationSec, latestSec);
    durationSec += waitSec + nodeServiceSec[node];
  }
  joinBack(state, vehicle);
  return durationSec <= model.durationSecMax[vehicle];
}

function joinBack(state: State, vehicle: number): void {
  const { model, previous, afterDurationSec, afterEarliestSec, afterLatestSec } = state;
  const { legSec } = state.plain;
  const { nodeOpenSec, nodeCloseSec, nodeServiceSec } = model;
  const start = model.firstStart + vehicle;
  let node = model.firstEnd + vehicle;
  let durationSec = 0;
  let earliestSec = nodeOpenSec[node];
  let latestSec = nodeCloseSec[node];
  for (;;) {
    afterDurationSec[node] = durationSec;
    afterEarliestSec[node] = earliestSec;
    afterLatestSec[node] = latestSec;
    const before = previous[node];
    if (before === start) return;
    const apartSec = nodeServiceSec[before] + legSec[node];
    const waitSec = Math.max(0, earliestSec - apartSec - nodeCloseSec[before]);
    earliestSec = Math.max(earliestSec - apartSec, nodeOpenSec[before]) - waitSec;
    latestSec = Math.min(latestSec - apartSec, nodeCloseSec[before]);
    durationSec += apartSec + waitSec;
    node = before;
  }
}

/** Whether nobody is late and the route not too long with a stop put in front of a node. */
export function isShort(state: State, stop: number, before: number, vehicle: number): boolean {
  const { model } = state;
  const { nodePlace, placeCount } = model;
  const travelSec = model.travelSec[vehicle];
  const after = state.previous[before];
  const openSec = model.nodeOpenSec[stop];
  const closeSec = model.nodeCloseSec[stop];
  const place = nodePlace[stop];
  const startSec =
    state.beforeDurationSec[after] + travelSec[nodePlace[after] * placeCount + place];
  if (state.beforeEarliestSec[after] + startSec > closeSec) return false;
  const heldSec = Math.max(0, openSec - startSec - state.beforeLatestSec[after]);
  const earliestSec = Math.max(openSec - startSec, state.beforeEarliestSec[after]) - heldSec;
  const latestSec = Math.min(closeSec - startSec, state.beforeLatestSec[after]);
  const reachedSec =
    startSec +
    heldSec +
    model.nodeServiceSec[stop] +
    travelSec[place * placeCount + nodePlace[before]];
  if (earliestSec + reachedSec > state.afterLatestSec[before]) return false;
  const waitSec = Math.max(0, state.afterEarliestSec[before] - reachedSec - latestSec);
  const durationSec = reachedSec + waitSec + state.afterDurationSec[before];
  return durationSec <= model.durationSecMax[vehicle];
}
