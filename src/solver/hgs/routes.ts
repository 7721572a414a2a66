import { NONE } from "../../base/index.ts";
import { refreshTimes } from "./clock.ts";
import { cheapestKind, noteCosts } from "./flexible.ts";
import type { Tours } from "./tours.ts";

/** What a load costs beyond the capacity of the route's vehicle. */
export function excessCost(tours: Tours, route: number, load: number): number {
  const excess = load - tours.capacity[route];
  return excess > 0 ? excess * tours.loadPenalty : 0;
}

/** Takes a node out of its place and puts it behind another. */
export function moveNode(tours: Tours, node: number, after: number): void {
  const { next, previous } = tours;
  next[previous[node]] = next[node];
  previous[next[node]] = previous[node];
  const following = next[after];
  next[after] = node;
  previous[node] = after;
  next[node] = following;
  previous[following] = node;
}

/** Counts a move and refreshes the one or two routes that it changed. */
export function finishMove(tours: Tours, a: number, b: number): void {
  tours.moveCount++;
  settleRoute(tours, a);
  if (a !== b) settleRoute(tours, b);
}

/** Refreshes a route that has changed, and gives it the kind of vehicle that suits it best. */
export function settleRoute(tours: Tours, route: number): void {
  refreshRoute(tours, route);
  if (tours.fleet.isFlexible) fitKind(tours, route);
}

/** Puts one node behind another. */
export function connect(tours: Tours, from: number, to: number): void {
  tours.next[from] = to;
  tours.previous[to] = from;
}

/** Recomputes what is kept of a route after a change, and notes when it changed. */
export function refreshRoute(tours: Tours, route: number): void {
  const { next, routeOf, position, loadUpTo, metresUpTo, demand, metres, row, width } = tours;
  const start = tours.stopCount + route;
  const end = start + tours.routeCount;
  let load = 0;
  let at = 0;
  let driven = 0;
  let fromRow = row[start] * width;
  for (let node = start; ; node = next[node]) {
    load += demand[node];
    driven += metres[fromRow + row[node]];
    fromRow = row[node] * width;
    routeOf[node] = route;
    position[node] = at;
    loadUpTo[node] = load;
    metresUpTo[node] = driven;
    if (node === end) break;
    at++;
  }
  const wasUsed = tours.routeSize[route] > 0;
  const isUsed = at > 1;
  tours.routeLoad[route] = load;
  tours.routeSize[route] = at - 1;
  tours.changedAt[route] = tours.moveCount;
  if (tours.fleet.isRestricted) tours.routeMisfits[route] = countMisfits(tours, route);
  if (tours.timed) refreshTimes(tours, route);
  if (wasUsed !== isUsed) noteUse(tours, route, isUsed);
}

function countMisfits({ next, stopCount, kindOf, fleet }: Tours, route: number): number {
  const offset = kindOf[route] * stopCount;
  let count = 0;
  for (let node = next[stopCount + route]; node < stopCount; node = next[node]) {
    count += fleet.misfit[offset + node];
  }
  return count;
}

/** Gives a route another kind of vehicle. The caller refreshes it, and counts the free ones. */
export function setKind(tours: Tours, route: number, kind: number): void {
  const { row, openSec, closeSec, stopCount, routeCount } = tours;
  const template = templateOf(tours, kind);
  tours.kindOf[route] = kind;
  tours.capacity[route] = tours.capacity[template];
  tours.unitsPerM[route] = tours.unitsPerM[template];
  tours.fixedUnits[route] = tours.fixedUnits[template];
  tours.durationSecMax[route] = tours.durationSecMax[template];
  tours.endKind[route] = tours.endKind[template];
  for (let side = stopCount; side <= stopCount + routeCount; side += routeCount) {
    row[side + route] = row[side + template];
    openSec[side + route] = openSec[side + template];
    closeSec[side + route] = closeSec[side + template];
  }
}

/** The route that says what a kind of vehicle is like. */
export function templateOf(tours: Tours, kind: number): number {
  return tours.fleet.usableCount + kind;
}

/** Counts the free vehicles and makes unused routes ready, when the routes have been replaced. */
export function resetFleet(tours: Tours): void {
  const { fleet, routeSize, kindOf } = tours;
  fleet.readyRoute.fill(NONE);
  fleet.idleCount = 0;
  fleet.vehicles.forEach((vehicles, kind) => {
    fleet.freeCount[kind] = vehicles.length;
  });
  for (let route = fleet.usableCount - 1; route >= 0; route--) {
    if (routeSize[route] > 0) fleet.freeCount[kindOf[route]]--;
    else fleet.idle[fleet.idleCount++] = route;
  }
  for (let kind = 0; kind < fleet.vehicles.length; kind++) makeReady(tours, kind);
}

/** Takes account of a route that has got its first stops, or lost its last. */
function noteUse(tours: Tours, route: number, isUsed: boolean): void {
  const { fleet, kindOf } = tours;
  const kind = kindOf[route];
  fleet.freeCount[kind] += isUsed ? -1 : 1;
  if (isUsed && fleet.readyRoute[kind] === route) fleet.readyRoute[kind] = NONE;
  else if (!isUsed) fleet.idle[fleet.idleCount++] = route;
  makeReady(tours, kind);
}

/** Gives a route in use another kind of vehicle, of which one is free. */
export function changeKind(tours: Tours, route: number, kind: number): void {
  const { fleet, kindOf } = tours;
  const old = kindOf[route];
  fleet.freeCount[old]++;
  fleet.freeCount[kind]--;
  setKind(tours, route, kind);
  // In this order: the route that stood ready for the one may be wanted for the other.
  makeReady(tours, kind);
  makeReady(tours, old);
}

/** Sees to it that an unused route is ready if, and only if, a vehicle of the kind is free. */
function makeReady(tours: Tours, kind: number): void {
  const { fleet } = tours;
  const ready = fleet.readyRoute[kind];
  const isFree = fleet.freeCount[kind] > 0;
  if (isFree === (ready !== NONE)) return;
  if (!isFree) {
    fleet.idle[fleet.idleCount++] = ready;
    fleet.readyRoute[kind] = NONE;
    return;
  }
  const route = fleet.idle[--fleet.idleCount];
  fleet.readyRoute[kind] = route;
  setKind(tours, route, kind);
  refreshRoute(tours, route);
}

/** Gives a route of a flexible fleet the kind of vehicle that drives it at least cost. */
export function fitKind(tours: Tours, route: number): void {
  const { metresUpTo, stopCount, routeCount, routeLoad, routeSize, kindOf } = tours;
  if (routeSize[route] === 0) {
    tours.routeUnits[route] = 0;
    tours.cheaperLoad[route] = 0;
    tours.cheaperUnits[route] = 0;
    return;
  }
  const kind = cheapestKind(tours, metresUpTo[stopCount + routeCount + route], routeLoad[route]);
  if (kind !== kindOf[route]) changeKind(tours, route, kind);
  noteCosts(tours, route);
}
