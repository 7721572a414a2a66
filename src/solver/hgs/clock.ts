import type { Tours } from "./tours.ts";

/**
 * Walks a route that is put together from the head of one, some stops, and the tail of another, and
 * sums up its time warp. The clock stands in `tours`, so that nothing is allocated.
 *
 * Starting as early as the depot opens never makes more time warp, so where durations do not
 * matter a head is summed up by when its last stop is left, and a tail by the latest arrival that
 * adds nothing to its time warp; each second later adds one. Where they matter, a stretch is summed
 * up by its duration, the earliest and the latest start that make it no longer, and its time warp;
 * what a route lasts beyond the longest duration of the head's vehicle counts as time warp.
 * Source: Vidal et al. (2013), Computers & Operations Research 40(1), 475–489, proposition 1.
 */
export function startClock(tours: Tours, node: number): void {
  tours.clockWarpSec = tours.warpUpToSec[node];
  tours.clockRow = tours.row[node] * tours.width;
  if (!tours.hasDurations) {
    tours.clockSec = tours.leaveSec[node];
    return;
  }
  tours.clockSec = tours.headDurationSec[node];
  tours.clockEarliestSec = tours.headEarliestSec[node];
  tours.clockLatestSec = tours.headLatestSec[node];
  tours.clockDurationSecMax = tours.durationSecMax[tours.routeOf[node]];
}

/** Goes on to a stop: waits until it opens, or turns the clock back to when it closes. */
export function visit(tours: Tours, node: number): void {
  if (tours.hasDurations) {
    visitMeasured(tours, node);
    return;
  }
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

/** The same where durations matter: `clockSec` is the duration so far. */
function visitMeasured(tours: Tours, node: number): void {
  const row = tours.row[node];
  const driveSec = tours.travelSec[tours.clockRow + row];
  const apartSec = tours.clockSec - tours.clockWarpSec + driveSec;
  const openSec = tours.openSec[node] - apartSec;
  const closeSec = tours.closeSec[node] - apartSec;
  const waitSec = Math.max(0, openSec - tours.clockLatestSec);
  const warpSec = Math.max(0, tours.clockEarliestSec - closeSec);
  tours.clockSec += driveSec + waitSec + tours.serviceSec[node];
  tours.clockEarliestSec = Math.max(openSec, tours.clockEarliestSec) - waitSec;
  tours.clockLatestSec = Math.min(closeSec, tours.clockLatestSec) + warpSec;
  tours.clockWarpSec += warpSec;
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
  const driveSec = tours.travelSec[tours.clockRow + tours.row[node]];
  if (tours.hasDurations) return finishMeasured(tours, node, driveSec);
  const lateSec = tours.clockSec + driveSec - tours.latestSec[node];
  return tours.clockWarpSec + tours.warpFromSec[node] + Math.max(lateSec, 0);
}

function finishMeasured(tours: Tours, node: number, driveSec: number): number {
  const apartSec = tours.clockSec - tours.clockWarpSec + driveSec;
  const waitSec = tours.tailEarliestSec[node] - apartSec - tours.clockLatestSec;
  const lateSec = tours.clockEarliestSec + apartSec - tours.tailLatestSec[node];
  const warpSec = tours.clockWarpSec + tours.warpFromSec[node] + Math.max(lateSec, 0);
  const durationSec =
    tours.clockSec + driveSec + tours.tailDurationSec[node] + Math.max(waitSec, 0);
  return warpSec + Math.max(0, durationSec - warpSec - tours.clockDurationSecMax);
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
    const left = warpOfLink(tours, before, behind);
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

/** Time warp of a head and the tail of the same route; none where neither has a stop. */
function warpOfLink(tours: Tours, before: number, behind: number): number {
  const { stopCount } = tours;
  if (before >= stopCount && behind >= stopCount) return 0;
  startClock(tours, before);
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
  return warpWithTail(tours, u, v) + warpWithTail(tours, v, u);
}

/** Time warp of the head up to `u` with the tail behind `v`, of another route. */
function warpWithTail(tours: Tours, u: number, v: number): number {
  const { next, routeOf, endKind, stopCount, routeCount } = tours;
  const routeU = routeOf[u];
  const tail = next[v];
  if (u >= stopCount && tail >= stopCount) return 0;
  startClock(tours, u);
  if (endKind[routeU] === endKind[routeOf[v]]) return finishClock(tours, tail);
  for (let node = tail; node < stopCount; node = next[node]) visit(tours, node);
  return finishClock(tours, stopCount + routeCount + routeU);
}

/** Time warp of the route when the stretch behind `u` up to `v` is driven the other way round. */
export function warpOfTurn(tours: Tours, u: number, v: number): number {
  if (!tours.timed) return 0;
  startClock(tours, u);
  for (let node = v; node !== u; node = tours.previous[node]) visit(tours, node);
  return finishClock(tours, tours.next[v]);
}

/** Time warp of a route's stops driven by a vehicle like another route's. */
export function warpWithKind(tours: Tours, route: number, template: number): number {
  if (!tours.timed) return 0;
  const { next, stopCount, routeCount } = tours;
  startClock(tours, stopCount + template);
  for (let node = next[stopCount + route]; node < stopCount; node = next[node]) visit(tours, node);
  return finishClock(tours, stopCount + routeCount + template);
}

/** Recomputes heads, tails and time warp of a route after a change. */
export function refreshTimes(tours: Tours, route: number): void {
  if (tours.hasDurations) {
    refreshHeads(tours, route);
    refreshTails(tours, route);
    return;
  }
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
  tours.routeWarpSec[route] = next[start] === end ? 0 : tours.clockWarpSec;
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

/** Stretches from the start to each node, and the time warp of the whole. */
function refreshHeads(tours: Tours, route: number): void {
  const { next } = tours;
  const start = tours.stopCount + route;
  const end = start + tours.routeCount;
  tours.headDurationSec[start] = 0;
  tours.headEarliestSec[start] = tours.openSec[start];
  tours.headLatestSec[start] = tours.closeSec[start];
  tours.warpUpToSec[start] = 0;
  startClock(tours, start);
  for (let node = next[start]; ; node = next[node]) {
    visit(tours, node);
    tours.headDurationSec[node] = tours.clockSec;
    tours.headEarliestSec[node] = tours.clockEarliestSec;
    tours.headLatestSec[node] = tours.clockLatestSec;
    tours.warpUpToSec[node] = tours.clockWarpSec;
    if (node === end) break;
  }
  const beyondSec = tours.clockSec - tours.clockWarpSec - tours.durationSecMax[route];
  tours.routeWarpSec[route] = next[start] === end ? 0 : tours.clockWarpSec + Math.max(0, beyondSec);
}

/** Stretches from each node to the end. */
function refreshTails(tours: Tours, route: number): void {
  const { previous, row, width, travelSec, openSec, closeSec, serviceSec } = tours;
  const start = tours.stopCount + route;
  const end = start + tours.routeCount;
  let durationSec = 0;
  let earliestSec = openSec[end];
  let latestSec = closeSec[end];
  let warpSec = 0;
  for (let node = end; ; ) {
    tours.tailDurationSec[node] = durationSec;
    tours.tailEarliestSec[node] = earliestSec;
    tours.tailLatestSec[node] = latestSec;
    tours.warpFromSec[node] = warpSec;
    if (node === start) return;
    const before = previous[node];
    const apartSec = serviceSec[before] + travelSec[row[before] * width + row[node]];
    const waitSec = Math.max(0, earliestSec - apartSec - closeSec[before]);
    const lateSec = Math.max(0, openSec[before] + apartSec - latestSec);
    durationSec += apartSec + waitSec;
    earliestSec = Math.max(earliestSec - apartSec, openSec[before]) - waitSec;
    latestSec = Math.min(latestSec - apartSec, closeSec[before]) + lateSec;
    warpSec += lateSec;
    node = before;
  }
}
