import type { State } from "../state.ts";
import { joinRoute } from "./durations.ts";
import { noteUse } from "./figures.ts";

/**
 * What is kept of a route of a plain problem, recomputed: metres, load, and where there are windows
 * when each node is left and the latest arrival at it; gives whether no visit is late. Cost:
 * O(length).
 */
export function updatePlainRoute(state: State, vehicle: number): boolean {
  const { model } = state;
  measureLegs(state, vehicle);
  if (state.routeStopCount[vehicle] === 0) {
    state.routeUnits[vehicle] = 0;
    state.routeM[vehicle] = 0;
    state.legM[model.firstEnd + vehicle] = 0; // an unused vehicle does not drive from start to end
    if (model.timed) timeRoute(state, vehicle);
    return true;
  }
  state.routeUnits[vehicle] =
    model.fixedUnits[vehicle] + state.routeM[vehicle] * model.unitsPerM[vehicle];
  return !model.timed || timeRoute(state, vehicle);
}

function measureLegs(state: State, vehicle: number): void {
  const { model, next, legM } = state;
  const { legSec, routeRoom } = state.plain;
  const { nodePlace, placeCount, nodeLoads } = model;
  const travelM = model.travelM[vehicle];
  const travelSec = model.travelSec[vehicle];
  const end = model.firstEnd + vehicle;
  let previous = model.firstStart + vehicle;
  let metres = 0;
  let load = 0;
  let stops = 0;
  for (let node = next[previous]; ; node = next[node]) {
    const arc = nodePlace[previous] * placeCount + nodePlace[node];
    legM[node] = travelM[arc];
    legSec[node] = travelSec[arc];
    metres += legM[node];
    if (node === end) break;
    load += nodeLoads[node];
    stops++;
    previous = node;
  }
  state.routeM[vehicle] = metres;
  routeRoom[vehicle + 1] = model.capacities[vehicle] - load;
  state.routeStopCount[vehicle] = stops;
  noteUse(state.plain, vehicle, stops);
}

/**
 * Times of a whole route whose legs are up to date; gives whether no visit is late and the route
 * not too long.
 */
export function timeRoute(state: State, vehicle: number): boolean {
  if (state.plain.hasDurations) return joinRoute(state, vehicle);
  const { model, next, previous } = state;
  const { legSec, leaveSec, latestSec } = state.plain;
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
  let untilSec = nodeCloseSec[end];
  for (let node = end; ; ) {
    latestSec[node] = untilSec;
    const before = previous[node];
    if (before === start) return inTime;
    untilSec = Math.min(untilSec - legSec[node] - nodeServiceSec[before], nodeCloseSec[before]);
    node = before;
  }
}

/** Times of a route whose one change is a stop put in, as far as they change. */
export function spreadTimes(state: State, vehicle: number, stop: number): void {
  if (state.plain.hasDurations) {
    joinRoute(state, vehicle);
    return;
  }
  const { model, next, previous } = state;
  const { legSec, leaveSec, latestSec } = state.plain;
  const { nodeOpenSec, nodeCloseSec, nodeServiceSec } = model;
  const end = model.firstEnd + vehicle;
  const start = model.firstStart + vehicle;
  let nowSec = leaveSec[previous[stop]];
  for (let node = stop; ; node = next[node]) {
    nowSec += legSec[node];
    if (nowSec < nodeOpenSec[node]) nowSec = nodeOpenSec[node];
    nowSec += nodeServiceSec[node];
    if (nowSec === leaveSec[node] && node !== stop) break;
    leaveSec[node] = nowSec;
    if (node === end) break;
  }
  for (let node = stop; node !== start; node = previous[node]) {
    const behind = next[node];
    const untilSec = Math.min(
      latestSec[behind] - legSec[behind] - nodeServiceSec[node],
      nodeCloseSec[node],
    );
    if (untilSec === latestSec[node] && node !== stop) break;
    latestSec[node] = untilSec;
  }
}
