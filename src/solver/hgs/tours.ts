import type { Model } from "../model.ts";
import { refreshTimes } from "./clock.ts";
import { layOut } from "./layout.ts";

/**
 * The state of the local search for plain capacitated problems: routes as doubly linked lists that
 * may carry too much, at a price.
 *
 * Nodes are numbered as in `Model`: stops, then a start and an end node for each route. `row` is
 * the row of `metres` of each node; the last row is the depot's.
 */
export interface Tours {
  readonly stopCount: number;
  readonly routeCount: number;
  readonly capacity: number;
  readonly width: number;
  readonly metres: Int32Array;
  readonly row: Int32Array;
  readonly demand: Int32Array;
  readonly neighbourCount: number;
  readonly neighbours: Int32Array;
  /** Where the stops lie around the depot, see `layOut`. */
  readonly x: Float64Array;
  readonly y: Float64Array;

  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly routeOf: Int32Array;
  readonly position: Int32Array;
  /** Load on board after the node. */
  readonly loadUpTo: Int32Array;
  readonly routeLoad: Int32Array;
  readonly routeSize: Int32Array;
  /** Move numbers: when a route last changed, when a stop was last tried, a route last swapped. */
  readonly changedAt: Int32Array;
  readonly triedAt: Int32Array;
  readonly swappedAt: Int32Array;
  moveCount: number;
  /** Metres that one unit of load too much is punished with. */
  loadPenalty: number;

  /** Whether there are windows; the rest means nothing without them. */
  readonly timed: boolean;
  readonly travelSec: Int32Array;
  readonly openSec: Int32Array;
  readonly closeSec: Int32Array;
  readonly serviceSec: Int32Array;
  /** When the node is left, and the time warp up to it. */
  readonly leaveSec: Int32Array;
  readonly warpUpToSec: Float64Array;
  /** Latest arrival at the node that adds no time warp to that from it to the route's end. */
  readonly latestSec: Int32Array;
  readonly warpFromSec: Float64Array;
  readonly routeWarpSec: Float64Array;
  /** Metres that one second of time warp is punished with. */
  warpPenalty: number;
  /** See `startClock`. */
  clockSec: number;
  clockWarpSec: number;
  clockRow: number;
}

/** Routes with no stop in them. Requires a plain model with one class of vehicles. */
export function newTours(model: Model, neighbourCount: number, neighbours: Int32Array): Tours {
  const n = model.stopCount;
  const routeCount = model.vehicleCount;
  const nodeCount = n + 2 * routeCount;
  const width = n + 1;
  const places = Int32Array.from({ length: width }, (_, i) =>
    i < n ? model.nodePlace[i] : model.nodePlace[model.firstStart],
  );
  const metres = pick(model.travelM[0], model.placeCount, places);
  const { timed } = model;
  const tours: Tours = {
    stopCount: n,
    routeCount,
    capacity: model.capacities[0],
    width,
    metres,
    row: Int32Array.from({ length: nodeCount }, (_, node) => Math.min(node, n)),
    demand: Int32Array.from({ length: nodeCount }, (_, i) => (i < n ? model.nodeLoads[i] : 0)),
    neighbourCount,
    neighbours,
    ...layOut(metres, width),
    next: new Int32Array(nodeCount),
    previous: new Int32Array(nodeCount),
    routeOf: new Int32Array(nodeCount),
    position: new Int32Array(nodeCount),
    loadUpTo: new Int32Array(nodeCount),
    routeLoad: new Int32Array(routeCount),
    routeSize: new Int32Array(routeCount),
    changedAt: new Int32Array(routeCount),
    triedAt: new Int32Array(n),
    swappedAt: new Int32Array(routeCount),
    moveCount: 0,
    loadPenalty: 1,
    timed,
    travelSec: timed ? pick(model.travelSec[0], model.placeCount, places) : new Int32Array(0),
    openSec: model.nodeOpenSec.slice(0, nodeCount),
    closeSec: model.nodeCloseSec.slice(0, nodeCount),
    serviceSec: model.nodeServiceSec.slice(0, nodeCount),
    leaveSec: new Int32Array(nodeCount),
    warpUpToSec: new Float64Array(nodeCount),
    latestSec: new Int32Array(nodeCount),
    warpFromSec: new Float64Array(nodeCount),
    routeWarpSec: new Float64Array(routeCount),
    warpPenalty: 1,
    clockSec: 0,
    clockWarpSec: 0,
    clockRow: 0,
  };
  loadTours(tours, []);
  return tours;
}

/** The matrix of some places, in their order. */
function pick(values: Int32Array, placeCount: number, places: Int32Array): Int32Array {
  const width = places.length;
  const picked = new Int32Array(width * width);
  for (let a = 0; a < width; a++) {
    for (let b = 0; b < width; b++) {
      picked[a * width + b] = values[places[a] * placeCount + places[b]];
    }
  }
  return picked;
}

/** What a load costs beyond the capacity. */
export function excessCost(tours: Tours, load: number): number {
  const excess = load - tours.capacity;
  return excess > 0 ? excess * tours.loadPenalty : 0;
}

/** Replaces all routes by those given; forgets what was tried. */
export function loadTours(tours: Tours, routes: readonly Int32Array[]): void {
  const { next, previous, stopCount, routeCount } = tours;
  tours.moveCount = 0;
  tours.triedAt.fill(-1);
  tours.swappedAt.fill(-1);
  for (let route = 0; route < routeCount; route++) {
    const stops = routes[route];
    let last = stopCount + route;
    for (let i = 0; stops !== undefined && i < stops.length; i++) {
      next[last] = stops[i];
      previous[stops[i]] = last;
      last = stops[i];
    }
    const end = stopCount + routeCount + route;
    next[last] = end;
    previous[end] = last;
    refreshRoute(tours, route);
    tours.changedAt[route] = 0;
  }
}

/** Recomputes what is kept of a route after a change, and notes when it changed. */
function refreshRoute(tours: Tours, route: number): void {
  const { next, routeOf, position, loadUpTo, demand, stopCount } = tours;
  const end = stopCount + tours.routeCount + route;
  let load = 0;
  let at = 0;
  for (let node = stopCount + route; ; node = next[node]) {
    load += demand[node];
    routeOf[node] = route;
    position[node] = at;
    loadUpTo[node] = load;
    if (node === end) break;
    at++;
  }
  tours.routeLoad[route] = load;
  tours.routeSize[route] = at - 1;
  tours.changedAt[route] = tours.moveCount;
  if (tours.timed) refreshTimes(tours, route);
}

/** Copies the routes out, unused ones left away, in order of their direction from the depot. */
export function unloadTours(tours: Tours): Int32Array[] {
  const routes: Int32Array[] = [];
  for (let route = 0; route < tours.routeCount; route++) {
    if (tours.routeSize[route] === 0) continue;
    const stops = new Int32Array(tours.routeSize[route]);
    let node = tours.next[tours.stopCount + route];
    for (let i = 0; i < stops.length; i++) {
      stops[i] = node;
      node = tours.next[node];
    }
    routes.push(stops);
  }
  const angles = new Map(routes.map((route) => [route, angleOf(tours, route)]));
  return routes.sort((a, b) => (angles.get(a) ?? 0) - (angles.get(b) ?? 0));
}

function angleOf({ x, y }: Tours, route: Int32Array): number {
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < route.length; i++) {
    sumX += x[route[i]];
    sumY += y[route[i]];
  }
  return Math.atan2(sumY, sumX);
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
  refreshRoute(tours, a);
  if (a !== b) refreshRoute(tours, b);
}
