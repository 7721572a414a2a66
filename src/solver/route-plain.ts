import type { State } from "./state.ts";

/**
 * What `updateRoute` keeps of a route of a plain problem (see `isPlain`): metres, load, and where
 * there are windows when each node is left and the latest arrival at it; gives whether no visit is
 * late.
 *
 * The matrices are read only where a node has another one before it than last time. Cost:
 * O(length).
 */
export function updatePlainRoute(state: State, vehicle: number): boolean {
  const { model } = state;
  measureLegs(state, vehicle);
  if (state.routeStopCount[vehicle] === 0) {
    state.routeUnits[vehicle] = 0;
    state.routeM[vehicle] = 0;
    state.legM[model.firstEnd + vehicle] = 0; // an unused vehicle does not drive from start to end
    state.legFrom[model.firstEnd + vehicle] = model.firstStart + vehicle;
    if (model.timed) timeRoute(state, vehicle);
    return true;
  }
  state.routeUnits[vehicle] =
    model.fixedUnits[vehicle] + state.routeM[vehicle] * model.unitsPerM[vehicle];
  return !model.timed || timeRoute(state, vehicle);
}

function measureLegs(state: State, vehicle: number): void {
  const { model, next, legM, legSec, legFrom, position } = state;
  const { nodePlace, placeCount, nodeLoads, stopCount } = model;
  const travelM = model.travelM[vehicle];
  const travelSec = model.travelSec[vehicle];
  const end = model.firstEnd + vehicle;
  let previous = model.firstStart + vehicle;
  let metres = 0;
  let load = 0;
  let at = 0;
  position[previous] = 0;
  for (let node = next[previous]; ; node = next[node]) {
    if (legFrom[node] !== previous || node === end) {
      const arc = nodePlace[previous] * placeCount + nodePlace[node];
      legFrom[node] = previous;
      legM[node] = travelM[arc];
      legSec[node] = travelSec[arc];
    }
    metres += legM[node];
    at++;
    position[node] = at;
    if (node < stopCount) load += nodeLoads[node];
    if (node === end) break;
    previous = node;
  }
  state.routeM[vehicle] = metres;
  state.routeLoad[vehicle] = load;
  state.routeStopCount[vehicle] = at - 1;
}

function timeRoute(state: State, vehicle: number): boolean {
  const { model, next, previous, legSec, leaveSec, afterLatestSec } = state;
  const { nodeOpenSec, nodeCloseSec, nodeServiceSec } = model;
  const start = model.firstStart + vehicle;
  const end = model.firstEnd + vehicle;
  let nowSec = nodeOpenSec[start];
  let inTime = true;
  leaveSec[start] = nowSec;
  for (let node = next[start]; ; node = next[node]) {
    nowSec += legSec[node];
    if (nowSec < nodeOpenSec[node]) nowSec = nodeOpenSec[node];
    if (nowSec > nodeCloseSec[node]) inTime = false;
    nowSec += nodeServiceSec[node];
    leaveSec[node] = nowSec;
    if (node === end) break;
  }
  let latestSec = nodeCloseSec[end];
  for (let node = end; ; ) {
    afterLatestSec[node] = latestSec;
    const before = previous[node];
    if (before === start) return inTime;
    latestSec = Math.min(latestSec - legSec[node] - nodeServiceSec[before], nodeCloseSec[before]);
    node = before;
  }
}
