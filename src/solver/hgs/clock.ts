import type { Tours } from "./tours.ts";

/**
 * Walks a route that is put together from the head of one, some stops, and the tail of another, and
 * sums up its time warp. The clock stands in `tours`, so that nothing is allocated.
 *
 * Starting as early as the depot opens never makes more time warp, so a head is summed up by when
 * its last stop is left, and a tail by the latest arrival that adds nothing to its time warp; each
 * second later adds one. Source: Vidal et al. (2013), Computers & Operations Research 40(1),
 * 475–489, proposition 1, with the start fixed.
 */
export function startClock(tours: Tours, node: number): void {
  tours.clockSec = tours.leaveSec[node];
  tours.clockWarpSec = tours.warpUpToSec[node];
  tours.clockRow = tours.row[node] * tours.width;
}

/** Goes on to a stop: waits until it opens, or turns the clock back to when it closes. */
export function visit(tours: Tours, node: number): void {
  const row = tours.row[node];
  const arrivalSec = tours.clockSec + tours.travelSec[tours.clockRow + row];
  const closeSec = tours.closeSec[node];
  let startSec = arrivalSec;
  if (arrivalSec > closeSec) {
    tours.clockWarpSec += arrivalSec - closeSec;
    startSec = closeSec;
  } else if (arrivalSec < tours.openSec[node]) startSec = tours.openSec[node];
  tours.clockSec = startSec + tours.serviceSec[node];
  tours.clockRow = row * tours.width;
}

/** Visits the stops from one to another of the same route. */
function visitStretch(tours: Tours, first: number, last: number): void {
  for (let node = first; ; node = tours.next[node]) {
    visit(tours, node);
    if (node === last) return;
  }
}

/** Goes on with the tail that begins at a node; gives the whole time warp. */
export function finishClock(tours: Tours, node: number): number {
  const arrivalSec = tours.clockSec + tours.travelSec[tours.clockRow + tours.row[node]];
  const lateSec = arrivalSec - tours.latestSec[node];
  return tours.clockWarpSec + tours.warpFromSec[node] + Math.max(lateSec, 0);
}

/** Time warp of the routes when the run from `u` to `last`, one or two stops, goes behind `v`. */
export function warpOfRelocation(
  tours: Tours,
  u: number,
  last: number,
  v: number,
  isTurned: boolean,
): number {
  if (!tours.timed) return 0;
  const { next, previous, routeOf, position } = tours;
  const before = previous[u];
  const behind = next[last];
  const y = next[v];
  if (routeOf[u] !== routeOf[v]) {
    startClock(tours, before);
    const left = finishClock(tours, behind);
    startClock(tours, v);
    visitRun(tours, u, last, isTurned);
    return left + finishClock(tours, y);
  }
  if (position[v] > position[u]) {
    startClock(tours, before);
    visitStretch(tours, behind, v);
    visitRun(tours, u, last, isTurned);
    return finishClock(tours, y);
  }
  startClock(tours, v);
  visitRun(tours, u, last, isTurned);
  visitStretch(tours, y, before);
  return finishClock(tours, behind);
}

function visitRun(tours: Tours, u: number, last: number, isTurned: boolean): void {
  visit(tours, isTurned ? last : u);
  if (last !== u) visit(tours, isTurned ? u : last);
}

/** Time warp of the routes when two runs that neither overlap nor touch change places. */
export function warpOfSwap(
  tours: Tours,
  u: number,
  uLast: number,
  v: number,
  vLast: number,
): number {
  if (!tours.timed) return 0;
  const { next, previous, routeOf, position } = tours;
  if (routeOf[u] !== routeOf[v]) {
    startClock(tours, previous[u]);
    visitStretch(tours, v, vLast);
    const first = finishClock(tours, next[uLast]);
    startClock(tours, previous[v]);
    visitStretch(tours, u, uLast);
    return first + finishClock(tours, next[vLast]);
  }
  if (position[u] > position[v]) return warpOfSwap(tours, v, vLast, u, uLast);
  startClock(tours, previous[u]);
  visitStretch(tours, v, vLast);
  visitStretch(tours, next[uLast], previous[v]);
  visitStretch(tours, u, uLast);
  return finishClock(tours, next[vLast]);
}

/** Time warp of the routes when the tails behind `u` and `v` change places. */
export function warpOfTails(tours: Tours, u: number, v: number): number {
  if (!tours.timed) return 0;
  startClock(tours, u);
  const first = finishClock(tours, tours.next[v]);
  startClock(tours, v);
  return first + finishClock(tours, tours.next[u]);
}

/** Time warp of the route when the stretch behind `u` up to `v` is driven the other way round. */
export function warpOfTurn(tours: Tours, u: number, v: number): number {
  if (!tours.timed) return 0;
  startClock(tours, u);
  for (let node = v; node !== u; node = tours.previous[node]) visit(tours, node);
  return finishClock(tours, tours.next[v]);
}

/** Recomputes heads, tails and time warp of a route after a change. */
export function refreshTimes(tours: Tours, route: number): void {
  const { next, previous, row, width, travelSec, openSec, closeSec, serviceSec } = tours;
  const start = tours.stopCount + route;
  const end = start + tours.routeCount;
  tours.leaveSec[start] = openSec[start];
  tours.warpUpToSec[start] = 0;
  startClock(tours, start);
  for (let node = next[start]; ; node = next[node]) {
    visit(tours, node);
    tours.leaveSec[node] = tours.clockSec;
    tours.warpUpToSec[node] = tours.clockWarpSec;
    if (node === end) break;
  }
  tours.routeWarpSec[route] = tours.clockWarpSec;
  let latestSec = closeSec[end];
  let warpSec = 0;
  tours.latestSec[end] = latestSec;
  tours.warpFromSec[end] = 0;
  for (let node = end; previous[node] !== start; ) {
    const before = previous[node];
    latestSec -= serviceSec[before] + travelSec[row[before] * width + row[node]];
    if (latestSec > closeSec[before]) latestSec = closeSec[before];
    else if (latestSec < openSec[before]) {
      warpSec += openSec[before] - latestSec;
      latestSec = openSec[before];
    }
    tours.latestSec[before] = latestSec;
    tours.warpFromSec[before] = warpSec;
    node = before;
  }
}
